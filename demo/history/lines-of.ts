import type { HistoryEntry } from "./history-event.ts";

/** Identifies an object. */
interface ObjectRef {
  readonly className: string;
  readonly id: string;
}

/**
 * The console lines that belong to a history event. For an alarm delivery: the lines that its object
 * wrote until the delivery ended, and its failure. For a console line: the line itself. Otherwise none.
 *
 * @param seq the number of the event, or of any event of the delivery.
 */
export function linesOf(entries: readonly HistoryEntry[], seq: number): HistoryEntry[] {
  const at = entries.findIndex((entry) => entry.seq === seq);
  const event = entries[at]?.event;
  if (event === undefined) return [];
  if (event.type === "console") return entries.slice(at, at + 1);
  if (!("actorId" in event)) return [];
  const object = { className: event.className, id: event.actorId };
  const first = event.type === "alarm-fired" ? at : firedBefore(entries, at, object);
  if (first === undefined) return [];
  const lines: HistoryEntry[] = [];
  for (const entry of entries.slice(first + 1)) {
    if (isLineOf(entry, object)) lines.push(entry);
    if (!endsRun(entry, object)) continue;
    if (entry.event.type === "alarm-failed") lines.push(entry);
    break;
  }
  return lines;
}

/** The start of the delivery that contains the entry at `at`. */
function firedBefore(
  entries: readonly HistoryEntry[],
  at: number,
  object: ObjectRef,
): number | undefined {
  for (let index = at - 1; index >= 0; index--) {
    const entry = entries[index];
    if (entry === undefined || !concerns(entry, object)) continue;
    if (entry.event.type === "alarm-fired") return index;
    if (endsRun(entry, object)) return undefined;
  }
  return undefined;
}

/** Whether an event is about this object. */
export function concerns({ event }: HistoryEntry, { className, id }: ObjectRef): boolean {
  return "actorId" in event && event.actorId === id && event.className === className;
}

function isLineOf({ event }: HistoryEntry, { className, id }: ObjectRef): boolean {
  if (event.type !== "console" || event.actor === null) return false;
  return event.actor.actorId === id && event.actor.className === className;
}

function endsRun(entry: HistoryEntry, object: ObjectRef): boolean {
  const { type } = entry.event;
  if (type === "page-loaded" || type === "host-killed" || type === "host-starting") return true;
  if (!concerns(entry, object)) return false;
  return type === "alarm-succeeded" || type === "alarm-failed" || type === "alarm-canceled";
}
