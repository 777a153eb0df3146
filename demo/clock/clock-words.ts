import type { ClockState } from "tabd";
import { spanWords } from "./time-words.ts";

/** How far a clock may be from the computer's and still be called the same, in ms. */
const SAME = 1000;

/** A number as a factor: `×60`, `×3,600`, `×0.5`. */
export const rateWords = (rate: number): string => `×${rate.toLocaleString("en")}`;

/** In a word or two whether time is real: the badge. */
export function clockBadge(clock: ClockState): string {
  if (clock.mode === "real") return "Real time";
  if (clock.mode === "frozen") return "Paused";
  return clock.rate === 1 ? "Shifted time" : `Time ${rateWords(clock.rate)}`;
}

/**
 * The same as a sentence.
 *
 * @param hostTime the host's time, when the computer's is `real`.
 */
export function clockSentence(clock: ClockState, hostTime: number, real: number): string {
  if (clock.mode === "real") return "The objects' time is the computer's.";
  const distance = hostTime - real;
  const where =
    Math.abs(distance) < SAME
      ? "at the computer's time"
      : `${spanWords(distance)} ${distance > 0 ? "ahead of" : "behind"} the computer`;
  if (clock.mode === "frozen") return `The objects' time stands still, ${where}.`;
  if (clock.rate === 1) return `The objects' time goes at its usual speed, ${where}.`;
  return `The objects' time goes ${clock.rate.toLocaleString("en")} times as fast, ${where}.`;
}

/** A change of the clock, as an event. */
export function clockChangeWords(clock: ClockState): string {
  if (clock.mode === "real") return "Time is real again";
  if (clock.mode === "frozen") return "Time stands still";
  return clock.rate === 1 ? "Time was moved, and goes on" : `Time goes ${rateWords(clock.rate)}`;
}
