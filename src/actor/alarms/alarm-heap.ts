import type { Clock } from "../../clock/clock.ts";
import { TimeHeap } from "../../clock/time-heap.ts";
import { Alarm, type AlarmRows } from "./alarm.ts";

/**
 * How far ahead alarms are held in memory, in ms. The table has no index, because one would make
 * every write three pages larger, so that finding the next row means reading all; later alarms
 * stay in it until their time comes nearer.
 */
export const HORIZON_MS = 3_600_000;

/**
 * The alarms of a namespace that are held in memory: those up to the horizon, and whatever is not
 * merely waiting. Knows which is next; setting and removing one costs O(log n), whatever lies in
 * the table.
 */
export class AlarmHeap {
  readonly #clock: Clock;
  readonly #table: AlarmRows;
  readonly #alarms = new Map<string, Alarm>();
  /** Those of them that have a time to come: waiting, or waiting for a retry. */
  readonly #heap = new TimeHeap<Alarm>();
  #horizon = -Infinity;
  /** When the table must be read again: at the horizon, or later if the next row is far. */
  #rescanAt = Infinity;

  constructor(clock: Clock, table: AlarmRows) {
    this.#clock = clock;
    this.#table = table;
  }

  /** When {@link takeDue} must be called next; `Infinity`: not before something is put in. */
  get wakeAt(): number {
    return Math.min(this.#heap.peek()?.time ?? Infinity, this.#rescanAt);
  }

  /** Whether the time of an alarm in memory has come. */
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
   * Reads the table again, because it is another one. What runs stays; what waits for a retry stays
   * if it still has a row; and what is queued behind either is what the table says.
   */
  reload(): void {
    this.#heap.clear();
    for (const alarm of [...this.#alarms.values()]) {
      const row = alarm.status === "waiting" ? undefined : this.#table.get(alarm.actorId);
      if (alarm.status === "waiting" || (alarm.status === "finished" && row === undefined)) {
        this.#alarms.delete(alarm.actorId);
        continue;
      }
      // A row of the alarm's own time is the alarm itself, unless that time was queued again.
      const own = row?.scheduledTime === alarm.scheduledTime && alarm.queued !== row.scheduledTime;
      alarm.queued = row === undefined || own ? null : row.scheduledTime;
      if (alarm.status === "finished") this.#heap.push(alarm);
    }
    this.#scan();
  }

  /** Takes out the first alarm whose time has come. It stays known, but has no time to come. */
  takeDue(): Alarm | undefined {
    if (this.#rescanAt <= this.#clock.now()) {
      try {
        this.#scan();
      } catch {
        // The file is void after a failed commit. When it is there again, `reload()` is called.
        this.#rescanAt = Infinity;
      }
    }
    return this.due ? this.#heap.pop() : undefined;
  }

  /**
   * Takes out an actor's alarm before its time. One that is queued behind a failed one takes its
   * place, as it would at the next try.
   *
   * @throws {Error} when there is none, or it has been taken out already.
   */
  takeNow(actorId: string): Alarm {
    const known = this.#alarms.get(actorId);
    if (known?.status === "started" || known?.status === "abandoning") {
      throw new Error(`The alarm of ${actorId} is being delivered already: wait for its end.`);
    }
    if (known !== undefined && known.queued === null) {
      this.#heap.remove(known);
      return known;
    }
    const row = this.#table.get(actorId);
    if (row === undefined) throw new Error(`${actorId} has no alarm: its setAlarm() makes one.`);
    if (known !== undefined) this.forget(known);
    const alarm = new Alarm(actorId, row.actorName, row.scheduledTime);
    this.#alarms.set(actorId, alarm);
    return alarm;
  }

  /**
   * Puts an alarm in, in place of the actor's earlier one: it has not failed yet. One behind the
   * horizon must have its row in the table.
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

  /** Lets an alarm that was taken out come again. */
  retry(alarm: Alarm, time: number): void {
    alarm.time = time;
    this.#heap.push(alarm);
  }

  forget(alarm: Alarm): void {
    this.#heap.remove(alarm);
    this.#alarms.delete(alarm.actorId);
  }

  /** When the next alarm is due, in ms since the epoch, also if it is behind the horizon. */
  next(): number | null {
    const first = this.#heap.peek()?.time ?? Infinity;
    const askTable = this.#rescanAt < Infinity && first > this.#horizon;
    const later = askTable ? (this.#table.earliest(this.#horizon) ?? Infinity) : Infinity;
    const next = Math.min(first, later);
    return next === Infinity ? null : next;
  }

  clear(): void {
    this.#heap.clear();
    this.#alarms.clear();
    this.#rescanAt = Infinity;
  }

  /** Takes all rows up to a new horizon into memory. */
  #scan(): void {
    this.#horizon = this.#clock.now() + HORIZON_MS;
    for (const { actorId, actorName, scheduledTime } of this.#table.due(this.#horizon)) {
      if (!this.#alarms.has(actorId)) this.wait(actorId, actorName, scheduledTime);
    }
    this.#rescanAt = Infinity;
    const later = this.#table.earliest(this.#horizon);
    if (later !== null) this.#expectRow(later);
  }

  /** There is a row of this time, behind the horizon. */
  #expectRow(time: number): void {
    this.#rescanAt = Math.min(this.#rescanAt, Math.max(this.#horizon, time - HORIZON_MS));
  }
}
