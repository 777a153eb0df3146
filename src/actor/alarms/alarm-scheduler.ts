import type { Clock, TimerId } from "../../clock/clock.ts";
import type { AlarmEvent } from "../../protocol/events.ts";
import {
  type Alarm,
  type AlarmActor,
  type AlarmResult,
  type AlarmRows,
  type PendingAlarm,
  pendingAlarm,
} from "./alarm.ts";
import { AlarmHeap } from "./alarm-heap.ts";
import { AlarmReport } from "./alarm-report.ts";

export type { AlarmActor, AlarmResult, AlarmRows, PendingAlarm };

export interface AlarmSchedulerOptions {
  /** For the events: the namespace's `uniqueKey`, and its class. */
  readonly namespace: string;
  readonly className: string;
  readonly clock: Clock;
  readonly table: AlarmRows;
  /** Finds the actor, starting it if need be. May throw: then the alarm is tried again. */
  readonly getActor: (actorId: string, name: string | null) => AlarmActor;
  /** The table was written: its file is to be committed with all else of this turn. */
  readonly changed: () => Promise<void>;
  /** Must not throw. */
  readonly report: (event: AlarmEvent) => void;
  /** Lets other tasks of the host run, between two slices of many alarms that are due together. */
  readonly yieldTurn: () => Promise<void>;
  /** For the jitter of retries: a number in [0, 1). */
  readonly random?: () => number;
  /** Where {@link AlarmScheduler.ended} begins to count: it goes on after another scheduler. */
  readonly ended?: number;
}

/** How many due alarms are handed out before other tasks get their turn. */
export const SLICE = 50;

// Taken when the module loads: the user's code may put another one in its place.
const { random: platformRandom } = Math;

/**
 * The alarms of one namespace (`server/alarm-scheduler.c++`): when each fires, and what follows
 * from how it ended. One timer, for the earliest.
 *
 * Its table is a mirror of the actors' own records and changes with them, never apart from them:
 *
 * - Whoever commits an actor's record in SQLite calls `setAlarm()` or `deleteAlarm()` with the new
 *   value in the same synchronous turn. The row is written at once, whatever state the alarm is in,
 *   and the file handed to the committer; so both files go to the disk in one commit, and what a
 *   crash leaves are two files that agree.
 * - The end of a successful handler is such a commit too: the record becomes empty, so the caller
 *   calls `deleteAlarm()`, and the row is gone; `runAlarm()` resolves when that is durable. A host
 *   that dies before has the alarm in both files and runs it again; after, in neither.
 * - A handler that has set a new alarm, and whose record therefore is not emptied, has called
 *   `setAlarm()` for it, and the row is the new one's.
 * - A handler that fails leaves record and row as they are. Retries are counted in memory.
 * - `abandonAlarm()` empties the record and calls `deleteAlarm()` likewise.
 * - Where record and row differ all the same (files from elsewhere), the actor answers `canceled`
 *   and has called `setAlarm()` or `deleteAlarm()` with what its record says.
 *
 * The scheduler itself deletes a row only where an alarm has ended and its row is still there.
 */
export class AlarmScheduler {
  readonly #options: AlarmSchedulerOptions;
  readonly #alarms: AlarmHeap;
  readonly #report: AlarmReport;
  #timer: { readonly id: TimerId; readonly at: number } | undefined;
  #running = 0;
  #ends: number;
  #busy = false;
  #closed = false;

  constructor(options: AlarmSchedulerOptions) {
    this.#options = options;
    this.#ends = options.ended ?? 0;
    this.#alarms = new AlarmHeap(options.clock, options.table);
    this.#report = new AlarmReport(options);
  }

  /** Handlers that run now. */
  get running(): number {
    return this.#running;
  }

  /** Runs that have ended so far, well or not. */
  get ended(): number {
    return this.#ends;
  }

  /** Whether due alarms are being handed out, a slice at a time. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Reads the table and arms its alarms. Those overdue fire at once, in a task of their own. */
  load(): void {
    this.#alarms.load();
    this.#arm();
  }

  /**
   * The actor's record has become `time`, in ms since the epoch. While its alarm runs or waits for
   * a retry, the new one is queued behind that, even if its time is the same
   * (`alarm-scheduler.c++:135-141`). So one that is set between two tries waits for the next try,
   * as in workerd: the actor cancels that if the new alarm is not due yet.
   *
   * @throws when the table cannot be written; then nothing has changed.
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
    this.#arm();
  }

  /**
   * The actor's record has become empty. A running handler goes on: then only an alarm queued
   * behind it is dropped. Between two tries the retry is dropped, and an alarm queued behind it
   * takes its place, as in workerd (`alarm-scheduler.c++:146-165`): its row is gone, so all that
   * can come of it is that the actor is asked once and cancels.
   *
   * @throws when the table cannot be written; then nothing has changed.
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
    this.#arm();
  }

  /**
   * Delivers the actor's alarm now, whatever its time; one that waits between two tries, too.
   *
   * @returns how it ended.
   * @throws {Error} when there is none, or its handler runs.
   */
  async runNow(actorId: string): Promise<AlarmResult> {
    this.#checkOpen("run", actorId);
    const alarm = this.#alarms.takeNow(actorId);
    this.#arm();
    return this.#run(alarm);
  }

