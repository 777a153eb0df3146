/** Delay before the first retry, in ms (`io/worker-interface.h:133`). Doubles with each. */
const RETRY_START_MS = 2_000;

/** Failed runs that count, of one alarm, before it is abandoned (`io/worker-interface.h:134`). */
const RETRY_MAX_TRIES = 6;

/** How often the delay doubles at the most: to 1,024 s (`alarm-scheduler.h`). */
const RETRY_BACKOFF_MAX = 9;

/** Up to so much of the delay is added to it at random, so that failures spread out. */
const RETRY_JITTER_FACTOR = 0.25;

/**
 * How often one alarm has failed, and when it is tried again. In memory only, as in workerd: after
 * a restart the count begins anew.
 */
export class RetrySchedule {
  #counted = 0;
  #previousCounted = false;
  #backoff = 0;

  /** Failures so far that counted: what the handler gets as `retryCount`. */
  get counted(): number {
    return this.#counted;
  }

  /**
   * A run has failed. Returns the delay until the next one in ms, or null when the alarm is to be
   * abandoned: after the seventh failed run that counts (`alarm-scheduler.c++:250-285`).
   *
   * @param counts whether it was the user's code that failed; what tabd itself could not do is
   *   tried for ever.
   * @param random a number in [0, 1).
   */
  failed(counts: boolean, random: number): number | null {
    if (this.#counted >= RETRY_MAX_TRIES) return null;
    if (counts) {
      this.#counted++;
      // The user's code fails for reasons of its own, and should not wait so long because
      // something else failed before it.
      if (!this.#previousCounted) this.#backoff = 0;
    }
    this.#previousCounted = counts;
    return this.again(random);
  }

  /** The delay in ms until the next run, one step longer each time, where no limit applies. */
  again(random: number): number {
    this.#backoff = Math.min(this.#backoff, RETRY_BACKOFF_MAX);
    const delay = RETRY_START_MS * 2 ** this.#backoff++;
    return delay + Math.floor(random * (Math.floor(RETRY_JITTER_FACTOR * delay) + 1));
  }
}
