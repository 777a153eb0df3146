import type { Clock, TimerId } from "./clock.ts";
import { TimerQueue } from "./timer-queue.ts";

/** The platform's time and timers, in ms. */
export interface TimerPlatform {
  now(): number;
  setTimeout(callback: () => void, delay: number): unknown;
  clearTimeout(timer: unknown): void;
}

// Captured at load: in a host, the global `Date` and `setTimeout` are replaced by virtual ones for
// user code.
const { now } = Date;
const setPlatformTimeout = globalThis.setTimeout.bind(globalThis);
const clearPlatformTimeout = globalThis.clearTimeout.bind(globalThis);

const PLATFORM: TimerPlatform = {
  now,
  setTimeout: (callback, delay) => setPlatformTimeout(callback, delay),
  clearTimeout: (timer) => clearPlatformTimeout(timer as number),
};

/** The longest delay of `setTimeout`, in ms, about 24.8 days; longer ones fire at once. */
export const LONGEST_DELAY = 2 ** 31 - 1;

/**
 * Maximum time before the clock reads the time again, in ms. Platform timers count running time:
 * they don't notice that the machine slept or its date was changed, and not every browser tells the
 * page. After either, an alarm is late by at most this. One wake-up a minute has no measurable
 * cost.
 */
export const LOOK_AGAIN = 60_000;

/**
 * The computer's clock. Uses one platform timer, in hops, for the earliest timer. Each hop reads the
 * time again, so nothing fires early.
 */
export class RealClock implements Clock {
  readonly #platform: TimerPlatform;
  readonly #longestHop: number;
  readonly #queue = new TimerQueue();
  #handle: unknown;
  /** The time that `#handle` was armed for; Infinity: it is not armed. */
  #armedFor = Infinity;

  /**
   * @param longestHop maximum time between two readings of the time, in ms, up to
   *   {@link LONGEST_DELAY}
   */
  constructor(platform: TimerPlatform = PLATFORM, longestHop: number = LOOK_AGAIN) {
    if (!(longestHop >= 1 && longestHop <= LONGEST_DELAY)) {
      throw new RangeError(`longestHop must be 1 to ${LONGEST_DELAY} ms, not ${longestHop}`);
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
    // A needless wake-up is cheaper than a new platform timer for each cleared timer.
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
      // Even if a callback threw, against its contract: other timers must still fire.
      this.#arm();
    }
  }
}
