import type { Clock, TimerId } from "../../clock/clock.ts";

/** The number of questions in a row, each asked on time, without an answer. */
const UNANSWERED = 4;

export interface HeartbeatOptions {
  /** The computer's clock. */
  readonly clock: Clock;
  /** The permitted silence of the other side, in ms. */
  readonly patience: number;
  /** Asks the other side for an answer. */
  ask(): void;
  /** The other side was silent for `patience`. Called again after each further `patience`. */
  silent(): void;
}

/**
 * Detects that another host is silent. A frozen tab receives no answers either, so this counts
 * unanswered questions instead of time, and only questions that were asked on time.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #timer: TimerId | undefined;
  /** The time of the last question. */
  #asked = 0;
  #answered = true;
  #unanswered = 0;
  #closed = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** The other side has answered. */
  broken(): void {
    this.#answered = true;
    this.#unanswered = 0;
  }

  /** Asks now, and starts to count again. */
  ask(): void {
    this.broken();
    this.#ask();
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }

  #ask(): void {
    this.#stop();
    if (this.#closed) return;
    const { clock, patience, ask } = this.#options;
    const interval = patience / UNANSWERED;
    this.#answered = false;
    this.#asked = clock.now();
    ask();
    this.#timer = clock.setTimer(() => this.#look(interval), this.#asked + interval);
  }

  #look(interval: number): void {
    this.#timer = undefined;
    const late = this.#options.clock.now() - this.#asked - interval;
    if (late > interval || this.#answered) this.#unanswered = 0;
    else this.#unanswered++;
    if (this.#unanswered >= UNANSWERED) {
      this.#unanswered = 0;
      this.#options.silent();
    }
    this.#ask();
  }

  #stop(): void {
    if (this.#timer !== undefined) this.#options.clock.clearTimer(this.#timer);
    this.#timer = undefined;
  }
}
