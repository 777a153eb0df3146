import type { EventLoop } from "../../actor/event-loop.ts";
import type { Clock } from "../../clock/clock.ts";

export interface Activity {
  readonly loop: EventLoop;
  readonly realClock: Clock;
  /** Whether an actor is starting, alarms are being delivered, or platform I/O is pending. */
  readonly busy: () => boolean;
  /** Resolves when no commit is pending. */
  readonly committed: () => Promise<void>;
}

/** The number of consecutive macrotasks that must find nothing to do. */
const CALM_TURNS = 4;

/**
 * Resolves when the host is idle: nothing more happens until the clock moves or a message arrives.
 * An event that waits for a timer counts as idle.
 */
export async function settle(activity: Activity): Promise<void> {
  const { loop, realClock } = activity;
  for (let calm = 0; calm < CALM_TURNS; calm++) {
    await loop.turn();
    await activity.committed();
    if (loop.pending > 0) calm = 0;
    if (!activity.busy()) continue;
    calm = 0;
    await sleep(realClock, 1);
  }
}

export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(resolve, clock.now() + ms);
  });
}
