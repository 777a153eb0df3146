import type { Actor } from "./actor.ts";
import { enterFrame } from "./async-frame.ts";
import type { GateScope } from "./input-gate.ts";

/**
 * Whose code is running: the actor, and the scope of its input gate in which it runs (the gate
 * itself, or the critical section that was entered).
 *
 * Every event is delivered in a macrotask of its own, so the context holds from the delivery to the
 * end of that macrotask, microtasks included. Every promise that tabd hands to the user's code for
 * something outside (a timer, an answer) resolves by such a delivery, which brings the context
 * back. Only a promise of the browser's own (`crypto.subtle`, say) loses it: there is no
 * `AsyncContext` in browsers.
 */
export interface IoContext {
  readonly actor: Actor;
  readonly scope: GateScope;
}

let current: IoContext | null = null;

/** The context of the code that is running, or null outside of any actor's events. */
export function currentContext(): IoContext | null {
  return current;
}

/**
 * Runs `callback` in `context`; to be called as the whole of a task of the event loop. The context
 * stays until the loop's next task, so that the microtasks which follow have it too.
 */
export function runInContext(loop: TaskQueue, context: IoContext, callback: () => void): void {
  current = context;
  callback();
  // Whatever the browser runs next on its own account must not be taken for this actor's code.
  if (loop.pending === 0) loop.post(leaveContext);
}

/** What {@link runInContext} needs of the event loop, which itself ends contexts. */
interface TaskQueue {
  readonly pending: number;
  post(task: () => void): void;
}

/** Forgets the context: what runs from here on belongs to no actor. */
export function leaveContext(): void {
  current = null;
  enterFrame(undefined);
}
