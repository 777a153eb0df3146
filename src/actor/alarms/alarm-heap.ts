import type { Clock } from "../../clock/clock.ts";
import { TimeHeap } from "../../clock/time-heap.ts";
import { Alarm, type AlarmRows } from "./alarm.ts";

/**
 * How far ahead alarms are held in memory, in ms; later ones stay in the table. The table has no
 * index, which would add three pages to every write: each search reads all rows.
 */
export const HORIZON_MS = 3_600_000;

/**
 * The alarms of a namespace that are held in memory: those up to the horizon, and those that run,
 * wait for a retry or are being abandoned. Setting and removing one costs O(log n), whatever the
 * size of the table.
 */
export class AlarmHeap {
  readonly #clock: Clock;
  readonly #table: AlarmRows;
  readonly #alarms = new Map<string, Alarm>();
  /** The alarms that wait for their time or for a retry. */
  readonly #heap = new TimeHeap<Alarm>();
  #horizon = -Infinity;
  /** When to read the table again: at the horizon, or later if the next row is later. */
  #rescanAt = Infinity;

  constructor(clock: Clock, table: AlarmRows) {
    this.#clock = clock;
    this.#table = table;
  }

  /** When to call {@link takeDue} next; `Infinity`: not before an alarm is added. */
  get wakeAt(): number {
    return Math.min(this.#heap.peek()?.time ?? Infinity, this.#rescanAt);
  }

  /** Whether an alarm in memory is due. */
  get due(): boolean {
    const first = this.#heap.peek();
    return first !== undefined && first.time <= this.#clock.now();
  }

  get(actorId: string): Alarm | undefined {
    return this.#alarms.get(actorId);
  }

  /** Reads the table. */
  load(): void {
    this.#scan();
  }

  /**
   * Reads the table again after it was replaced. Running alarms stay, retries stay if they still have
   * a row, and the alarm queued behind either is the one in the table.
   */
  reload(): void {
    this.#heap.clear();
    for (const alarm of [...this.#alarms.values()]) {
      const row = alarm.status === "waiting" ? undefined : this.#table.get(alarm.actorId);
      if (alarm.status === "waiting" || (alarm.status === "finished" && row === undefined)) {
        this.#alarms.delete(alarm.actorId);
        continue;
      }
      // A row with the alarm's own time is the alarm itself, unless the same time was queued.
      const own = row?.scheduledTime === alarm.scheduledTime && alarm.queued !== row.scheduledTime;
      alarm.queued = row === undefined || own ? null : row.scheduledTime;
      if (alarm.status === "finished") this.#heap.push(alarm);
    }
    this.#scan();
  }

  /** Takes the first due alarm off the heap. {@link get} still finds it. */
  takeDue(): Alarm | undefined {
    if (this.#rescanAt <= this.#clock.now()) {
      try {
        this.#scan();
      } catch {
        // The file is void after a failed commit. When it is open again, `reload()` is called.
        this.#rescanAt = Infinity;
      }
    }
    return this.due ? this.#heap.pop() : undefined;
  }

  /**
   * Removes an actor's alarm from the heap before its time. An alarm queued behind a failed one
   * takes its place, as at the next try.
   *
   * @throws {Error} when there is none, or it is already being delivered.
   */
  takeNow(actorId: string): Alarm {
    const known = this.#alarms.get(actorId);
    if (known?.status === "started" || known?.status === "abandoning") {
      throw new Error(`The alarm of ${actorId} is already being delivered: wait until it ends.`);
    }
    if (known !== undefined && known.queued === null) {
      this.#heap.remove(known);
      return known;
    }
    const row = this.#table.get(actorId);
    if (row === undefined)
      throw new Error(`${actorId} has no alarm: call setAlarm() in the object first.`);
    if (known !== undefined) this.forget(known);
    const alarm = new Alarm(actorId, row.actorName, row.scheduledTime);
    this.#alarms.set(actorId, alarm);
    return alarm;
  }

  /**
   * Adds an alarm that has not failed yet and drops the actor's earlier one. An alarm behind the
   * horizon must have a row in the table.
   */
  wait(actorId: string, actorName: string | null, time: number): void {
    const earlier = this.#alarms.get(actorId);
    if (earlier !== undefined) this.forget(earlier);
    if (time > this.#horizon) {
      this.#expectRow(time);
      return;
    }
    const alarm = new Alarm(actorId, actorName, time);
    this.#alarms.set(actorId, alarm);
    this.#heap.push(alarm);
  }

  /** Puts an alarm back that was taken off the heap. */
  retry(alarm: Alarm, time: number): void {
    alarm.time = time;
    this.#heap.push(alarm);
  }

  forget(alarm: Alarm): void {
    this.#heap.remove(alarm);
    this.#alarms.delete(alarm.actorId);
  }

  /** When the next alarm is due, in ms since the epoch, the whole table included. */
  next(): number | null {
    const first = this.#heap.peek()?.time ?? Infinity;
    const readTable = this.#rescanAt < Infinity && first > this.#horizon;
    const later = readTable ? (this.#table.earliest(this.#horizon) ?? Infinity) : Infinity;
    const next = Math.min(first, later);
    return next === Infinity ? null : next;
  }

  clear(): void {
    this.#heap.clear();
    this.#alarms.clear();
    this.#rescanAt = Infinity;
  }

  /** Loads all rows up to a new horizon. */
  #scan(): void {
    this.#horizon = this.#clock.now() + HORIZON_MS;
    for (const { actorId, actorName, scheduledTime } of this.#table.due(this.#horizon)) {
      if (!this.#alarms.has(actorId)) this.wait(actorId, actorName, scheduledTime);
    }
    this.#rescanAt = Infinity;
    const later = this.#table.earliest(this.#horizon);
    if (later !== null) this.#expectRow(later);
  }

  /** The table has a row of this time behind the horizon. */
  #expectRow(time: number): void {
    this.#rescanAt = Math.min(this.#rescanAt, Math.max(this.#horizon, time - HORIZON_MS));
  }
}
