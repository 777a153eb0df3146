import type { Clock, TimerId } from "./clock.ts";
import { TimerQueue } from "./timer-queue.ts";

/** What a clock needs of the platform. `delay` and the time are in ms. */
export interface TimerPlatform {
  now(): number;
  setTimeout(callback: () => void, delay: number): unknown;
  clearTimeout(timer: unknown): void;
}

// Taken when the module loads: inside a host the user's code sees other `Date` and `setTimeout`,
// and these must go on to be the platform's.
const { now } = Date;
const setPlatformTimeout = globalThis.setTimeout.bind(globalThis);
const clearPlatformTimeout = globalThis.clearTimeout.bind(globalThis);

const PLATFORM: TimerPlatform = {
  now,
  setTimeout: (callback, delay) => setPlatformTimeout(callback, delay),
  clearTimeout: (timer) => clearPlatformTimeout(timer as number),
};

/** The longest delay that `setTimeout` takes, in ms: any above fires at once. About 24.8 days. */
export const LONGEST_DELAY = 2 ** 31 - 1;

/**
 * How long the clock sleeps at the most before it looks at the time again, in ms. A platform's
 * timer counts running time: sleep of the machine and a change of its date go by unnoticed, and
 * not every browser tells the page. So that an alarm is at most this much late after them, one
 * look a minute; it costs nothing that could be measured.
 */
export const LOOK_AGAIN = 60_000;

/**
 * The time of the computer. One platform timer at any moment, for the earliest of the clock's
 * timers, in hops; after each the time is read anew, so nothing fires before its time whatever
 * the platform does.
 */
export class RealClock implements Clock {
  readonly #platform: TimerPlatform;
  readonly #longestHop: number;
  readonly #queue = new TimerQueue();
  #handle: unknown;
  /** The time that `#handle` was armed for; Infinity: it is not armed. */
  #armedFor = Infinity;

  /**
   * @param longestHop how long to sleep at the most before looking again, in ms, up to
   *   {@link LONGEST_DELAY}.
   */
  constructor(platform: TimerPlatform = PLATFORM, longestHop: number = LOOK_AGAIN) {
    if (!(longestHop >= 1 && longestHop <= LONGEST_DELAY)) {
      throw new RangeError(`A clock's longest hop must be 1 to ${LONGEST_DELAY} ms: ${longestHop}`);
    }
    this.#platform = platform;
    this.#longestHop = longestHop;
  }

  now(): number {
    return Math.floor(this.#platform.now());
  }

  setTimer(callback: () => void, time: number): TimerId {
    const timer = this.#queue.add(callback, time);
    if (this.#queue.next < this.#armedFor) this.#arm();
    return timer;
  }

  clearTimer(timer: TimerId): void {
    this.#queue.remove(timer);
    // An earlier hop than needed is harmless, and cheaper than arming anew for each cleared timer.
    if (this.#queue.next === Infinity) this.#disarm();
  }

  recheck(): void {
    this.#arm();
  }

  #arm(): void {
    this.#disarm();
    const { next } = this.#queue;
    if (next === Infinity) return;
    const delay = Math.min(Math.max(next - this.now(), 0), this.#longestHop);
    this.#armedFor = next;
    this.#handle = this.#platform.setTimeout(() => this.#wake(), delay);
  }

  #disarm(): void {
    if (this.#armedFor === Infinity) return;
    this.#platform.clearTimeout(this.#handle);
    this.#handle = undefined;
    this.#armedFor = Infinity;
  }

  #wake(): void {
    this.#handle = undefined;
    this.#armedFor = Infinity;
    try {
      this.#queue.fireDue(this.now());
    } finally {
      // Also when a callback threw, against its contract: the other timers must not hang on it.
      this.#arm();
    }
  }
}
