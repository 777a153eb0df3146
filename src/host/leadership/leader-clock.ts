import type { Clock } from "../../clock/clock.ts";
import type { ClockState, HostEvent } from "../../protocol/events.ts";
import type { Served } from "../relay/served.ts";

/**
 * A follower's copy of the leader's clock. The leader set its alarms by that clock, so a follower
 * that takes over continues it: no alarm becomes overdue by the change.
 */
export class LeaderClock {
  readonly #realClock: Clock;
  #state: ClockState | undefined;
  /** When `#state` arrived, by the computer's clock. */
  #heardAt = 0;

  constructor(realClock: Clock) {
    this.#realClock = realClock;
  }

  /** Asks a leader for its clock. Later changes arrive at {@link hear}. */
  async ask(served: Served): Promise<void> {
    try {
      const { now, ...clock } = await served.clock.state();
      this.#know(clock.mode === "real" ? clock : { ...clock, now });
    } catch {
      // The leader is gone already; the state of the previous one stays.
    }
  }

  /** An event of the leader. */
  hear(event: HostEvent): void {
    if (event.type === "clock-changed") return this.#know(event.clock);
    // While a frozen clock is moved, the times of events show its progress.
    if (this.#state?.mode !== "frozen" || !(event.time > this.#state.now)) return;
    this.#know({ mode: "frozen", now: event.time });
  }

  /** The current state; undefined while no leader has reported it. */
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
