const second = 1000;
const day = 86_400_000;

/** The shortest and the longest time that the view may span, in ms. */
export const SHORTEST = 20;
export const LONGEST = 5 * 365 * day;

/** Which stretch of time is seen. */
export interface Viewport {
  /** The time at the left edge, in ms since the epoch. */
  readonly from: number;
  /** How many ms are seen. */
  readonly span: number;
}

export const endOf = ({ from, span }: Viewport): number => from + span;

/** Where a time is, as a share of the width: 0 at the left edge, 1 at the right. */
export const shareOf = ({ from, span }: Viewport, time: number): number => (time - from) / span;

export const timeAt = ({ from, span }: Viewport, share: number): number => from + span * share;

/** @param factor above 1: nearer. @param share where the time stays in its place. */
export function zoomed(view: Viewport, factor: number, share: number): Viewport {
  const span = limited(view.span / factor);
  return { from: timeAt(view, share) - span * share, span };
}

/** @param share of the width: positive to later times. */
export function panned(view: Viewport, share: number): Viewport {
  return { from: view.from + view.span * share, span: view.span };
}

/** A view that has all of this range, with some room at both sides. */
export function fitted(range: { readonly from: number; readonly to: number }): Viewport {
  const length = range.to - range.from;
  const span = limited(Math.max(length * 1.12, 10 * second));
  // An alarm at the end of time does not fit: the beginning does.
  if (span < length) return { from: range.from - span * 0.06, span };
  return { from: (range.from + range.to - span) / 2, span };
}

/** The view moved so that `time` is seen, and not at its very edge; the same where it is. */
export function revealing(view: Viewport, time: number): Viewport {
  const share = shareOf(view, time);
  if (share >= 0.04 && share <= 0.94) return view;
  return { from: time - view.span * (share < 0.04 ? 0.2 : 0.75), span: view.span };
}

/** Where now stands while the view follows it. */
export const NOW_SHARE = 0.4;

/** The view that follows now. */
export function following(view: Viewport, now: number): Viewport {
  return { from: now - view.span * NOW_SHARE, span: view.span };
}

/** The same for who wants nothing to move: the view stays until now has nearly left it. */
export function steppedTo(view: Viewport, now: number): Viewport {
  const share = shareOf(view, now);
  return share >= 0.05 && share <= 0.85 ? view : { from: now - view.span * 0.25, span: view.span };
}

/** What there is to see around now. */
export interface Around {
  readonly now: number;
  /** When the next alarm is due; undefined when none waits. */
  readonly next: number | undefined;
  /** How far the clock was just moved forward, in ms. */
  readonly jumped: number;
  /** How many ms pass in one of the computer's. */
  readonly rate: number;
  /** Whether it was more until just now. */
  readonly slowed: boolean;
}

/**
 * How much should be seen while the view follows now: so much that the next alarm is in sight, and
 * not on top of now; all of the way that the clock has just jumped; and at a fast clock so much that
 * one can follow it.
 */
export function followingSpan(
  present: number,
  { now, next, jumped, rate, slowed }: Around,
): number {
  const least = 30 * second * Math.max(1, rate);
  const ahead = next === undefined ? 0 : next - now;
  if (jumped > present * NOW_SHARE) {
    return limited(Math.max(least, jumped / (NOW_SHARE * 0.9), ahead / 0.45));
  }
  // What showed a day of a fast clock shows nothing of a minute.
  const again = present < least * 0.6 || (slowed && rate > 0);
  const span = again ? limited(least) : present;
  const share = ahead / span;
  if (ahead <= 0 || (share > 0.02 && share < 1 - NOW_SHARE - 0.06)) return span;
  return limited(Math.max(least, ahead / 0.4));
}

const limited = (span: number): number => Math.min(LONGEST, Math.max(SHORTEST, span));
