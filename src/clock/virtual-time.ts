/** The last time of a `Date`, in ms since the epoch. */
export const LAST_TIME = 8.64e15;

/**
 * The highest rate of a clock, in ms per real ms. At this rate one real millisecond, the finest
 * step, skips a quarter of an hour.
 */
export const FASTEST_RATE = 1_000_000;

/** Maps real time to a host's time, both in ms. Pure. */
export interface TimeLine {
  /** The host's time at real time `real`. */
  at(real: number): number;
  /** The real time at which the host's time reaches `time`; `Infinity`: never. */
  realTimeOf(time: number): number;
}

/** The host's time is real time. */
export const REAL_TIME: TimeLine = {
  at: (real) => real,
  realTimeOf: (time) => time,
};

/** The host's time is frozen: past times are due at once, others never. */
export function frozenTime(now: number): TimeLine {
  return {
    at: () => now,
    realTimeOf: (time) => (time <= now ? -Infinity : Infinity),
  };
}

/**
 * The host's time was `now` at real time `since` and runs at `rate` ms per real ms. Subject to
 * rounding: after waiting for `realTimeOf(time)`, check `at()` again.
 */
export function ratedTime(now: number, since: number, rate: number): TimeLine {
  return {
    at: (real) => Math.min(Math.floor(now + (real - since) * rate), LAST_TIME),
    realTimeOf: (time) => Math.ceil(since + (time - now) / rate),
  };
}

/** Truncates fractions. @throws {RangeError} if no clock can be set to `time` */
export function checkedTime(doing: string, time: number): number {
  if (!(time >= 0 && time <= LAST_TIME)) {
    throw new RangeError(
      `Cannot ${doing}: ${time} is not a time. Give ms since the epoch, 0 to ${LAST_TIME}.`,
    );
  }
  return Math.floor(time);
}

/** @throws {RangeError} if no clock can run at `rate` */
export function checkedRate(rate: number): number {
  if (!(rate > 0 && rate <= FASTEST_RATE)) {
    throw new RangeError(
      `Cannot run the clock at the rate ${rate}: give a number of ms per real ms, ` +
        `above 0 and at most ${FASTEST_RATE}. To stop the clock, freeze it.`,
    );
  }
  return rate;
}
