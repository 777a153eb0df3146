import type { TimerPlatform } from "../../src/clock/real-clock.ts";

/**
 * A platform whose time and timers the test drives. Its timers count running time, as a browser's
 * do, and its `now()` can be changed apart from them, as a computer's date can.
 */
export class FakePlatform implements TimerPlatform {
  /** What `now()` says, in ms since the epoch. May have a fraction. */
  date: number;
  /** Every delay that was asked for. */
  readonly delays: number[] = [];
  #running = 0;
  #lastHandle = 0;
  readonly #timers = new Map<number, { callback: () => void; at: number }>();

  constructor(date = 0) {
    this.date = date;
  }

  now(): number {
    return this.date;
  }

  setTimeout(callback: () => void, delay: number): unknown {
    this.delays.push(delay);
    // As browsers do: above 2^31-1 ms a timer fires at once.
    const at = this.#running + (delay > 2 ** 31 - 1 ? 0 : delay);
    this.#timers.set(++this.#lastHandle, { callback, at });
    return this.#lastHandle;
  }

  clearTimeout(handle: unknown): void {
    this.#timers.delete(handle as number);
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** Lets `ms` pass, for the date and the timers alike. */
  pass(ms: number): void {
    const end = this.#running + ms;
    for (;;) {
      let first: [number, { callback: () => void; at: number }] | undefined;
      for (const timer of this.#timers) {
        if (timer[1].at <= end && (first === undefined || timer[1].at < first[1].at)) first = timer;
      }
      if (first === undefined) break;
      this.#timers.delete(first[0]);
      this.date += first[1].at - this.#running;
      this.#running = first[1].at;
      first[1].callback();
    }
    this.date += end - this.#running;
    this.#running = end;
  }

  /** Fires every pending timer now, whatever its delay: a platform that fires early. */
  fireAll(): void {
    const due = [...this.#timers.values()];
    this.#timers.clear();
    for (const { callback } of due) callback();
  }
}
