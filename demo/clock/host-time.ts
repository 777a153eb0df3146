import type { ClockState } from "tabd";

/**
 * The host's clock as the page knows it, so that it can tell the host's time without asking. Good to
 * the time that a message takes, times the rate.
 */
export interface HostTime {
  readonly clock: ClockState;
  /** The computer's time, in ms since the epoch, when `clock` was heard. */
  readonly heardAt: number;
}

/** What a host goes by that has not been told otherwise. */
export const REAL_HOST_TIME: HostTime = { clock: { mode: "real" }, heardAt: 0 };

/** The host's time, in ms since the epoch, when the computer's is `real`. */
export function hostTimeAt({ clock, heardAt }: HostTime, real: number): number {
  if (clock.mode === "real") return real;
  if (clock.mode === "frozen") return clock.now;
  return clock.now + Math.max(0, real - heardAt) * clock.rate;
}

/** How many ms of the host's time pass in one of the computer's. */
export function rateOf(clock: ClockState): number {
  if (clock.mode === "real") return 1;
  return clock.mode === "frozen" ? 0 : clock.rate;
}

/**
 * The clock from `real` on, while no host runs: what is fast goes at the computer's speed, so that
 * alarms become due while the page is away, but not a year of them in a night.
 */
export function idleTime(hostTime: HostTime, real: number): HostTime {
  const { clock } = hostTime;
  if (clock.mode !== "rated") return hostTime;
  const now = hostTimeAt(hostTime, real);
  return { clock: { ...clock, now, rate: Math.min(clock.rate, 1) }, heardAt: real };
}
