import type { ReportedError } from "tabd";
import type { HistoryEntry } from "../history/history-event.ts";
import type { ActorKey } from "../session/session.ts";

/** The colour of a mark. The shape differs too, so that colour is never the only sign. */
export type Tone = "good" | "bad" | "warn" | "plain" | "quiet";

/** How a run of the alarm handler ended; `lost` if its host ended first. */
export type RunOutcome = "running" | "succeeded" | "failed" | "canceled" | "lost";

interface MarkBase {
  /** Stable across rebuilds of the model. */
  readonly key: string;
  /** Its position: the host's time, in ms since the epoch. */
  readonly time: number;
  /** Undefined for a pending alarm that no event is known of. */
  readonly entry: HistoryEntry | undefined;
}

/** One run of the alarm handler, from `alarm-fired` to its end. */
export interface RunMark extends MarkBase {
  readonly kind: "run";
  readonly outcome: RunOutcome;
  /** The time the alarm was set for. */
  readonly scheduledTime: number;
  /** When this run was due: later than `scheduledTime` for a retry. */
  readonly due: number;
  /** Whether it was noticeably late, in the computer's time. */
  readonly late: boolean;
  /** When it ended; `time` while it runs. */
  readonly end: number;
  readonly retryCount: number;
  readonly error: ReportedError | null;
  /** The time of the next retry; null for none. */
  readonly retryAt: number | null;
  /** Whether the failure counts against the retry limit. */
  readonly counted: boolean;
  /** The next alarm set by the handler; null for none. */
  readonly next: number | null;
  /** The last entry of the run. Lines logged between `entry` and this belong to it. */
  readonly last: HistoryEntry;
}

/** The object's pending alarm. */
export interface ComingMark extends MarkBase {
  readonly kind: "coming";
  readonly scheduledTime: number;
  /** Failed runs so far. */
  readonly retryCount: number;
}

/** A change of an alarm other than a run. */
export interface AlarmMark extends MarkBase {
  readonly kind: "set" | "replaced" | "deleted" | "abandoned" | "canceled";
  readonly entry: HistoryEntry;
  readonly scheduledTime: number;
  /** For `replaced`: the time it was set for before. */
  readonly previousTime: number | null;
  readonly error: ReportedError | null;
}

/** An event of the object itself. */
export interface ActorMark extends MarkBase {
  readonly kind: "started" | "evicted" | "broken";
  readonly entry: HistoryEntry;
}

/** An event of the page, the host, its clock or its disk, which concerns all objects. */
export interface PageMark extends MarkBase {
  readonly kind: "page" | "host" | "host-lost" | "clock" | "leader" | "disk";
  readonly entry: HistoryEntry;
}

export type LaneMark = RunMark | ComingMark | AlarmMark | ActorMark;
export type Mark = LaneMark | PageMark;

/** A line along a lane: a pending, late or running alarm. */
export interface Span {
  readonly kind: "wait" | "retry" | "late" | "running";
  readonly from: number;
  /** Infinity: up to now. */
  readonly to: number;
}

/** The events of one object. */
export interface Lane {
  readonly key: string;
  readonly actor: ActorKey;
  /** The object's name, or the beginning of its id. */
  readonly title: string;
  /** In order of time. */
  readonly marks: readonly LaneMark[];
  readonly spans: readonly Span[];
  /** Its pending alarm. */
  readonly coming: ComingMark | undefined;
}

export interface TimelineModel {
  readonly lanes: readonly Lane[];
  readonly page: readonly PageMark[];
  /** The range of all marks, pending ones included; undefined if there are none. */
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
