import type { Clock, TimerId } from "../../clock/clock.ts";

/** So often in the time that counts as a doze the host looks at the clock. */
const BEATS = 4;

export interface StallGuardOptions {
  /** The computer's clock. */
  readonly clock: Clock;
  /** From how long on the host must have been stopped, in ms: others may have noticed then. */
  readonly limit: number;
  /** It was, and goes on now. */
  woke(): void;
}

/** Notices that this host has been stopped: with a frozen tab, a computer asleep, in a debugger. */
export class StallGuard {
  readonly #options: StallGuardOptions;
  #seen: number;
  #timer: TimerId;

  constructor(options: StallGuardOptions) {
    this.#options = options;
    this.#seen = options.clock.now();
    this.#timer = this.#arm();
  }

  /** The host is awake now. Call it before anything that must not happen after a doze. */
  look(): void {
    const now = this.#options.clock.now();
    const slept = now - this.#seen > this.#options.limit;
    this.#seen = now;
    if (slept) this.#options.woke();
  }

  close(): void {
    this.#options.clock.clearTimer(this.#timer);
  }

  #arm(): TimerId {
    const { clock, limit } = this.#options;
    return clock.setTimer(
      () => {
        this.#timer = this.#arm();
        this.look();
      },
      clock.now() + limit / BEATS,
    );
  }
}
