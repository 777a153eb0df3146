import { enterFrame } from "./async-frame.ts";
import type { GateScope } from "./input-gate.ts";
import type { IoActor } from "./io-actor.ts";
import type { TaskQueue } from "./task-queue.ts";

/**
 * The actor whose code is running, and the scope of its input gate in which it runs: the gate
 * itself, or the critical section that was entered.
 *
 * Each event is delivered in a macrotask of its own, so the context holds from the delivery to the
 * end of that macrotask, microtasks included. Every promise that tabd gives to user code for
 * outgoing I/O resolves by such a delivery, which restores the context. Only a native promise
 * (`crypto.subtle`, say) loses it, because browsers have no `AsyncContext`.
 */
export interface IoContext {
  readonly actor: IoActor;
  readonly scope: GateScope;
}

let current: IoContext | null = null;

/** The context of the running code; null outside of any actor's events. */
export function currentContext(): IoContext | null {
  return current;
}

/**
 * Runs `callback` in `context`; must be the whole of a task of the event loop. The context stays
 * until the loop's next task, so that microtasks that follow have it too.
 */
export function runInContext(
  loop: Pick<TaskQueue, "pending" | "post">,
  context: IoContext,
  callback: () => void,
): void {
  current = context;
  callback();
  // Code that the browser runs next by itself must not be taken for this actor's code.
  if (loop.pending === 0) loop.post(leaveContext);
}

/** Ends the context: code that runs from here on belongs to no actor. */
export function leaveContext(): void {
  current = null;
  enterFrame(undefined);
}
