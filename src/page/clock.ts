import type { ClockState } from "../protocol/events.ts";
import type { HostClock } from "../protocol/host-interface.ts";

/**
 * The host's time: what `Date`, timers and alarms inside the objects go by. It is the computer's
 * until it is told otherwise.
 *
 * ```ts
 * await server.clock.freeze();
 * await server.clock.advance(30 * 24 * 60 * 60 * 1000); // thirty days, at once
 * ```
 *
 * All times are ms since the epoch; a `Date` is taken too.
 */
export class ServerClock {
  readonly #host: HostClock;

  constructor(host: HostClock) {
    this.#host = host;
  }

  /** How the clock goes, and its time now. */
  async state(): Promise<ClockState & { readonly now: number }> {
    return this.#host.state();
  }

  /** The host's time now. */
  async now(): Promise<number> {
    return (await this.#host.state()).now;
  }

  /** The computer's time again. What became due meanwhile fires as soon as possible. */
  async real(): Promise<void> {
    await this.#host.setMode("real");
  }

  /** Stops the clock, at `time` or where it is. What is due at `time` fires then. */
  async freeze(time?: number | Date): Promise<void> {
    await this.#host.setMode("frozen", time === undefined ? {} : { now: Number(time) });
  }

  /** Lets `rate` ms pass in each real ms, from `from` or from where the clock is. */
  async run(rate: number, from?: number | Date): Promise<void> {
    await this.#host.setMode("rated", {
      rate,
      ...(from === undefined ? {} : { now: Number(from) }),
    });
  }

  /**
   * Sets the time. Forward, timers and alarms on the way fire in their order, each at its own time,
   * and what they start is finished before the next. Backward, nothing fires.
   *
   * A real clock goes on from there as it did, but is no longer the computer's.
   */
  async set(time: number | Date): Promise<void> {
    await this.#host.set(Number(time));
  }

  /** Moves the clock forward by `ms`, as {@link set} does. */
  async advance(ms: number): Promise<void> {
    await this.#host.advance(ms);
  }

  /**
   * Moves the clock to the earliest pending alarm of all namespaces and waits until its handler has
   * ended, well or not.
   *
   * @returns false when there is none.
   */
  async runNextAlarm(): Promise<boolean> {
    return this.#host.runNextAlarm();
  }

  /**
   * Runs pending alarms, those they set included, until there is none.
   *
   * @param options.limit how many at the most. Default: 10,000.
   * @returns how many handlers ran.
   * @throws {Error} when one more is pending after `limit`: an object that always sets its next
   *   alarm never becomes idle.
   */
  async runUntilIdle(options?: { limit?: number }): Promise<number> {
    return this.#host.runUntilIdle(options);
  }
}
