import type { TimerId } from "./clock.ts";
import { TimeHeap, type TimeHeapItem } from "./time-heap.ts";

interface Timer extends TimeHeapItem {
  readonly id: TimerId;
  readonly callback: () => void;
}

/** The pending timers of one clock, by absolute time. The caller passes the current time. */
export class TimerQueue {
  readonly #heap = new TimeHeap<Timer>();
  readonly #timers = new Map<TimerId, Timer>();
  #lastId = 0;

  /** The time of the first timer; `Infinity` if none will fire. */
  get next(): number {
    return this.#heap.peek()?.time ?? Infinity;
  }

  /** @throws {RangeError} if `time` is NaN */
  add(callback: () => void, time: number): TimerId {
    if (Number.isNaN(time)) {
      throw new RangeError("Cannot set a timer: its time is NaN. Give ms since the epoch.");
    }
    const timer: Timer = { id: ++this.#lastId, callback, time, order: 0, position: -1 };
    this.#timers.set(timer.id, timer);
    this.#heap.push(timer);
    return timer.id;
  }

  remove(id: TimerId): void {
    const timer = this.#timers.get(id);
    if (timer === undefined) return;
    this.#timers.delete(id);
    this.#heap.remove(timer);
  }

  /** Fires the first timer if it is due at `now`. @returns whether it was */
  fireFirst(now: number): boolean {
    return this.#fire(now, Infinity);
  }

  /**
   * Fires all timers due at `now`, in order. Timers created meanwhile wait for the next call even if
   * due: a callback that always sets the next one would block the thread.
   */
  fireDue(now: number): void {
    const limit = this.#heap.nextOrder;
    while (this.#fire(now, limit));
  }

  #fire(now: number, limit: number): boolean {
    const timer = this.#heap.peek();
    if (timer === undefined || timer.time > now || timer.order >= limit) return false;
    this.#heap.remove(timer);
    this.#timers.delete(timer.id);
    timer.callback();
    return true;
  }
}
