/** The last moment that a `Date` can hold, in ms since the epoch. */
export const LAST_TIME = 8.64e15;

/**
 * The fastest a rated clock runs, in ms for each real one: at this rate a real millisecond, the
 * finest step there is, already skips a quarter of an hour.
 */
export const FASTEST_RATE = 1_000_000;

/** How a host's time follows from real time. Pure: both are given and returned in ms. */
export interface TimeLine {
  /** The host's time at the real time `real`. */
  at(real: number): number;
  /** The real time at which the host's time is first `time`; `Infinity`: never. */
  realTimeOf(time: number): number;
}

/** The host's time is real time. */
export const REAL_TIME: TimeLine = {
  at: (real) => real,
  realTimeOf: (time) => time,
};

/** The host's time stands still. What lies behind it is due at once, all else never. */
export function frozenTime(now: number): TimeLine {
  return {
    at: () => now,
    realTimeOf: (time) => (time <= now ? -Infinity : Infinity),
  };
}

/**
 * The host's time was `now` at the real time `since`, and `rate` ms of it pass in one real ms.
 * May be out by rounding: who waits for `realTimeOf(time)` looks at `at()` again.
 */
export function ratedTime(now: number, since: number, rate: number): TimeLine {
  return {
    at: (real) => Math.min(Math.floor(now + (real - since) * rate), LAST_TIME),
    realTimeOf: (time) => Math.ceil(since + (time - now) / rate),
  };
}

/** @throws {RangeError} when no clock can be set to `time`. Fractions are cut off. */
export function checkedTime(doing: string, time: number): number {
  if (!(time >= 0 && time <= LAST_TIME)) {
    throw new RangeError(
      `Cannot ${doing}: ${time} is not a time. Give ms since the epoch, 0 to ${LAST_TIME}.`,
    );
  }
  return Math.floor(time);
}

/** @throws {RangeError} when no clock can run at `rate`. */
export function checkedRate(rate: number): number {
  if (!(rate > 0 && rate <= FASTEST_RATE)) {
    throw new RangeError(
      `Cannot run the clock at the rate ${rate}: give the ms of its time that pass in one real ` +
        `ms, above 0 and at most ${FASTEST_RATE}. To stop the clock, freeze it.`,
    );
  }
  return rate;
}
