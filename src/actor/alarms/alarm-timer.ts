import type { TimerId } from "../../clock/clock.ts";
import type { NamespaceContext } from "../namespace-context.ts";
import type { Alarm } from "./alarm.ts";
import type { AlarmHeap } from "./alarm-heap.ts";

/** How many due alarms start before other tasks get a turn. */
export const SLICE = 50;

/** The timer of a namespace: one, for the earliest alarm. It starts all due alarms, in slices. */
export class AlarmTimer {
  readonly #context: Pick<NamespaceContext, "clock" | "loop">;
  readonly #alarms: AlarmHeap;
  readonly #start: (alarm: Alarm) => void;
  #timer: { readonly id: TimerId; readonly at: number } | undefined;
  #busy = false;
  #closed = false;

  constructor(
    context: Pick<NamespaceContext, "clock" | "loop">,
    alarms: AlarmHeap,
    start: (alarm: Alarm) => void,
  ) {
    this.#context = context;
    this.#alarms = alarms;
    this.#start = start;
  }

  /** Whether due alarms are being started. */
  get busy(): boolean {
    return this.#busy;
  }

  /** Follows the heap. Call it after every change of the heap. */
  arm(): void {
    if (this.#closed || this.#busy) return;
    const { clock } = this.#context;
    const at = this.#alarms.wakeAt;
    if (at === (this.#timer?.at ?? Infinity)) return;
    if (this.#timer !== undefined) clock.clearTimer(this.#timer.id);
    this.#timer =
      at === Infinity ? undefined : { id: clock.setTimer(() => void this.#startDue(), at), at };
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== undefined) this.#context.clock.clearTimer(this.#timer.id);
    this.#timer = undefined;
  }

  /** Starts all due alarms, and arms the timer for the next one. */
  async #startDue(): Promise<void> {
    this.#timer = undefined;
    this.#busy = true;
    for (;;) {
      for (let started = 0; started < SLICE; started++) {
        const alarm = this.#alarms.takeDue();
        if (alarm === undefined) break;
        this.#start(alarm);
      }
      if (!this.#alarms.due) break;
      await this.#context.loop.turn();
    }
    this.#busy = false;
    this.arm();
  }
}
