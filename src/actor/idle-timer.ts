import type { Clock, TimerId } from "../clock/clock.ts";

/** An actor is evicted 10 s after its last request has ended (`server.c++:546-563`). */
const IDLE_MS = 10_000;

/**
 * One that still has timers or promises of its own, but no requests, is dropped when nobody has
 * come to it for 70 s (`server.c++:1594-1628`).
 */
const IDLE_WITH_TASKS_MS = 70_000;

/**
 * Decides when an actor has been idle for long enough. Starting and stopping happens with every
 * event, so neither touches the clock's timer: when that fires too early it is set once more.
 */
export class IdleTimer {
  readonly #clock: Clock;
  readonly #expired: () => void;
  #timer: { readonly id: TimerId; readonly time: number } | undefined;
  /** When the actor is to be evicted, or null while it is busy. */
  #deadline: number | null = null;
  /** Since when there are no requests, and since when there is nothing at all. */
  #quietSince: number | null = null;
  #idleSince: number | null = null;
  #closed = false;

  constructor(clock: Clock, expired: () => void) {
    this.#clock = clock;
    this.#expired = expired;
  }

  /** How many requests, and how many timers and promises of the actor's own, there are now. */
  update(active: { readonly requests: number; readonly tasks: number }): void {
    if (this.#closed) return;
    if (active.requests > 0) {
      this.#quietSince = null;
      this.#idleSince = null;
      this.#deadline = null;
      return;
    }
    this.#quietSince ??= this.#clock.now();
    if (active.tasks > 0) {
      this.#idleSince = null;
      this.#deadline = this.#quietSince + IDLE_WITH_TASKS_MS;
    } else {
      this.#idleSince ??= this.#clock.now();
      this.#deadline = this.#idleSince + IDLE_MS;
    }
    if (this.#timer === undefined || this.#timer.time > this.#deadline) this.#arm(this.#deadline);
  }

  close(): void {
    this.#closed = true;
    this.#deadline = null;
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer.id);
    this.#timer = undefined;
  }

  #arm(time: number): void {
    if (this.#timer !== undefined) this.#clock.clearTimer(this.#timer.id);
    this.#timer = { id: this.#clock.setTimer(() => this.#fired(), time), time };
  }

  #fired(): void {
    this.#timer = undefined;
    if (this.#closed || this.#deadline === null) return;
    if (this.#clock.now() >= this.#deadline) {
      this.#deadline = null;
      this.#expired();
    } else {
      this.#arm(this.#deadline);
    }
  }
}
