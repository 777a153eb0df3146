import type { Clock, TimerId } from "../../clock/clock.ts";

/** So many questions in a row, each asked in time, must stay without an answer. */
const UNANSWERED = 4;

export interface HeartbeatOptions {
  /** The computer's clock. */
  readonly clock: Clock;
  /** How long the other side may be silent, in ms. */
  readonly patience: number;
  /** Asks the other side for a sign of life. */
  ask(): void;
  /** It has not given one for that long. Called again after as long. */
  silent(): void;
}

/**
 * Tells that another host is silent from that this one was: a frozen tab hears no answer either.
 * So questions are counted and not time, and only those whose turn came when it should.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #timer: TimerId | undefined;
  /** When the last question was asked. */
  #asked = 0;
  #answered = true;
  #unanswered = 0;
  #closed = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** The other side has given a sign of life. */
  broken(): void {
    this.#answered = true;
    this.#unanswered = 0;
  }

  /** Asks now, and counts from here. */
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
