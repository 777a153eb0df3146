import type { Server } from "tabd";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Offered speeds: host ms per computer ms. */
export const RATES = [10, 60, 3600] as const;

/** Offered steps forward, in ms. */
export const STEPS = [second, minute, hour, day, 30 * day] as const;

/** Units of a custom step. */
export const UNITS = [
  ["ms", 1],
  ["seconds", second],
  ["minutes", minute],
  ["hours", hour],
  ["days", day],
] as const;

/** The most alarms that `untilIdle` runs. */
const IDLE_LIMIT = 1000;

/** Advances to the next alarm. @returns a message, or "". */
export async function toNextAlarm(server: Server): Promise<string> {
  return (await server.clock.runNextAlarm()) ? "" : "No alarm is pending.";
}

/** Runs alarms until none is pending. @returns a message. */
export async function untilIdle(server: Server): Promise<string> {
  const ran = await server.clock.runUntilIdle({ limit: IDLE_LIMIT });
  if (ran === 0) return "No alarm is pending.";
  return ran === 1 ? "1 alarm fired. None is pending." : `${ran} alarms fired. None is pending.`;
}

/**
 * Parses a typed amount to ms.
 *
 * @throws {RangeError} if it is not a positive number.
 */
export function amountOf(text: string, unit: number): number {
  const amount = text.trim() === "" ? NaN : Number(text) * unit;
  // The limit of a Date.
  if (amount > 0 && amount <= 200_000 * 365 * day) return Math.max(1, Math.round(amount));
  throw new RangeError(`Enter a number above 0, not “${text}”.`);
}
