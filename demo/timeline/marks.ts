import type { ReportedError } from "tabd";
import type { HistoryEntry } from "../history/history-event.ts";
import type { ActorKey } from "../session/session.ts";

/** What a mark says of what happened: never by its colour alone, the shape differs too. */
export type Tone = "good" | "bad" | "warn" | "plain" | "quiet";

/** How a run of the alarm handler ended; `lost` when its host was gone before it did. */
export type RunOutcome = "running" | "succeeded" | "failed" | "canceled" | "lost";

interface MarkBase {
  /** The same as long as it is the same thing. */
  readonly key: string;
  /** Where it stands, by the host's clock, in ms since the epoch. */
  readonly time: number;
  /** What happened; undefined for what has yet to come. */
  readonly entry: HistoryEntry | undefined;
}

/** One try of an alarm, from `alarm-fired` until it ended. */
export interface RunMark extends MarkBase {
  readonly kind: "run";
  readonly outcome: RunOutcome;
  /** What the alarm was set for. */
  readonly scheduledTime: number;
  /** When this try was due: later than `scheduledTime` after a failure. */
  readonly due: number;
  /** Whether it came so late, in the computer's time, that somebody would notice. */
  readonly late: boolean;
  /** When it ended; `time` as long as it runs. */
  readonly end: number;
  readonly retryCount: number;
  readonly error: ReportedError | null;
  /** When it is tried again; null when it is not. */
  readonly retryAt: number | null;
  /** Whether the failure counts against the limit of retries. */
  readonly counted: boolean;
  /** What the handler set the next alarm for; null when it set none. */
  readonly next: number | null;
  /** The last entry of the run: what was logged between `entry` and this belongs to it. */
  readonly last: HistoryEntry;
}

/** An alarm that waits: the next one of its object. */
export interface ComingMark extends MarkBase {
  readonly kind: "coming";
  readonly scheduledTime: number;
  /** Tries that failed so far. */
  readonly retryCount: number;
}

/** An alarm was set, or did not come to be delivered. */
export interface AlarmMark extends MarkBase {
  readonly kind: "set" | "replaced" | "deleted" | "abandoned" | "canceled";
  readonly entry: HistoryEntry;
  readonly scheduledTime: number;
  /** Of a replaced one: what it had been set for. */
  readonly previousTime: number | null;
  readonly error: ReportedError | null;
}

/** Something happened to the object itself. */
export interface ActorMark extends MarkBase {
  readonly kind: "started" | "evicted" | "broken";
  readonly entry: HistoryEntry;
}

/** Something happened to the page, the host, its clock or its disk: to all objects at once. */
export interface PageMark extends MarkBase {
  readonly kind: "page" | "host" | "host-lost" | "clock" | "leader" | "disk";
  readonly entry: HistoryEntry;
}

export type LaneMark = RunMark | ComingMark | AlarmMark | ActorMark;
export type Mark = LaneMark | PageMark;

/** A line along a lane: an alarm waits, or a try was due and did not come. */
export interface Span {
  readonly kind: "wait" | "retry" | "late" | "running";
  readonly from: number;
  /** Infinity: until now, and on. */
  readonly to: number;
}

/** What is known of one object. */
export interface Lane {
  readonly key: string;
  readonly actor: ActorKey;
  /** The object's name, else the beginning of its id. */
  readonly title: string;
  /** In the order of their times. */
  readonly marks: readonly LaneMark[];
  readonly spans: readonly Span[];
  /** Its next alarm. */
  readonly coming: ComingMark | undefined;
}

export interface TimelineModel {
  readonly lanes: readonly Lane[];
  readonly page: readonly PageMark[];
  /** From the first thing to the last, to come included; undefined where there is none. */
  readonly range: { readonly from: number; readonly to: number } | undefined;
}

export function toneOf(mark: Mark): Tone {
  switch (mark.kind) {
    case "run":
      if (mark.outcome === "failed" || mark.outcome === "lost") return "bad";
      if (mark.late) return "warn";
      return mark.outcome === "succeeded" ? "good" : "plain";
    case "abandoned":
    case "broken":
    case "host-lost":
      return "bad";
    case "coming":
      return "plain";
    case "set":
    case "started":
    case "evicted":
      return "quiet";
    default:
      return "plain";
  }
}
