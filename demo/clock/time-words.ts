const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

const units = [
  ["year", year],
  ["day", day],
  ["h", hour],
  ["min", minute],
  ["s", second],
] as const;

/**
 * A duration in its two largest units: `12 ms`, `4.2 s`, `3 min 20 s`, `30 days`, `1 year`. The sign is
 * ignored.
 */
export function spanWords(ms: number): string {
  const length = Math.abs(ms);
  if (length < 999.5) return `${Math.round(length)} ms`;
  if (length < 59_950) return `${trimmed((length / second).toFixed(1))} s`;
  let rest = Math.round(length / second) * second;
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}${size >= day && count > 1 ? "s" : ""}`);
    // `1 day 3 s` is just `1 day`.
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}

/** A time relative to now: `in 4.2 s`, `3 min 20 s ago`, `now`. */
export function distanceWords(time: number, now: number): string {
  const distance = time - now;
  if (Math.abs(distance) < 1) return "now";
  return distance > 0 ? `in ${spanWords(distance)}` : `${spanWords(distance)} ago`;
}

const two = (value: number): string => String(value).padStart(2, "0");
const three = (value: number): string => String(value).padStart(3, "0");

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Nov`. All functions here use the computer's time zone. */
export const monthName = (date: Date): string => months[date.getMonth()] ?? "";

/** `14:03`. */
export const hourAndMinute = (date: Date): string =>
  `${two(date.getHours())}:${two(date.getMinutes())}`;

/** `14:03:05`. */
export const timeOfDay = (date: Date): string => `${hourAndMinute(date)}:${two(date.getSeconds())}`;

/** `14:03:05.120`. */
export const timeOfDayToMs = (date: Date): string =>
  `${timeOfDay(date)}.${three(date.getMilliseconds())}`;

/** `24 Nov`. */
export const dayAndMonth = (date: Date): string => `${date.getDate()} ${monthName(date)}`;

/** `24 Nov 2026`. */
export const dayMonthYear = (date: Date): string => `${dayAndMonth(date)} ${date.getFullYear()}`;

/** A full date and time: `24 Nov 2026, 14:03:05.120`. */
export function momentWords(time: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "at no valid date";
  return `${dayMonthYear(date)}, ${timeOfDayToMs(date)}`;
}

/** A short date and time: the day only if it is not the day of `now`. */
export function shortMoment(time: number, now: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "at no valid date";
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return timeOfDay(date);
  if (date.getFullYear() === today.getFullYear()) return `${dayAndMonth(date)}, ${timeOfDay(date)}`;
  return `${dayMonthYear(date)}, ${hourAndMinute(date)}`;
}

const trimmed = (decimal: string): string => decimal.replace(/\.0$/, "");
