import type { NamespaceContext } from "../namespace-context.ts";
import {
  type Alarm,
  type AlarmActor,
  type AlarmResult,
  type AlarmRows,
  type PendingAlarm,
  pendingAlarm,
  replacedTime,
} from "./alarm.ts";
import { AlarmHeap } from "./alarm-heap.ts";
import { AlarmReport } from "./alarm-report.ts";
import { AlarmTimer } from "./alarm-timer.ts";

export interface AlarmSchedulerOptions {
  readonly context: Pick<
    NamespaceContext,
    "key" | "className" | "clock" | "loop" | "report" | "random"
  >;
  readonly table: AlarmRows;
  /** Finds the actor; starts it if needed. May throw: then the alarm is tried again. */
  readonly getActor: (actorId: string, name: string | null) => AlarmActor;
  /** The table was written: commits its file together with the other writes of this turn. */
  readonly changed: () => Promise<void>;
  /** Continues the count of {@link AlarmScheduler.ended} from a previous scheduler. */
  readonly ended?: number;
}

/**
 * The alarms of one namespace (`server/alarm-scheduler.c++`): their times, their runs, and the
 * handling of each outcome.
 *
 * Its table mirrors the actors' own records and changes only together with them:
 *
 * - When an actor's record is committed in SQLite, `setAlarm()` or `deleteAlarm()` is called with the
 *   new value in the same synchronous turn. It writes the row at once, in any state of the alarm, and
 *   passes the file to the committer. Both files go to the disk in one commit, so they agree after a
 *   crash.
 * - The end of a successful handler is such a commit: the record becomes empty, `deleteAlarm()`
 *   deletes the row, and `runAlarm()` resolves when that is durable. If the host dies before, both
 *   files have the alarm, and it fires again.
 * - A handler that sets a new alarm has called `setAlarm()`; the row is the new alarm's.
 * - A failed handler leaves record and row as they are. Retries are counted in memory.
 * - `abandonAlarm()` empties the record and calls `deleteAlarm()`.
 * - Record and row can differ only in imported files. The actor then answers `canceled`, after it has
 *   called `setAlarm()` or `deleteAlarm()` with the value of its record.
 *
 * The scheduler itself deletes a row only when an alarm has ended and its row is still there.
 */
export class AlarmScheduler {
  readonly #options: AlarmSchedulerOptions;
  readonly #context: AlarmSchedulerOptions["context"];
  readonly #alarms: AlarmHeap;
  readonly #report: AlarmReport;
  readonly #timer: AlarmTimer;
  #running = 0;
  #ends: number;
  #closed = false;

  constructor(options: AlarmSchedulerOptions) {
    this.#options = options;
    this.#context = options.context;
    this.#ends = options.ended ?? 0;
    this.#alarms = new AlarmHeap(options.context.clock, options.table);
    this.#report = new AlarmReport(options.context);
    this.#timer = new AlarmTimer(options.context, this.#alarms, (alarm) => void this.#run(alarm));
  }

  /** Handlers that are running. */
  get running(): number {
    return this.#running;
  }

  /** Runs that have ended, successful or not. */
  get ended(): number {
    return this.#ends;
  }

  /** Whether due alarms are being started, a slice at a time. */
  get busy(): boolean {
    return this.#timer.busy;
  }

  /** Reads the table and arms its alarms. Overdue ones fire at once, in a task of their own. */
  load(): void {
    this.#alarms.load();
    this.#timer.arm();
  }

  /**
   * The actor's record has become `time`, in ms since the epoch. While its alarm runs or waits for a
   * retry, the new one is queued behind it, even with the same time
   * (`alarm-scheduler.c++:135-141`). An alarm that is set between two tries thus waits for the next
   * try, as in workerd; the actor cancels that try if the new alarm is not due yet.
   *
   * @throws when the table cannot be written; nothing has changed then.
   */
  setAlarm(actorId: string, name: string | undefined, time: number): void {
    this.#checkOpen("set", actorId);
    const { table } = this.#options;
    const row = table.get(actorId);
    const alarm = this.#alarms.get(actorId);
    const actorName = name ?? alarm?.actorName ?? row?.actorName ?? null;
    table.upsert(actorId, actorName ?? undefined, time);
    this.#changed();
    const previous = replacedTime(alarm, row?.scheduledTime);
    if (alarm === undefined || alarm.status === "waiting") {
      this.#alarms.wait(actorId, actorName, time);
    } else {
      alarm.actorName = actorName;
      alarm.queued = time;
    }
    this.#report.set({ actorId, actorName, scheduledTime: time }, previous);
    this.#timer.arm();
  }

  /**
   * The actor's record has become empty. A running handler goes on; only an alarm queued behind it is
   * dropped. Between two tries the retry is dropped, and an alarm queued behind it takes its place,
   * as in workerd (`alarm-scheduler.c++:146-165`): its row is gone, so the actor cancels it.
   *
   * @throws when the table cannot be written; nothing has changed then.
   */
  deleteAlarm(actorId: string): void {
    this.#checkOpen("delete", actorId);
    const { table } = this.#options;
    const row = table.get(actorId);
    if (row !== undefined) {
      table.delete(actorId);
      this.#changed();
    }
    const alarm = this.#alarms.get(actorId);
    const deleted = replacedTime(alarm, row?.scheduledTime);
    const actorName = alarm?.actorName ?? row?.actorName ?? null;
    if (alarm !== undefined) {
      const { queued } = alarm;
      alarm.queued = null;
      if (alarm.status === "waiting" || alarm.status === "finished") {
        this.#alarms.forget(alarm);
        if (queued !== null) this.#alarms.wait(actorId, actorName, queued);
      }
    }
    if (deleted !== null) this.#report.deleted({ actorId, actorName, scheduledTime: deleted });
    this.#timer.arm();
  }

