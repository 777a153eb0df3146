import type { Clock } from "../../clock/clock.ts";
import type { ClockState, HostEvent } from "../../protocol/events.ts";
import type { Served } from "../relay/served.ts";

/**
 * The clock of a disk's leader as a follower knows it. The alarms on the disk were set by it: a follower
 * that takes over goes on with it, and nothing is overdue that was not so before.
 */
export class LeaderClock {
  readonly #realClock: Clock;
  #state: ClockState | undefined;
  /** When `#state` was heard, by the computer's clock. */
  #heardAt = 0;

  constructor(realClock: Clock) {
    this.#realClock = realClock;
  }

  /** Asks a leader. From then on {@link hear} is told what it does to its clock. */
  async ask(served: Served): Promise<void> {
    try {
      const { now, ...clock } = await served.clock.state();
      this.#know(clock.mode === "real" ? clock : { ...clock, now });
    } catch {
      // It is gone already: what was known of the one before counts.
    }
  }

  /** An event of the leader's. */
  hear(event: HostEvent): void {
    if (event.type === "clock-changed") return this.#know(event.clock);
    // While a frozen clock is moved, what happens on the way tells how far it is.
    if (this.#state?.mode !== "frozen" || !(event.time > this.#state.now)) return;
    this.#know({ mode: "frozen", now: event.time });
  }

  /** How it goes now; undefined when no leader has said so yet. */
  get state(): ClockState | undefined {
    const state = this.#state;
    if (state?.mode !== "rated") return state;
    const passed = Math.max(0, this.#realClock.now() - this.#heardAt);
    return { ...state, now: state.now + passed * state.rate };
  }

  #know(state: ClockState): void {
    this.#state = state;
    this.#heardAt = this.#realClock.now();
  }
}
