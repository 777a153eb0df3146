import type { HistoryEntry } from "./history-event.ts";
import { concerns, linesOf } from "./lines-of.ts";

/** The delivery that ended last, and well. */
export interface LastAlarm {
  /** The object's name, or the beginning of its id. */
  readonly who: string;
  /** When the handler had ended, by the host's clock, in ms since the epoch. */
  readonly time: number;
  /** What was there no more between the time it was set and its delivery; undefined if neither. */
  readonly survived: "reload" | "crash" | undefined;
  /** The last line that the handler wrote; empty if it wrote none. */
  readonly line: string;
}

/** What is known of the alarm that was delivered last; undefined if none was. */
export function lastAlarm(entries: readonly HistoryEntry[]): LastAlarm | undefined {
  const at = entries.findLastIndex(({ event }) => event.type === "alarm-succeeded");
  const entry = entries[at];
  if (entry === undefined || entry.event.type !== "alarm-succeeded") return undefined;
  const { className, actorId, actorName } = entry.event;
  let survived: LastAlarm["survived"];
  const whose = { className, id: actorId };
  for (const before of entries.slice(0, at).toReversed()) {
    const { event } = before;
    // What came last is told: a page that is loaded again ends its host as well.
    if (event.type === "page-loaded") survived ??= "reload";
    if (event.type === "host-killed") survived ??= "crash";
    const isSet = event.type === "alarm-set" || event.type === "alarm-replaced";
    if (isSet && concerns(before, whose)) break;
  }
  const said = linesOf(entries, entry.seq).findLast(({ event }) => event.type === "console");
  return {
    who: actorName ?? `${actorId.slice(0, 8)}…`,
    time: entry.time,
    survived,
    line: said?.event.type === "console" ? said.event.text : "",
  };
}
