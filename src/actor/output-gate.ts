/** How long a lock may be held before the actor is reset (`io/worker.c++:3702`). */
const LOCK_TIMEOUT_MS = 30_000;

const platformSetTimeout = globalThis.setTimeout.bind(globalThis);
const platformClearTimeout = globalThis.clearTimeout.bind(globalThis);
const monotonicNow = performance.now.bind(performance);

/**
 * Holds back an actor's output until its writes are durable (`io/io-gate.h:248-355`): responses, RPC
 * calls and results, outgoing fetches, WebSocket messages.
 */
export class OutputGate {
  readonly #onTimeout: (error: Error) => void;
  /** When each held lock began, in real ms; the oldest first. */
  readonly #locks = new Set<{ readonly since: number }>();
  #tail: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onTimeout called when the gate has stayed locked for 30 s of real time. */
  constructor(onTimeout: (error: Error) => void) {
    this.#onTimeout = onTimeout;
  }

  /** Locks the gate until `promise` settles; its rejection breaks the gate for good. */
  lockWhile(promise: Promise<void>): void {
    const lock = { since: monotonicNow() };
    this.#locks.add(lock);
    this.#startTimer();
    const released = promise.then(
      () => void this.#locks.delete(lock),
      (error: unknown) => {
        this.#locks.delete(lock);
        this.break(error);
        throw error;
      },
    );
    const earlier = this.#tail;
    this.#tail = Promise.all([earlier, released]).then(() => undefined);
    // A failure without a waiter is no unhandled rejection; `#failure` keeps it for later waiters.
    this.#tail.catch(() => undefined);
  }

  /** Resolves once every lock that is held now is released; rejects if the gate is broken. */
  async wait(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#locks.size > 0) await this.#tail;
    // `break()` may have been called during the wait.
    const failure = this.#failure as { readonly error: unknown } | undefined;
    if (failure !== undefined) throw failure.error;
  }

  /** Breaks the gate for good: nothing leaves the actor any more. */
  break(error: unknown): void {
    this.#failure ??= { error };
    this.#stopTimer();
  }

  get broken(): boolean {
    return this.#failure !== undefined;
  }

  /** The timer outlives its lock: to start and stop one for each write costs more than the gate. */
  #startTimer(): void {
    const [oldest] = this.#locks;
    if (oldest === undefined || this.#timer !== undefined || this.broken) return;
    this.#timer = platformSetTimeout(
      () => {
        this.#timer = undefined;
        const [held] = this.#locks;
        if (held === undefined) return;
        if (monotonicNow() - held.since < LOCK_TIMEOUT_MS) return this.#startTimer();
        this.#onTimeout(
          new Error(
            "Durable Object storage operation exceeded timeout which caused object to be reset.",
          ),
        );
      },
      LOCK_TIMEOUT_MS - (monotonicNow() - oldest.since),
    );
  }

  #stopTimer(): void {
    platformClearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
