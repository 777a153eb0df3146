import {
  dayAndMonth,
  dayMonthYear,
  hourAndMinute,
  monthName,
  timeOfDay,
  timeOfDayToMs,
} from "../clock/time-words.ts";
import { endOf, timeAt, type Viewport } from "./viewport.ts";

export interface Tick {
  readonly time: number;
  /** Undefined for a line without a label. */
  readonly label: string | undefined;
  /** Whether a larger unit begins here: a day among hours, a year among months. */
  readonly strong: boolean;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** The distance between labels, and the number of lines per label. */
interface Step {
  readonly unit: "ms" | "day" | "month" | "year";
  /** In units. */
  readonly count: number;
  /** The approximate length, in ms. */
  readonly length: number;
  readonly parts: number;
}

const steps: readonly Step[] = [
  ...(
    [
      [1, 1],
      [2, 2],
      [5, 5],
      [10, 5],
      [20, 4],
      [50, 5],
      [100, 5],
      [200, 4],
      [500, 5],
      [second, 5],
      [2 * second, 4],
      [5 * second, 5],
      [10 * second, 5],
      [15 * second, 3],
      [30 * second, 6],
      [minute, 6],
      [2 * minute, 4],
      [5 * minute, 5],
      [10 * minute, 5],
      [15 * minute, 3],
      [30 * minute, 6],
      [hour, 4],
      [2 * hour, 4],
      [3 * hour, 3],
      [6 * hour, 6],
      [12 * hour, 4],
    ] as const
  ).map(([length, parts]) => ({ unit: "ms" as const, count: length, length, parts })),
  { unit: "day", count: 1, length: day, parts: 4 },
  { unit: "day", count: 2, length: 2 * day, parts: 2 },
  { unit: "day", count: 7, length: 7 * day, parts: 7 },
  { unit: "month", count: 1, length: 30 * day, parts: 1 },
  { unit: "month", count: 3, length: 91 * day, parts: 3 },
  { unit: "month", count: 6, length: 182 * day, parts: 6 },
  { unit: "year", count: 1, length: 365 * day, parts: 4 },
];

/** Room for a label, `14:03:05.120` in small type, in px. */
const LABEL_ROOM = 92;
const longest: Step = { unit: "year", count: 5, length: 5 * 365 * day, parts: 5 };

/**
 * The ruler: labels at round times of the computer's time zone, as many as fit, with finer lines between.
 * Includes those just outside the view, because their labels may reach into it.
 *
 * @param width width of the view, in px.
 */
export function ticksOf(view: Viewport, width: number): Tick[] {
  const least = (view.span / Math.max(width, 1)) * LABEL_ROOM;
  const step = steps.find(({ length }) => length >= least) ?? longest;
  const ticks: Tick[] = [];
  const last = endOf(view) + step.length;
  let time = floorTo(step, view.from - step.length);
  while (time <= last) {
    const next = nextOf(step, time);
    ticks.push({ time, label: labelOf(step, time), strong: isStrong(step, time) });
    for (let part = 1; part < step.parts; part++) {
      const between = time + ((next - time) * part) / step.parts;
      ticks.push({ time: between, label: undefined, strong: false });
    }
    time = next;
  }
  return ticks;
}

/** The part the labels leave out, at the middle of the view: the day, or the day and the minute. */
export function contextOf(view: Viewport, width: number): string {
  const date = new Date(timeAt(view, 0.5));
  if (Number.isNaN(date.getTime())) return "";
  const least = (view.span / Math.max(width, 1)) * LABEL_ROOM;
  if (least > 200 * day) return "";
  if (least > 12 * hour) return String(date.getFullYear());
  return dayMonthYear(date);
}

function floorTo({ unit, count }: Step, time: number): number {
  const date = new Date(time);
  switch (unit) {
    case "ms": {
      // Round in the local time zone, not in UTC.
      const offset = date.getTimezoneOffset() * minute;
      return Math.floor((time - offset) / count) * count + offset;
    }
    case "day": {
      const days = Math.floor((time - date.getTimezoneOffset() * minute) / day / count) * count;
      return midnight(1970, 0, 1 + days);
    }
    case "month":
      return midnight(date.getFullYear(), Math.floor(date.getMonth() / count) * count, 1);
    case "year":
      return midnight(Math.floor(date.getFullYear() / count) * count, 0, 1);
  }
}

function nextOf({ unit, count }: Step, time: number): number {
  const date = new Date(time);
  const [year, month, dayOfMonth] = [date.getFullYear(), date.getMonth(), date.getDate()];
  switch (unit) {
    case "ms":
      return time + count;
    case "day":
      return midnight(year, month, dayOfMonth + count);
    case "month":
      return midnight(year, month + count, 1);
    case "year":
      return midnight(year + count, 0, 1);
  }
}

const midnight = (year: number, month: number, dayOfMonth: number): number =>
  new Date(year, month, dayOfMonth).getTime();

const isMidnight = (date: Date): boolean =>
  date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;

function labelOf({ unit, length }: Step, time: number): string {
  const date = new Date(time);
  switch (unit) {
    case "ms":
      if (length < second) {
        return date.getMilliseconds() === 0 ? timeOfDay(date) : timeOfDayToMs(date);
      }
      if (isMidnight(date)) return dayAndMonth(date);
      return length < minute ? timeOfDay(date) : hourAndMinute(date);
    case "day":
      return dayAndMonth(date);
    case "month":
      return date.getMonth() === 0 ? String(date.getFullYear()) : monthName(date);
    case "year":
      return String(date.getFullYear());
  }
}

function isStrong({ unit, length }: Step, time: number): boolean {
  const date = new Date(time);
  switch (unit) {
    case "ms":
      return length < second ? date.getMilliseconds() === 0 : isMidnight(date);
    case "day":
      return date.getDate() === 1;
    case "month":
      return date.getMonth() === 0;
    case "year":
      return false;
  }
}
