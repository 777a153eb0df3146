/** In how many steps the patience is spent. */
const STEPS = 5;

export interface WatchdogOptions {
  /** Asks the host for an answer. Rejects when the host is gone. */
  readonly ping: () => PromiseLike<void>;
  /** The permitted silence of the host, in ms; Infinity: no limit. */
  readonly patience: number;
  /** The host has not answered for that long. It may still do so. */
  readonly unresponsive: () => void;
  /** It has answered after all. */
  readonly responsive: () => void;
}

/**
 * Watches a host from its first answer until it ends. A host in an endless loop or a debugger does
 * not answer.
 *
 * Counts steps of this page's timer, not the time: while the computer slept or the page was frozen,
 * the host could not answer either.
 */
export function watchHost({ ping, patience, unresponsive, responsive }: WatchdogOptions): void {
  if (!(patience > 0)) {
    throw new RangeError(`unresponsiveAfter: must be a number of ms above 0, not ${patience}.`);
  }
  if (patience === Infinity) return;
  let heard = false;
  let told = false;
  /** Steps since the unanswered ping, if there is one. */
  let steps: number | undefined;
  const answered = (): void => {
    steps = undefined;
    heard = true;
    if (!told) return;
    told = false;
    responsive();
  };
  let last = performance.now();
  const step = (): void => {
    const now = performance.now();
    // A late step: the page itself was busy, and an answer may be waiting to be read.
    const late = now - last > (patience / STEPS) * 1.5;
    last = now;
    if (steps === undefined) {
      steps = 0;
      ping().then(answered, () => clearInterval(timer));
    } else if (heard && !late && ++steps === STEPS) {
      told = true;
      unresponsive();
    }
  };
  const timer = setInterval(step, patience / STEPS);
  // Starts at once: the host answers before it serves, and its first alarm may be an endless loop.
  step();
}
