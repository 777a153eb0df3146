import type { ClockState } from "tabd";

/**
 * The host's clock as last heard, so that the page can compute the host's time without asking.
 * Accurate to the latency of a message times the rate.
 */
export interface HostTime {
  readonly clock: ClockState;
  /** The computer's time, in ms since the epoch, when `clock` was heard. */
  readonly heardAt: number;
}

/** The default clock of a host. */
export const REAL_HOST_TIME: HostTime = { clock: { mode: "real" }, heardAt: 0 };

/** The host's time, in ms since the epoch, when the computer's is `real`. */
export function hostTimeAt({ clock, heardAt }: HostTime, real: number): number {
  if (clock.mode === "real") return real;
  if (clock.mode === "frozen") return clock.now;
  return clock.now + Math.max(0, real - heardAt) * clock.rate;
}

/** Host ms per computer ms. */
export function rateOf(clock: ClockState): number {
  if (clock.mode === "real") return 1;
  return clock.mode === "frozen" ? 0 : clock.rate;
}

/**
 * The clock from `real` on, while no host runs. A fast clock slows down to the computer's speed, so
 * that a night without the page does not make a year of alarms due.
 */
export function idleTime(hostTime: HostTime, real: number): HostTime {
  const { clock } = hostTime;
  if (clock.mode !== "rated") return hostTime;
  const now = hostTimeAt(hostTime, real);
  return { clock: { ...clock, now, rate: Math.min(clock.rate, 1) }, heardAt: real };
}
