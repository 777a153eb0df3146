/** Delay before the first retry, in ms (`io/worker-interface.h:133`). It doubles each time. */
const RETRY_START_MS = 2_000;

/** Failed runs that count, of one alarm, before it is abandoned (`io/worker-interface.h:134`). */
const RETRY_MAX_TRIES = 6;

/** How often the delay doubles at most: to 1,024 s (`alarm-scheduler.h`). */
const RETRY_BACKOFF_MAX = 9;

/** The random part of the delay, as a factor; it spreads retries. */
const RETRY_JITTER_FACTOR = 0.25;

/**
 * Counts the failures of one alarm and computes its retries. In memory only, as in workerd: a restart
 * resets the count.
 */
export class RetrySchedule {
  #counted = 0;
  #previousCounted = false;
  #backoff = 0;

  /** Counted failures so far: the handler's `retryCount`. */
  get counted(): number {
    return this.#counted;
  }

  /**
   * A run has failed. Returns the delay until the next one in ms, or null when the alarm is
   * abandoned: after the seventh counted failure (`alarm-scheduler.c++:250-285`).
   *
   * @param counts whether the user's code failed. Failures of tabd itself are retried for ever.
   * @param random a number in [0, 1).
   */
  failed(counts: boolean, random: number): number | null {
    if (this.#counted >= RETRY_MAX_TRIES) return null;
    if (counts) {
      this.#counted++;
      // Earlier failures of tabd itself must not lengthen the delay of the user's code.
      if (!this.#previousCounted) this.#backoff = 0;
    }
    this.#previousCounted = counts;
    return this.again(random);
  }

  /** The delay in ms until the next run; doubles with each call. */
  again(random: number): number {
    this.#backoff = Math.min(this.#backoff, RETRY_BACKOFF_MAX);
    const delay = RETRY_START_MS * 2 ** this.#backoff++;
    return delay + Math.floor(random * (Math.floor(RETRY_JITTER_FACTOR * delay) + 1));
  }
}
