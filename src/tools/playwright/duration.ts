/** A duration: ms, or text as Playwright's clock takes it: `"08"`, `"01:30"`, `"24:00:00"`. */
export type Duration = number | string;

export function milliseconds(duration: Duration): number {
  if (typeof duration === "number") return duration;
  if (!/^\d+(?::\d{2}){0,2}$/.test(duration)) {
    throw new TypeError(
      `"${duration}" is not a duration. Give ms, or text such as "08" (seconds), "01:30" or "24:00:00".`,
    );
  }
  return duration.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}

/** A point in time: ms since the epoch, a date, or text that `Date` reads. */
export type Time = number | string | Date;

export function timeOf(time: Time): number {
  const ms = new Date(time).getTime();
  if (Number.isNaN(ms)) throw new TypeError(`"${String(time)}" is not a time.`);
  return ms;
}