  /**
   * Delivers the actor's alarm now, whatever its time; also one that waits for a retry.
   *
   * @throws {Error} when there is none, or its handler is running.
   */
  async runNow(actorId: string): Promise<AlarmResult> {
    this.#checkOpen("run", actorId);
    const alarm = this.#alarms.takeNow(actorId);
    this.#timer.arm();
    return this.#run(alarm);
  }

  /**
   * When the next alarm is due, retries included, in ms since the epoch; null when none waits. An
   * alarm queued behind a running one counts after that one has ended.
   */
  next(): number | null {
    return this.#alarms.next();
  }

  /** The alarms on record, in the order of the table. */
  pending(limit = 100, offset = 0): PendingAlarm[] {
    const rows = this.#options.table.list(limit, offset);
    return rows.map((row) => pendingAlarm(row, this.#alarms.get(row.actorId)));
  }

  pendingOf(actorId: string): PendingAlarm | null {
    const row = this.#options.table.get(actorId);
    return row === undefined ? null : pendingAlarm(row, this.#alarms.get(actorId));
  }

  /** The number of alarms on record. */
  count(): number {
    return this.#options.table.count();
  }

  /**
   * Reads the table again: a commit failed, and the table is now what the disk holds. Running handlers
   * go on, and so do retries whose row is still there.
   */
  reload(): void {
    if (this.#closed) return;
    this.#alarms.reload();
    this.#timer.arm();
  }

  /** No timer fires any more, nothing is written, and the outcome of running handlers is ignored. */
  close(): void {
    this.#closed = true;
    this.#timer.close();
    this.#alarms.clear();
  }

  async #run(alarm: Alarm): Promise<AlarmResult> {
    alarm.status = "started";
    this.#running++;
    const { retryCount } = alarm;
    this.#report.fired(alarm, retryCount);
    let result: AlarmResult;
    try {
      const actor = this.#options.getActor(alarm.actorId, alarm.actorName);
      result = await actor.runAlarm(alarm.scheduledTime, retryCount);
    } catch (error) {
      // Not a failure of the user's code: it does not count (`alarm-scheduler.c++:225`).
      result = { outcome: "exception", retry: true, retryCountsAgainstLimit: false, error };
    }
    this.#running--;
    this.#ends++;
    if (this.#closed) return result;
    this.#ended(alarm, result);
    this.#timer.arm();
    return result;
  }

  #ended(alarm: Alarm, result: AlarmResult): void {
    const { queued } = alarm;
    if (queued !== null) {
      // A queued alarm replaces the retry (`alarm-scheduler.c++:238-245`).
      this.#reportEnd(alarm, result, null);
      this.#alarms.wait(alarm.actorId, alarm.actorName, queued);
      return;
    }
    alarm.status = "finished";
    if (result.outcome !== "ok" && result.retry) {
      const delay = alarm.retries.failed(result.retryCountsAgainstLimit, this.#context.random());
      if (delay !== null) {
        this.#retryIn(delay, alarm, result);
        return;
      }
    } else if (result.outcome !== "aborted") {
      this.#reportEnd(alarm, result, null);
      this.#alarms.forget(alarm);
      this.#dropRow(alarm);
      return;
    }
    this.#reportEnd(alarm, result, null);
    alarm.status = "abandoning";
    void this.#abandon(alarm, result.error);
  }

  #retryIn(delay: number, alarm: Alarm, result: AlarmResult): void {
    const retryAt = this.#context.clock.now() + delay;
    this.#alarms.retry(alarm, retryAt);
    this.#reportEnd(alarm, result, retryAt);
  }

  async #abandon(alarm: Alarm, error: unknown): Promise<void> {
    try {
      const actor = this.#options.getActor(alarm.actorId, alarm.actorName);
      await actor.abandonAlarm(alarm.scheduledTime);
    } catch (cause) {
      if (this.#closed) return;
      if (alarm.queued === null) {
        // The record still has the alarm, so the row must stay too: try again.
        alarm.status = "finished";
        this.#retryIn(alarm.retries.again(this.#context.random()), alarm, {
          outcome: "exception",
          retry: true,
          retryCountsAgainstLimit: false,
          error: cause,
        });
        this.#timer.arm();
        return;
      }
    }
    if (this.#closed) return;
    this.#report.abandoned(alarm, error);
    if (alarm.queued !== null) {
      this.#alarms.wait(alarm.actorId, alarm.actorName, alarm.queued);
    } else {
      this.#alarms.forget(alarm);
      this.#dropRow(alarm);
    }
    this.#timer.arm();
  }

  /** Deletes the row of an alarm that has ended, if its actor has not deleted it. */
  #dropRow(alarm: Alarm): void {
    const { table } = this.#options;
    try {
      if (table.get(alarm.actorId) === undefined) return;
      table.delete(alarm.actorId);
      this.#changed();
    } catch {
      // The file is void after a failed commit. If the row is on the disk, the alarm fires again.
    }
  }

  #changed(): void {
    // After a failed commit the file is opened again, and `reload()` is called.
    this.#options.changed().catch(() => undefined);
  }

  #reportEnd(alarm: Alarm, result: AlarmResult, retryAt: number | null): void {
    const { retryCount, queued } = alarm;
    this.#report.ended(alarm, result, { retryAt, retryCount }, queued);
  }

  #checkOpen(doing: string, actorId: string): void {
    if (!this.#closed) return;
    const { className } = this.#context;
    throw new Error(
      `Cannot ${doing} the alarm of ${actorId}: the namespace of class ${className} is closed. ` +
        "Serve it again.",
    );
  }
}
