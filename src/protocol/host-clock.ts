import type { ClockState } from "./events.ts";

/**
 * The host's time, which `Date`, timers and alarms in its objects follow. It is the computer's time
 * by default.
 *
 * ```ts
 * await server.clock.freeze();
 * await server.clock.advance(30 * 24 * 60 * 60 * 1000); // thirty days, at once
 * ```
 *
 * All times are ms since the epoch; a `Date` is accepted too.
 */
export interface HostClock {
  /** The clock's mode, and its time now. */
  state(): Promise<ClockState & { readonly now: number }>;

  /** The host's time now. */
  now(): Promise<number>;

  /** Follows the computer's time again. Overdue timers and alarms fire as soon as possible. */
  real(): Promise<void>;

  /** Stops the clock at `time`, by default now. Timers and alarms that are due at `time` then fire. */
  freeze(time?: number | Date): Promise<void>;

  /** Lets `rate` ms pass in each real ms, starting at `from`, by default now. */
  run(rate: number, from?: number | Date): Promise<void>;

  /**
   * Sets the time. Forward: the timers and alarms in between fire in order, each at its own time, and
   * each finishes its work before the next one. Backward: nothing fires.
   *
   * A real clock keeps its speed, but then differs from the computer's.
   */
  set(time: number | Date): Promise<void>;

  /** Moves the clock forward by `ms`, like {@link set}. */
  advance(ms: number): Promise<void>;

  /**
   * Moves the clock to the earliest pending alarm of all namespaces and waits until its handler has
   * ended, also if it failed.
   *
   * @returns false when no alarm is pending.
   */
  runNextAlarm(): Promise<boolean>;

  /**
   * Runs pending alarms, and those they set, until no alarm is pending.
   *
   * @param options.limit the most alarms to run. Default: 10,000.
   * @returns how many handlers ran.
   * @throws {Error} when an alarm is pending after `limit`: an object that always sets its next
   *   alarm never ends.
   */
  runUntilIdle(options?: { limit?: number }): Promise<number>;
}
