import type { ClockState } from "../../protocol/events.ts";

/** The clock of the last host, for the next one: after a reload the time is not the computer's. */
export class ClockMemory {
  #state: ClockState | undefined;
  #noted = 0;

  constructor(state: ClockState | undefined) {
    this.note(state);
  }

  note(state: ClockState | undefined): void {
    this.#state = state;
    this.#noted = Date.now();
  }

  /** The state as of now; undefined while no test has changed it. */
  get state(): ClockState | undefined {
    const state = this.#state;
    if (state?.mode !== "rated") return state;
    return { ...state, now: state.now + (Date.now() - this.#noted) * state.rate };
  }

  get now(): number {
    const { state } = this;
    return state === undefined || state.mode === "real" ? Date.now() : state.now;
  }

  /** Moves the clock while no page is open. Its mode stays. */
  moveTo(now: number): void {
    const { state } = this;
    if (state === undefined || state.mode === "real") this.note({ mode: "rated", rate: 1, now });
    else this.note({ ...state, now });
  }
}
