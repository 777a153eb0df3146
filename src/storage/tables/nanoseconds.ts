/** The last ms whose nanoseconds fit 64 bits, in the year 2262. */
const MAX_MILLISECONDS = 9_223_372_036_854;

/**
 * Converts a time to nanoseconds since the epoch, as decimal digits. workerd stores times as 64-bit
 * integers; a JavaScript number is exact up to 53 bits only.
 *
 * @param time ms since the epoch
 * @throws {RangeError} if `time` is not an integer or does not fit 64 bits of nanoseconds
 */
export function millisecondsAsNanoseconds(time: number): string {
  if (!Number.isSafeInteger(time) || Math.abs(time) > MAX_MILLISECONDS) {
    throw new RangeError(
      `a time must be an integer of milliseconds within ${MAX_MILLISECONDS} of the epoch, not ${time}`,
    );
  }
  return time === 0 ? "0" : `${time}000000`;
}
