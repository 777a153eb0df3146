import type { HistoryEntry } from "./history-event.ts";

/** The objects of these are one and the same. */
interface Whose {
  readonly className: string;
  readonly id: string;
}

/**
 * The lines of the console that an event of the history belongs with: of an alarm's delivery those
 * that its object wrote until it ended, and the failure in which it did; of a line itself that line.
 * Others have none.
 *
 * @param seq the number of the event; of a delivery, that of any of its events.
 */
export function linesOf(entries: readonly HistoryEntry[], seq: number): HistoryEntry[] {
  const at = entries.findIndex((entry) => entry.seq === seq);
  const event = entries[at]?.event;
  if (event === undefined) return [];
  if (event.type === "console") return entries.slice(at, at + 1);
  if (!("actorId" in event)) return [];
  const whose = { className: event.className, id: event.actorId };
  const first = event.type === "alarm-fired" ? at : firedBefore(entries, at, whose);
  if (first === undefined) return [];
  const lines: HistoryEntry[] = [];
  for (const entry of entries.slice(first + 1)) {
    if (isLineOf(entry, whose)) lines.push(entry);
    if (!endsRun(entry, whose)) continue;
    if (entry.event.type === "alarm-failed") lines.push(entry);
    break;
  }
  return lines;
}

/** Where the delivery began in the middle of which, or at whose end, something happened. */
function firedBefore(
  entries: readonly HistoryEntry[],
  at: number,
  whose: Whose,
): number | undefined {
  for (let index = at - 1; index >= 0; index--) {
    const entry = entries[index];
    if (entry === undefined || !concerns(entry, whose)) continue;
    if (entry.event.type === "alarm-fired") return index;
    if (endsRun(entry, whose)) return undefined;
  }
  return undefined;
}

/** Whether an event is of this object. */
export function concerns({ event }: HistoryEntry, { className, id }: Whose): boolean {
  return "actorId" in event && event.actorId === id && event.className === className;
}

function isLineOf({ event }: HistoryEntry, { className, id }: Whose): boolean {
  if (event.type !== "console" || event.actor === null) return false;
  return event.actor.actorId === id && event.actor.className === className;
}

function endsRun(entry: HistoryEntry, whose: Whose): boolean {
  const { type } = entry.event;
  if (type === "page-loaded" || type === "host-killed" || type === "host-starting") return true;
  if (!concerns(entry, whose)) return false;
  return type === "alarm-succeeded" || type === "alarm-failed" || type === "alarm-canceled";
}
