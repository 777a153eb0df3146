/** How workerd converts numbers, times and functions; the rest is in `rpc/arguments.ts`. */
import { type Parameter, toNumber, wrongType } from "../rpc/arguments.ts";

export {
  isObject,
  type Parameter,
  toNumber,
  toOptions,
  toText,
  wrongType,
} from "../rpc/arguments.ts";

const MIN_INT32 = -(2 ** 31);
const MAX_INT32 = 2 ** 31 - 1;

/**
 * Converts to a signed 32-bit integer: fractions are cut off, non-finite numbers become 0.
 *
 * @throws {TypeError} for a symbol, a bigint, or a number out of range.
 */
export function toInt32(value: unknown): number {
  const number = toNumber(value);
  if (!Number.isFinite(number)) return 0;
  const whole = Math.trunc(number);
  if (whole < MIN_INT32 || whole > MAX_INT32) {
    throw new TypeError(
      `Value out of range. Must be between ${MIN_INT32} and ${MAX_INT32} (inclusive).`,
    );
  }
  return whole;
}

/** The last ms that a signed 64-bit count of nanoseconds can hold. */
const MAX_TIME_MS = 9223372036854.775;

const getTime = Date.prototype.getTime;

/**
 * Converts a Date or a number to whole ms since the epoch.
 *
 * @throws {TypeError} for anything else, an invalid date, or one too far away.
 */
export function toTime(value: unknown, parameter: Parameter): number {
  const time = typeof value === "number" ? value : timeOfDate(value);
  if (time === undefined) throw wrongType(parameter, "date");
  if (!Number.isFinite(time)) {
    throw new TypeError("The value cannot be converted because it is not a valid Date.");
  }
  if (time >= MAX_TIME_MS) throw new TypeError("This API doesn't support dates after 2189.");
  if (time <= -MAX_TIME_MS) throw new TypeError("This API doesn't support dates before 1687.");
  return Math.trunc(time);
}

function timeOfDate(value: unknown): number | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  try {
    // A subclass may override `getTime()`.
    return getTime.call(value as Date);
  } catch {
    return undefined;
  }
}

/** @throws {TypeError} for any value that is not a function. */
export function toFunction<F>(value: F, parameter: Parameter): F {
  if (typeof value !== "function") throw wrongType(parameter, "function");
  return value;
}
