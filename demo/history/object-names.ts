import type { HistoryEntry } from "./history-event.ts";

/** An object's id is a hash of its name, so a name that was once known stays right. */
type Named = { readonly className: string; readonly id: string; readonly name: string | null };

const cache = new WeakMap<readonly HistoryEntry[], ReadonlyMap<string, string>>();

/** Names objects by the history: the host only knows names it has heard since it started. */
export function withNames<Item extends Named>(
  items: readonly Item[],
  entries: readonly HistoryEntry[],
): Item[] {
  if (items.every(({ name }) => name !== null)) return [...items];
  let names = cache.get(entries);
  if (names === undefined) cache.set(entries, (names = namesIn(entries)));
  return items.map((item) => ({ ...item, name: item.name ?? names.get(keyOf(item)) ?? null }));
}

function namesIn(entries: readonly HistoryEntry[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { event } of entries) {
    if (!("actorName" in event) || event.actorName === null) continue;
    names.set(keyOf({ className: event.className, id: event.actorId }), event.actorName);
  }
  return names;
}

const keyOf = ({ className, id }: Pick<Named, "className" | "id">): string => `${className}/${id}`;
