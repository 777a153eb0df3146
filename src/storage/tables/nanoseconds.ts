/** The last ms whose nanoseconds fit 64 bits, in the year 2262. */
const LAST = 9_223_372_036_854;

/**
 * A time in nanoseconds since the epoch, in digits: workerd's files keep times so, as integers of 64
 * bits, of which a number holds only 53.
 *
 * @param time ms since the epoch
 * @throws {RangeError} if it is no whole number, or its nanoseconds do not fit 64 bits
 */
export function millisecondsAsNanoseconds(time: number): string {
  if (!Number.isSafeInteger(time) || Math.abs(time) > LAST) {
    throw new RangeError(
      `a time must be a whole number of milliseconds within ${LAST} of the epoch, not ${time}`,
    );
  }
  return time === 0 ? "0" : `${time}000000`;
}
