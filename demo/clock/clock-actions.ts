import type { Server } from "tabd";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** The speeds to choose from: ms of the host's time in one of the computer's. */
export const RATES = [10, 60, 3600] as const;

/** The ways forward to choose from, in ms. */
export const STEPS = [second, minute, hour, day, 30 * day] as const;

/** The units of an amount of one's own. */
export const UNITS = [
  ["ms", 1],
  ["seconds", second],
  ["minutes", minute],
  ["hours", hour],
  ["days", day],
] as const;

/** Alarms that are run until none is pending, at the most. */
const IDLE_LIMIT = 1000;

/** Moves to the next alarm. @returns what to tell, if anything. */
export async function toNextAlarm(server: Server): Promise<string> {
  return (await server.clock.runNextAlarm()) ? "" : "No alarm is pending.";
}

/** Runs alarms until none is pending. @returns what to tell. */
export async function untilIdle(server: Server): Promise<string> {
  const ran = await server.clock.runUntilIdle({ limit: IDLE_LIMIT });
  if (ran === 0) return "No alarm is pending.";
  return ran === 1
    ? "1 alarm ran, and none is pending."
    : `${ran} alarms ran, and none is pending.`;
}

/**
 * The ms of an amount that somebody has typed.
 *
 * @throws {RangeError} that says what to give.
 */
export function amountOf(text: string, unit: number): number {
  const amount = text.trim() === "" ? NaN : Number(text) * unit;
  // Beyond, a Date ends.
  if (amount > 0 && amount <= 200_000 * 365 * day) return Math.max(1, Math.round(amount));
  throw new RangeError(`Give how far to go forward: a number above 0, not “${text}”.`);
}
