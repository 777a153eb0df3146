import type { Clock, TimerId } from "../clock/clock.ts";

/** An actor is evicted this long after its last request has ended (`server.c++:546-563`). */
const IDLE_MS = 10_000;

/** The same for an actor that still has timers or pending promises (`server.c++:1594-1628`). */
const IDLE_WITH_TASKS_MS = 70_000;

/**
 * Decides when an actor is evicted. Actors become busy and idle with every event, so neither change
 * touches the clock's timer: when it fires too early it is set again.
 */
export class IdleTimer {
  readonly #clock: Clock;
  readonly #expired: () => void;
  #timer: { readonly id: TimerId; readonly time: number } | undefined;
  /** When the actor is evicted; null while it is busy. */
  #deadline: number | null = null;
  /** Since when there are no requests. */
  #quietSince: number | null = null;
  /** Since when there are neither requests nor tasks. */
  #idleSince: number | null = null;
  #closed = false;

  constructor(clock: Clock, expired: () => void) {
    this.#clock = clock;
    this.#expired = expired;
  }

  /** @param active `tasks`: timers and pending promises. */
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