  /**
   * When the next handler is due, retries included, in ms since the epoch; null when nothing waits.
   * An alarm queued behind a running one is not counted before that has ended.
   */
  next(): number | null {
    return this.#alarms.next();
  }

  /** The alarms on record, in the order of the table. */
  pending(limit = 100, offset = 0): PendingAlarm[] {
    const rows = this.#options.table.list(limit, offset);
    return rows.map((row) => pendingAlarm(row, this.#alarms.get(row.actorId)));
  }

  /** The alarm of an actor, if it has one. */
  pendingOf(actorId: string): PendingAlarm | null {
    const row = this.#options.table.get(actorId);
    return row === undefined ? null : pendingAlarm(row, this.#alarms.get(actorId));
  }

  /** How many alarms are on record. */
  count(): number {
    return this.#options.table.count();
  }

  /**
   * Reads the table again: a commit failed, and it is what the disk holds. Handlers that run, and
   * retries whose row is still there, go on.
   */
  reload(): void {
    if (this.#closed) return;
    this.#alarms.reload();
    this.#arm();
  }

  /** Ends the scheduler: no timer fires, nothing is written, and running handlers go unheard. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== undefined) this.#options.clock.clearTimer(this.#timer.id);
    this.#timer = undefined;
    this.#alarms.clear();
  }

  #arm(): void {
    if (this.#closed || this.#busy) return;
    const { clock } = this.#options;
    const at = this.#alarms.wakeAt;
    if (at === (this.#timer?.at ?? Infinity)) return;
    if (this.#timer !== undefined) clock.clearTimer(this.#timer.id);
    this.#timer =
      at === Infinity ? undefined : { id: clock.setTimer(() => void this.#handOut(), at), at };
  }

  /** Starts everything that is due, in slices, and arms the timer for what is not. */
  async #handOut(): Promise<void> {
    this.#timer = undefined;
    this.#busy = true;
    for (;;) {
      for (let started = 0; started < SLICE; started++) {
        const alarm = this.#alarms.takeDue();
        if (alarm === undefined) break;
        void this.#run(alarm);
      }
      if (!this.#alarms.due) break;
      await this.#options.yieldTurn();
    }
    this.#busy = false;
    this.#arm();
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
      // Nothing that the user's code did: it is not held against it (`alarm-scheduler.c++:225`).
      result = { outcome: "exception", retry: true, retryCountsAgainstLimit: false, error };
    }
    this.#running--;
    this.#ends++;
    if (this.#closed) return result;
    this.#ended(alarm, result);
    this.#arm();
    return result;
  }

  #ended(alarm: Alarm, result: AlarmResult): void {
    const { queued } = alarm;
    if (queued !== null) {
      // There is no point in trying this one again (`alarm-scheduler.c++:238-245`).
      this.#reportEnd(alarm, result, null);
      this.#alarms.wait(alarm.actorId, alarm.actorName, queued);
      return;
    }
    alarm.status = "finished";
    if (result.outcome !== "ok" && result.retry) {
      const delay = alarm.retries.failed(result.retryCountsAgainstLimit, this.#random());
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
    const retryAt = this.#options.clock.now() + delay;
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
        // What could not be recorded has not happened: else record and row would disagree.
        alarm.status = "finished";
        this.#retryIn(alarm.retries.again(this.#random()), alarm, {
          outcome: "exception",
          retry: true,
          retryCountsAgainstLimit: false,
          error: cause,
        });
        this.#arm();
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
    this.#arm();
  }

  /** Deletes the row of an alarm that has ended, if its actor has not done so. */
  #dropRow(alarm: Alarm): void {
    const { table } = this.#options;
    try {
      if (table.get(alarm.actorId) === undefined) return;
      table.delete(alarm.actorId);
      this.#changed();
    } catch {
      // The file is void after a failed commit. If the row is on the disk, the alarm runs again.
    }
  }

  #changed(): void {
    // If the commit fails, whoever opens the file anew calls `reload()`.
    this.#options.changed().catch(() => undefined);
  }

  #random(): number {
    return (this.#options.random ?? platformRandom)();
  }

  #reportEnd(alarm: Alarm, result: AlarmResult, retryAt: number | null): void {
    const { retryCount, queued } = alarm;
    this.#report.ended(alarm, result, { retryAt, retryCount }, queued);
  }

  #checkOpen(doing: string, actorId: string): void {
    if (!this.#closed) return;
    const { className } = this.#options;
    throw new Error(
      `Cannot ${doing} the alarm of ${actorId}: the namespace of class ${className} is closed. ` +
        "Serve it again.",
    );
  }
}

/**
 * The time of the alarm that a new one replaces, or that a deletion deletes; null when there is
 * none. A running alarm is not replaced: for the user's code it is not there any more.
 */
function replacedTime(alarm: Alarm | undefined, rowTime: number | undefined): number | null {
  if (alarm === undefined || alarm.status === "waiting") return rowTime ?? null;
  if (alarm.queued !== null) return alarm.queued;
  return alarm.status === "finished" ? alarm.scheduledTime : null;
}
