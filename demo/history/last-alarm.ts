import type { HistoryEntry } from "./history-event.ts";
import { actorTitle } from "../session/actor-title.ts";
import { concerns, linesOf } from "./lines-of.ts";

/** The last successful alarm delivery. */
export interface LastAlarm {
  /** The object's name, or the beginning of its id. */
  readonly who: string;
  /** When the handler ended, in ms since the epoch. */
  readonly time: number;
  /** What happened between setting the alarm and its delivery; undefined if neither. */
  readonly survived: "reload" | "crash" | undefined;
  /** The last console line of the handler; empty if there is none. */
  readonly line: string;
}

export function lastAlarm(entries: readonly HistoryEntry[]): LastAlarm | undefined {
  const at = entries.findLastIndex(({ event }) => event.type === "alarm-succeeded");
  const entry = entries[at];
  if (entry === undefined || entry.event.type !== "alarm-succeeded") return undefined;
  const { className, actorId, actorName } = entry.event;
  let survived: LastAlarm["survived"];
  const whose = { className, id: actorId };
  for (const before of entries.slice(0, at).toReversed()) {
    const { event } = before;
    // The latest one counts: a reload also ends the host.
    if (event.type === "page-loaded") survived ??= "reload";
    if (event.type === "host-killed") survived ??= "crash";
    const isSet = event.type === "alarm-set" || event.type === "alarm-replaced";
    if (isSet && concerns(before, whose)) break;
  }
  const said = linesOf(entries, entry.seq).findLast(({ event }) => event.type === "console");
  return {
    who: actorTitle({ name: actorName, id: actorId }),
    time: entry.time,
    survived,
    line: said?.event.type === "console" ? said.event.text : "",
  };
}
