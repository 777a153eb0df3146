import type { Clock } from "../../clock/clock.ts";
import type { HostClock, Settle } from "../../clock/host-clock.ts";
import { sleep } from "./settle.ts";

/** The alarms of all namespaces of a host. */
export interface HostAlarms {
  /** The earliest pending alarm or retry; null when none is pending. Times in ms. */
  next(): { readonly time: number; readonly className: string } | null;
  /** The number of running handlers. */
  readonly running: number;
  /** The number of handlers that have ended since the host started, successfully or not. */
  readonly ended: number;
}

export interface ClockControlOptions {
  readonly clock: HostClock;
  /** The system clock. */
  readonly realClock: Clock;
  readonly settle: Settle;
  readonly alarms: HostAlarms;
}

/**
 * How long an idle handler may wait for something that the host cannot see (the page, for example)
 * before the clock moves to its next timer. In real ms.
 */
const GRACE = 50;

const DEFAULT_LIMIT = 10_000;

/** Moves a host's clock. Timers and alarms on the way fire at once, in order. */
export class ClockControl {
  readonly #options: ClockControlOptions;

  constructor(options: ClockControlOptions) {
    this.#options = options;
  }

  /** See {@link HostClock.set}. */
  async set(time: number): Promise<void> {
    await this.#options.clock.set(time, this.#options.settle);
    await this.#options.settle();
  }

  /** See {@link HostClock.advance}. */
  async advance(ms: number): Promise<void> {
    // Events that are already due come first.
    await this.#options.settle();
    await this.#options.clock.advance(ms, this.#options.settle);
    await this.#options.settle();
  }

  /**
   * Moves the clock to the earliest pending alarm and waits until a handler has ended. If the
   * handler waits for a timer, the clock moves on to that timer.
   *
   * @returns false when no alarm is pending.
   */
  async runNextAlarm(): Promise<boolean> {
    const { clock, realClock, alarms, settle } = this.#options;
    const { ended } = alarms;
    await settle();
    // An alarm was already due.
    if (alarms.ended > ended) return true;
    const next = alarms.next();
    if (next === null && alarms.running === 0) return false;
    if (next !== null && next.time > clock.now()) await clock.set(next.time, settle);
    for (;;) {
      await settle();
      if (alarms.ended > ended) return true;
      // Another event deleted the alarm before it fired.
      if (alarms.running === 0 && alarms.next() === null) return false;
      await sleep(realClock, GRACE);
      await settle();
      if (alarms.ended > ended) return true;
      const timer = clock.nextTimer();
      if (timer !== null && timer > clock.now()) await clock.set(timer, settle);
    }
  }

  /**
   * Runs alarms until none is pending.
   *
   * @returns the number of handlers that ran.
   * @throws {Error} when an alarm is still pending after `limit` handlers.
   */
  async runUntilIdle(limit: number = DEFAULT_LIMIT): Promise<number> {
    const { alarms } = this.#options;
    if (!(limit >= 1)) {
      throw new RangeError(`Cannot run alarms until none is pending: the limit is ${limit}.`);
    }
    const { ended } = alarms;
    while (await this.runNextAlarm()) {
      const next = alarms.next();
      if (alarms.ended - ended < limit || next === null) continue;
      throw new Error(
        `${alarms.ended - ended} alarms ran, and one more of class ${next.className} is pending ` +
          `at ${isoTime(next.time)}. An object that always sets its next alarm never becomes ` +
          "idle: move the clock with advance() instead, or pass runUntilIdle() a higher limit.",
      );
    }
    return alarms.ended - ended;
  }
}

function isoTime(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : `${time} ms`;
}
