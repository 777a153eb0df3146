import type { Clock } from "../../clock/clock.ts";
import type { HostClock, Settle } from "../../clock/host-clock.ts";
import { sleep } from "../settle.ts";

/** The alarms of all namespaces of a host, as far as the clock's control needs them. */
export interface AlarmsAtLarge {
  /** The earliest that is due next, retries included; null when none waits. Times in ms. */
  next(): { readonly time: number; readonly className: string } | null;
  /** Handlers that run now. */
  readonly running: number;
  /** Handlers that have ended since the host started, well or not. */
  readonly ended: number;
}

export interface ClockControlOptions {
  readonly clock: HostClock;
  /** The computer's clock, whatever the host's does. */
  readonly realClock: Clock;
  readonly settle: Settle;
  readonly alarms: AlarmsAtLarge;
}

/**
 * How long a handler that is at rest may still be waiting for something outside that the host does
 * not see (the page, say), in real ms, before the clock is moved for it.
 */
const GRACE = 50;

const DEFAULT_LIMIT = 10_000;

/** Moves a host's clock: what a test waits for happens at once, in its order. */
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
    // What is due already comes before what is due later.
    await this.#options.settle();
    await this.#options.clock.advance(ms, this.#options.settle);
    await this.#options.settle();
  }

  /**
   * Moves the clock to the earliest pending alarm and waits until a handler has ended. Where the
   * handler itself waits for time to pass, the clock goes on for it.
   *
   * @returns false when no alarm is pending.
   */
  async runNextAlarm(): Promise<boolean> {
    const { clock, realClock, alarms, settle } = this.#options;
    const { ended } = alarms;
    await settle();
    // It was due already.
    if (alarms.ended > ended) return true;
    const next = alarms.next();
    if (next === null && alarms.running === 0) return false;
    if (next !== null && next.time > clock.now()) await clock.set(next.time, settle);
    for (;;) {
      await settle();
      if (alarms.ended > ended) return true;
      // Deleted by another event on the way, before it fired.
      if (alarms.running === 0 && alarms.next() === null) return false;
      await sleep(realClock, GRACE);
      await settle();
      if (alarms.ended > ended) return true;
      const timer = clock.nextTimer();
      if (timer !== null && timer > clock.now()) await clock.set(timer, settle);
    }
  }

  /**
   * Runs pending alarms until there is none.
   *
   * @returns how many handlers ran.
   * @throws {Error} when one more is pending after `limit`.
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
          `at ${isoTime(next.time)}. An object that always sets its next alarm never comes to an ` +
          "end: move the clock with advance() instead, or give runUntilIdle() a higher limit.",
      );
    }
    return alarms.ended - ended;
  }
}

function isoTime(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : `${time} ms`;
}
