import type { Clock, TimerId } from "../../clock/clock.ts";

/** How often the host reads the clock during `limit`. */
const BEATS = 4;

export interface StallGuardOptions {
  /** The computer's clock. */
  readonly clock: Clock;
  /** The shortest suspension that counts, in ms: other hosts may have taken over after it. */
  readonly limit: number;
  /** The host resumes after such a suspension. */
  woke(): void;
}

/** Detects that this host was suspended: by a frozen tab, a sleeping computer or a debugger. */
export class StallGuard {
  readonly #options: StallGuardOptions;
  #seen: number;
  #timer: TimerId;

  constructor(options: StallGuardOptions) {
    this.#options = options;
    this.#seen = options.clock.now();
    this.#timer = this.#arm();
  }

  /** Reads the clock. Call it before an action that a suspended host must not take. */
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
