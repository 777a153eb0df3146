import type { TimerPlatform } from "../../src/clock/real-clock.ts";

/**
 * A platform whose time and timers the test controls. As in a browser, timers count running time,
 * and setting the date does not affect them.
 */
export class FakePlatform implements TimerPlatform {
  /** The result of `now()`, in ms since the epoch. May have a fraction. */
  date: number;
  /** The delay of each `setTimeout()`. */
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
    // As in browsers, a delay above 2^31-1 ms fires at once.
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

  /** Advances the date and the timers by `ms`. */
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

  /** Fires every pending timer early. */
  fireAll(): void {
    const due = [...this.#timers.values()];
    this.#timers.clear();
    for (const { callback } of due) callback();
  }
}
