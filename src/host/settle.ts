import type { EventLoop } from "../actor/event-loop.ts";
import type { Clock } from "../clock/clock.ts";

/** What {@link settle} looks at. */
export interface Activity {
  readonly loop: EventLoop;
  /** The computer's clock, whatever the host's does. */
  readonly realClock: Clock;
  /** Whether an actor is being started, alarms are handed out, or the platform works for one. */
  readonly busy: () => boolean;
  /** Resolves when nothing is on its way to a disk. */
  readonly committed: () => Promise<void>;
}

/** So many macrotasks in a row must find nothing to do. */
const CALM_TURNS = 4;

/**
 * Resolves when the host has come to rest: nothing happens any more until the clock moves, or
 * something comes from outside. An event that waits for a timer is at rest.
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

/** Waits `ms` of the clock's time. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(resolve, clock.now() + ms);
  });
}
