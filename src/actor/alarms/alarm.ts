import type { TimeHeapItem } from "../../clock/time-heap.ts";
import type { AlarmRow } from "../../storage/tables/alarm-table.ts";
import { RetrySchedule } from "./retry-schedule.ts";

/** How one run of an `alarm()` handler ended. */
export type AlarmOutcome =
  | "ok"
  | "exception"
  | "aborted"
  /** The actor's record had another time, or none: the handler was not called. */
  | "canceled"
  /** The class has no `alarm()`. */
  | "scriptNotFound"
  | "exceededWallTime";

export interface AlarmResult {
  readonly outcome: AlarmOutcome;
  readonly retry: boolean;
  readonly retryCountsAgainstLimit: boolean;
  readonly error?: unknown;
}

/** An actor as the scheduler sees it. */
export interface AlarmActor {
  /**
   * Runs the handler. Resolves when its writes are durable. Rejects when the alarm could not be
   * delivered: it is tried again, uncounted.
   */
  runAlarm(scheduledTime: number, retryCount: number): Promise<AlarmResult>;
  /**
   * The alarm of this time is abandoned: removes it from the actor's record. Resolves when that is
   * durable.
   */
  abandonAlarm(scheduledTime: number): Promise<void>;
}

/** The table of a namespace's alarms as the scheduler uses it. Times are ms since the epoch. */
export interface AlarmRows {
  get(actorId: string): AlarmRow | undefined;
  /** Without a name, the stored name stays. */
  upsert(actorId: string, name: string | undefined, time: number): void;
  delete(actorId: string): void;
  /** The earliest time later than `after`, or null. Reads the whole table. */
  earliest(after: number): number | null;
  /** The rows up to `until`, inclusive. Reads the whole table. */
  due(until: number): AlarmRow[];
  list(limit: number, offset: number): AlarmRow[];
  count(): number;
}

/** An alarm on record. */
export interface PendingAlarm {
  readonly actorId: string;
  readonly actorName: string | null;
  /** The time for which it was set, in ms since the epoch. */
  readonly scheduledTime: number;
  /** The next try, in ms since the epoch: later than `scheduledTime` after a failure. */
  readonly nextTry: number;
  /** Failed runs so far that counted. */
  readonly retryCount: number;
  /** Its handler is running. False for an alarm queued behind a running one. */
  readonly running: boolean;
}

/**
 * One alarm in the scheduler's memory (`alarm-scheduler.h`, `ScheduledAlarm`). `time` is its next
 * try: its `scheduledTime`, or the time of a retry.
 */
export class Alarm implements TimeHeapItem {
  readonly actorId: string;
  actorName: string | null;
  readonly scheduledTime: number;
  /**
   * - `waiting`: it waits for its time.
   * - `started`: its handler runs.
   * - `finished`: it failed and waits for its retry.
   * - `abandoning`: it failed for the last time and is being removed from the actor's record.
   */
  status: "waiting" | "started" | "finished" | "abandoning" = "waiting";
  /** The alarm that was set after this one had fired, in ms since the epoch. */
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

  /** Made at the first failure: most alarms never need it. */
  get retries(): RetrySchedule {
    return (this.#retries ??= new RetrySchedule());
  }

  /** Failed runs so far that counted. */
  get retryCount(): number {
    return this.#retries?.counted ?? 0;
  }
}

/** Combines the row of an alarm with its state in memory. */
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

/**
 * The time of the alarm that `setAlarm()` replaces or `deleteAlarm()` deletes; null: there is none. A
 * running alarm does not count: for user code it is gone.
 */
export function replacedTime(alarm: Alarm | undefined, rowTime: number | undefined): number | null {
  if (alarm === undefined || alarm.status === "waiting") return rowTime ?? null;
  if (alarm.queued !== null) return alarm.queued;
  return alarm.status === "finished" ? alarm.scheduledTime : null;
}
