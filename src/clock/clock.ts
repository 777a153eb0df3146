/** A pending timer of a {@link Clock}. Only the clock that made it can clear it. */
export type TimerId = number;

/**
 * The time of one host. All of tabd reads the time and waits through this port, so that a test can
 * wait thirty days in a millisecond.
 *
 * All times are in ms since the epoch, like `Date.now()`.
 */
export interface Clock {
  /** The current time, an integer of ms since the epoch. */
  now(): number;

  /**
   * Calls `callback` once, as soon as possible after `now() >= time`. Never early, however far the
   * time (platform timers above 2^31-1 ms fire at once, so the clock waits in hops). Late if the
   * machine slept or the tab was frozen. Timers that are due together fire in the order of their
   * times, then of their creation. `callback` must not throw.
   *
   * @param time in ms since the epoch; a past time fires as soon as possible, never synchronously;
   *   `Infinity` never fires
   */
  setTimer(callback: () => void, time: number): TimerId;

  /** Cancels a timer. Unknown and fired timers are ignored. */
  clearTimer(timer: TimerId): void;

  /**
   * Reads the time again and fires due timers: call when the page becomes visible, resumes from a
   * freeze, or the computer's clock was changed.
   */
  recheck(): void;
}
