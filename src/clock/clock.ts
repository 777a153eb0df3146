/** A pending timer of a {@link Clock}. Opaque: only the clock that made it can clear it. */
export type TimerId = number;

/**
 * Time as one host sees it. Every part of tabd that asks for the time or waits for it does so
 * through this port, so that a test can wait thirty days in a millisecond.
 *
 * All times are milliseconds since the epoch, as `Date.now()` gives them.
 */
export interface Clock {
  /** The time now, in ms since the epoch. Never a fraction. */
  now(): number;

  /**
   * Calls `callback` once, as soon as possible after `now() >= time`. Never early, whatever the
   * distance (a platform timer above 2^31-1 ms would fire at once: the clock hops); late when the
   * machine slept or the tab was frozen. Timers that are due together fire in the order of their
   * times, and of their making where the times are equal. `callback` must not throw.
   *
   * @param time when, in ms since the epoch; a time in the past means as soon as possible, and
   *   never synchronously. `Infinity` never fires.
   */
  setTimer(callback: () => void, time: number): TimerId;

  /** Forgets a timer. Unknown and fired timers are ignored. */
  clearTimer(timer: TimerId): void;

  /**
   * Looks at the time again and fires what is due: called when the page becomes visible, resumes
   * from a freeze, or the computer's clock was changed.
   */
  recheck(): void;
}
