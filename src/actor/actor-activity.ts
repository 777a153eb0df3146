import type { Clock, TimerId } from "../clock/clock.ts";
import { IdleTimer } from "./idle-timer.ts";

interface ActorActivityOptions {
  readonly clock: Clock;
  /** Called when the actor has had nothing to do for so long that it may go. */
  readonly idle: () => void;
  /** The actor never counts as idle. */
  readonly preventEviction: boolean;
  /** Told when there is something to do, and when there is nothing any more. */
  readonly busy?: ((busy: boolean) => void) | undefined;
}

/** What one actor is busy with: events to answer, things it waits for, and limits of time. */
export class ActorActivity {
  readonly #clock: Clock;
  readonly #idle: IdleTimer | null;
  /** How to fail each event that is not answered. */
  readonly #events = new Set<(error: object) => void>();
  /** The timers of the user's code, and what ends the task that each of them is. */
  readonly #timers = new Map<TimerId, () => void>();
  /** Limits of time that tabd sets itself. */
  readonly #limits = new Set<TimerId>();
  #tasks = 0;
  #begun = false;
  #busy = false;
  readonly #tellBusy: ActorActivityOptions["busy"];

  constructor(options: ActorActivityOptions) {
    this.#clock = options.clock;
    this.#tellBusy = options.busy;
    this.#idle = options.preventEviction ? null : new IdleTimer(options.clock, options.idle);
  }

  /** Events that are not answered. */
  get events(): number {
    return this.#events.size;
  }

  /** Timers, `waitUntil()` promises and answers that are awaited. */
  get tasks(): number {
    return this.#tasks;
  }

  /** Timers of the user's code that have not fired. */
  get timers(): number {
    return this.#timers.size;
  }

  /** The actor has been constructed: from now on it can be idle. */
  begin(): void {
    this.#begun = true;
    this.#update();
  }

  /**
   * An event has come. `fail` is called if the actor ends before it is answered.
   *
   * @returns to be called with the answer: false if the event has failed meanwhile.
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

  /** Something is awaited. @returns to be called at its end, once or more often. */
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
   * A timer of the user's code. `fired` gets a function that ends the task, and answers false if
   * the timer was cleared since.
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

  /** Calls `late` unless the returned function is called within `ms` of the host's time. */
  limit(ms: number, late: () => void): () => void {
    const timer = this.#clock.setTimer(late, this.#clock.now() + ms);
    this.#limits.add(timer);
    return () => {
      this.#limits.delete(timer);
      this.#clock.clearTimer(timer);
    };
  }

  /** The actor has ended: no timer of it fires any more. */
  close(): void {
    this.#idle?.close();
    for (const timer of [...this.#timers.keys(), ...this.#limits]) this.#clock.clearTimer(timer);
    this.#timers.clear();
    this.#limits.clear();
  }

  /** Fails every event that is not answered. */
  failEvents(error: object): void {
    for (const fail of [...this.#events]) fail(error);
  }

  #update(): void {
    const busy = this.#events.size + this.#tasks > 0;
    if (busy !== this.#busy) {
      this.#busy = busy;
      this.#tellBusy?.(busy);
    }
    if (this.#begun) this.#idle?.update({ requests: this.#events.size, tasks: this.#tasks });
  }
}
