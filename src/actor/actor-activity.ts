import type { Clock, TimerId } from "../clock/clock.ts";
import { IdleTimer } from "./idle-timer.ts";

interface ActorActivityOptions {
  readonly clock: Clock;
  /** Called when the actor has been idle long enough to be evicted. */
  readonly idle: () => void;
  /** `idle` is never called. */
  readonly preventEviction: boolean;
  /** Called when the actor becomes busy and when it becomes idle. */
  readonly busy?: ((busy: boolean) => void) | undefined;
}

/** What keeps one actor busy (unanswered events, timers, pending promises), and its time limits. */
export class ActorActivity {
  readonly #clock: Clock;
  readonly #idle: IdleTimer | null;
  /** Fails each unanswered event. */
  readonly #events = new Set<(error: object) => void>();
  /** The timers of user code, with the function that ends each timer's task. */
  readonly #timers = new Map<TimerId, () => void>();
  /** Timers of time limits that tabd itself sets. */
  readonly #limits = new Set<TimerId>();
  readonly #closed = new Set<() => void>();
  #tasks = 0;
  #begun = false;
  #busy = false;
  readonly #onBusy: ActorActivityOptions["busy"];

  constructor(options: ActorActivityOptions) {
    this.#clock = options.clock;
    this.#onBusy = options.busy;
    this.#idle = options.preventEviction ? null : new IdleTimer(options.clock, options.idle);
  }

  /** Unanswered events. */
  get events(): number {
    return this.#events.size;
  }

  /** Timers, `waitUntil()` promises and pending I/O. */
  get tasks(): number {
    return this.#tasks;
  }

  /** Timers of user code that have not fired. */
  get timers(): number {
    return this.#timers.size;
  }

  /** The actor has been constructed: from now on it can become idle. */
  begin(): void {
    this.#begun = true;
    this.#update();
  }

  /**
   * @param fail called if the actor ends before the event is answered.
   * @returns call it when the event is answered; it returns false if the event has failed meanwhile.
   */
  beginEvent(fail: (error: object) => void): () => boolean {
    this.#events.add(fail);
    this.#update();
    return () => {
      const open = this.#events.delete(fail);
      if (open) this.#update();
      return open;
    };
  }

  /** @returns ends the task; may be called more than once. */
  beginTask(): () => void {
    let open = true;
    this.#tasks++;
    this.#update();
    return () => {
      if (!open) return;
      open = false;
      this.#tasks--;
      this.#update();
    };
  }

  /**
   * A timer of user code. `fired` gets a function that ends the task and returns false if the timer
   * was cleared since.
   */
  setTimer(delayMs: number, fired: (end: () => boolean) => void): TimerId {
    const endTask = this.beginTask();
    const timer = this.#clock.setTimer(
      () =>
        fired(() => {
          if (!this.#timers.delete(timer)) return false;
          endTask();
          return true;
        }),
      this.#clock.now() + delayMs,
    );
    this.#timers.set(timer, endTask);
    return timer;
  }

  clearTimer(timer: TimerId): void {
    const endTask = this.#timers.get(timer);
    if (endTask === undefined) return;
    this.#timers.delete(timer);
    this.#clock.clearTimer(timer);
    endTask();
  }

  /** Calls `late` after `ms` of the host's clock, unless the returned function is called before. */
  limit(ms: number, late: () => void): () => void {
    const timer = this.#clock.setTimer(late, this.#clock.now() + ms);
    this.#limits.add(timer);
    return () => {
      this.#limits.delete(timer);
      this.#clock.clearTimer(timer);
    };
  }

  /** Calls `closed` when the actor ends. */
  onClose(closed: () => void): void {
    this.#closed.add(closed);
  }

  /** The actor has ended: none of its timers fires any more. */
  close(): void {
    this.#idle?.close();
    for (const timer of [...this.#timers.keys(), ...this.#limits]) this.#clock.clearTimer(timer);
    this.#timers.clear();
    this.#limits.clear();
    for (const closed of this.#closed) closed();
  }

  /** Fails every unanswered event. */
  failEvents(error: object): void {
    for (const fail of [...this.#events]) fail(error);
  }

  #update(): void {
    const busy = this.#events.size + this.#tasks > 0;
    if (busy !== this.#busy) {
      this.#busy = busy;
      this.#onBusy?.(busy);
    }
    if (this.#begun) this.#idle?.update({ requests: this.#events.size, tasks: this.#tasks });
  }
}
