import type { TimeHeapItem } from "../../clock/time-heap.ts";
import type { AlarmRow } from "../../storage/tables/alarm-table.ts";
import { RetrySchedule } from "./retry-schedule.ts";

/** What became of one run of an `alarm()` handler. */
export type AlarmOutcome =
  | "ok"
  | "exception"
  | "aborted"
  /** The actor's own record named another time, or none: the handler was not called. */
  | "canceled"
  /** The class has no `alarm()`. */
  | "scriptNotFound"
  | "exceededWallTime";

export interface AlarmResult {
  readonly outcome: AlarmOutcome;
  readonly retry: boolean;
  readonly retryCountsAgainstLimit: boolean;
  /** What was thrown, where something was. */
  readonly error?: unknown;
}

/** An actor as the scheduler sees it. */
export interface AlarmActor {
  /**
   * Runs the handler. Resolves when what it wrote is durable. A rejection means that the alarm
   * could not be delivered: it is tried again, uncounted.
   */
  runAlarm(scheduledTime: number, retryCount: number): Promise<AlarmResult>;
  /**
   * The alarm of this time is given up: takes it out of the actor's own record. Resolves when that
   * is durable.
   */
  abandonAlarm(scheduledTime: number): Promise<void>;
}

/** The table of a namespace's alarms, as the scheduler uses it. Times are ms since the epoch. */
export interface AlarmRows {
  get(actorId: string): AlarmRow | undefined;
  /** Without a name the stored one stays. */
  upsert(actorId: string, name: string | undefined, time: number): void;
  delete(actorId: string): void;
  /** The earliest time of all rows later than `after`, or null. Reads the whole table. */
  earliest(after: number): number | null;
  /** The rows of `until` and before. Reads the whole table. */
  due(until: number): AlarmRow[];
  list(limit: number, offset: number): AlarmRow[];
  count(): number;
}

/** An alarm that is on record. */
export interface PendingAlarm {
  readonly actorId: string;
  readonly actorName: string | null;
  /** What it was set for, in ms since the epoch. */
  readonly scheduledTime: number;
  /** When it is tried next, in ms since the epoch: later than `scheduledTime` after a failure. */
  readonly nextTry: number;
  /** Failed tries so far that counted. */
  readonly retryCount: number;
  /** Its handler is running. A new one that is queued behind a running one does not run. */
  readonly running: boolean;
}

/**
 * One alarm in the scheduler's memory (`alarm-scheduler.h`, `ScheduledAlarm`). `time` is when it
 * is tried next: its `scheduledTime`, or that of a retry.
 */
export class Alarm implements TimeHeapItem {
  readonly actorId: string;
  actorName: string | null;
  readonly scheduledTime: number;
  /**
   * - `waiting`: for its time.
   * - `started`: its handler runs.
   * - `finished`: it failed, and waits for its retry.
   * - `abandoning`: it failed for the last time, and is being taken out of the actor's record.
   */
  status: "waiting" | "started" | "finished" | "abandoning" = "waiting";
  /** The alarm that was set while this one was not waiting any more, in ms since the epoch. */
  queued: number | null = null;
  time: number;
  order = 0;
  position = -1;
  #retries: RetrySchedule | undefined;

  constructor(actorId: string, actorName: string | null, scheduledTime: number) {
    this.actorId = actorId;
    this.actorName = actorName;
    this.scheduledTime = scheduledTime;
    this.time = scheduledTime;
  }

  /** Made with the first failure: most alarms never need it. */
  get retries(): RetrySchedule {
    return (this.#retries ??= new RetrySchedule());
  }

  /** Failed tries so far that counted. */
  get retryCount(): number {
    return this.#retries?.counted ?? 0;
  }
}

/** What a row says of an alarm, and what is in memory of it. */
export function pendingAlarm(row: AlarmRow, alarm: Alarm | undefined): PendingAlarm {
  const queued = alarm !== undefined && alarm.queued !== null;
  const retryAt = alarm?.status === "finished" ? alarm.time : row.scheduledTime;
  return {
    ...row,
    nextTry: Math.max(retryAt, row.scheduledTime),
    retryCount: queued ? 0 : (alarm?.retryCount ?? 0),
    running: !queued && alarm?.status === "started",
  };
}
