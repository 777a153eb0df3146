import type { ClockState } from "tabd";
import { spanWords } from "./time-words.ts";

/** Differences from the computer's clock below this are not mentioned, in ms. */
const SAME = 1000;

/** A number as a factor: `×60`, `×3,600`, `×0.5`. */
export const rateWords = (rate: number): string => `×${rate.toLocaleString("en")}`;

/** The badge: whether time is real. */
export function clockBadge(clock: ClockState): string {
  if (clock.mode === "real") return "Real time";
  if (clock.mode === "frozen") return "Paused";
  return clock.rate === 1 ? "Shifted time" : `Time ${rateWords(clock.rate)}`;
}

/**
 * The badge as a sentence.
 *
 * @param hostTime the host's time when the computer's is `real`.
 */
export function clockSentence(clock: ClockState, hostTime: number, real: number): string {
  if (clock.mode === "real") return "The objects use the computer's clock.";
  const distance = hostTime - real;
  const where =
    Math.abs(distance) < SAME
      ? "at the computer's time"
      : `${spanWords(distance)} ${distance > 0 ? "ahead of" : "behind"} the computer`;
  if (clock.mode === "frozen") return `The objects' clock is paused, ${where}.`;
  if (clock.rate === 1) return `The objects' clock runs at normal speed, ${where}.`;
  return `The objects' clock runs ${clock.rate.toLocaleString("en")} times as fast, ${where}.`;
}

/** The title of a clock-changed event. */
export function clockChangeWords(clock: ClockState): string {
  if (clock.mode === "real") return "Clock set to real time";
  if (clock.mode === "frozen") return "Clock paused";
  return clock.rate === 1 ? "Clock moved" : `Clock speed ${rateWords(clock.rate)}`;
}
