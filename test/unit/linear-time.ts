const GROWTH = 4;
/** Linear time grows by a factor of 4, quadratic time by 16. */
const MOST_GROWTH = 9;
/** Times below this, in ms, count as linear. */
const NOISE = 30;

function time(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/**
 * Whether `work` takes more than linear time, judged by growth alone.
 *
 * @param short the shortest length; it is compared with lengths of 4 and 16 times as much.
 */
export function isSlow(work: (length: number) => void, short = 4_000): boolean {
  if (time(() => work(GROWTH * short)) < NOISE) return false;
  // The minimum of three, because a busy machine delays single runs.
  const least = (length: number): number =>
    Math.min(...Array.from({ length: 3 }, () => time(() => work(length))));
  const long = least(GROWTH * short);
  if (long < NOISE || long <= MOST_GROWTH * least(short)) return false;
  // A pause slows one length; quadratic work slows every length.
  return time(() => work(GROWTH ** 2 * short)) > MOST_GROWTH * long;
}
