const second = 1000;
const day = 86_400_000;

/** Limits of the visible span, in ms. */
export const SHORTEST = 20;
export const LONGEST = 5 * 365 * day;

/** The visible range of time. */
export interface Viewport {
  /** The time at the left edge, in ms since the epoch. */
  readonly from: number;
  /** The visible span, in ms. */
  readonly span: number;
}

export const endOf = ({ from, span }: Viewport): number => from + span;

/** The position of a time as a share of the width: 0 left, 1 right. */
export const shareOf = ({ from, span }: Viewport, time: number): number => (time - from) / span;

export const timeAt = ({ from, span }: Viewport, share: number): number => from + span * share;

/** @param factor above 1 zooms in. @param share the fixed point. */
export function zoomed(view: Viewport, factor: number, share: number): Viewport {
  const span = limited(view.span / factor);
  return { from: timeAt(view, share) - span * share, span };
}

/** @param share of the width; positive pans to later times. */
export function panned(view: Viewport, share: number): Viewport {
  return { from: view.from + view.span * share, span: view.span };
}

/** A view of the whole range, with some room on both sides. */
export function fitted(range: { readonly from: number; readonly to: number }): Viewport {
  const length = range.to - range.from;
  const span = limited(Math.max(length * 1.12, 10 * second));
  // The range may be too long; then show its beginning.
  if (span < length) return { from: range.from - span * 0.06, span };
  return { from: (range.from + range.to - span) / 2, span };
}

/** The view moved so that `time` is visible, not right at the edge; unchanged if it is already. */
export function revealing(view: Viewport, time: number): Viewport {
  const share = shareOf(view, time);
  if (share >= 0.04 && share <= 0.94) return view;
  return { from: time - view.span * (share < 0.04 ? 0.2 : 0.75), span: view.span };
}

/** The position of now while following. */
export const NOW_SHARE = 0.4;

export function following(view: Viewport, now: number): Viewport {
  return { from: now - view.span * NOW_SHARE, span: view.span };
}

/** For reduced motion: the view stays until now has nearly left it. */
export function steppedTo(view: Viewport, now: number): Viewport {
  const share = shareOf(view, now);
  return share >= 0.05 && share <= 0.85 ? view : { from: now - view.span * 0.25, span: view.span };
}

export interface Around {
  readonly now: number;
  /** When the next alarm is due; undefined if none is pending. */
  readonly next: number | undefined;
  /** How far the clock was just advanced, in ms. */
  readonly jumped: number;
  /** Host ms per computer ms. */
  readonly rate: number;
  /** Whether the rate was higher until just now. */
  readonly slowed: boolean;
}

/**
 * The span while following now: long enough to show the next alarm, clearly apart from now; all of the
 * time just skipped; and at a fast clock long enough to follow.
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
  // A span chosen for a fast clock is too long for a slow one.
  const again = present < least * 0.6 || (slowed && rate > 0);
  const span = again ? limited(least) : present;
  const share = ahead / span;
  if (ahead <= 0 || (share > 0.02 && share < 1 - NOW_SHARE - 0.06)) return span;
  return limited(Math.max(least, ahead / 0.4));
}

const limited = (span: number): number => Math.min(LONGEST, Math.max(SHORTEST, span));
