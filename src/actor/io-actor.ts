import type { TimerId } from "../clock/clock.ts";
import type { ActorId } from "../codec/actor-id.ts";
import type { ActorActivity } from "./actor-activity.ts";
import type { BreakCause } from "./break-cause.ts";
import type { GateScope } from "./input-gate.ts";
import type { NamespaceContext } from "./namespace-context.ts";

/** An actor as running code and the platform's functions use it: its events, gates and timers. */
export interface IoActor {
  readonly id: ActorId;
  readonly namespace: NamespaceContext;
  readonly activity: ActorActivity;

  /** The error that ended the actor; undefined while it lives. */
  readonly broken: object | undefined;

  /**
   * Delivers an event: waits for the constructor and the input gate, runs `callback` in a macrotask
   * of its own, and resolves when the output gate lets the answer leave.
   *
   * @param scope where the event is delivered. Default: the input gate, outside critical sections.
   * @throws what `callback` throws; or the reason why the actor was reset meanwhile.
   */
  deliver<T>(callback: (instance: object) => T | PromiseLike<T>, scope?: GateScope): Promise<T>;

  /**
   * Waits for outgoing I/O of the code that is running. The answer arrives as an event, in a
   * macrotask of its own, through the input gate and into the critical section that asked. Never
   * settles after the actor has ended, because its code must not run any more.
   *
   * @param scope where the answer arrives. Default: the current scope.
   */
  awaitIo<T>(promise: PromiseLike<T>, scope?: GateScope): Promise<T>;

  /** The user's `setTimeout`: `callback` is an event of this actor. */
  setTimer(callback: () => void, delayMs: number): TimerId;

  clearTimer(timer: TimerId): void;

  /** Keeps the actor alive until `promise` settles (`waitUntil()`). */
  waitUntil(promise: PromiseLike<unknown>): void;

  /** Resolves when everything written so far is durable; nothing leaves the actor before. */
  waitForOutput(): Promise<void>;

  /** The scope of the input gate in which the calling code runs. */
  currentScope(): GateScope;

  /** Runs `run` as an event in `scope`, unless the actor has ended by then. */
  enqueue(scope: GateScope, run: () => void): void;

  /** Runs `run` as the whole of the current task, in `scope`, unless the actor has ended. */
  runIn(scope: GateScope, run: () => void): void;

  /** Ends the actor because of `error`: everything that waits for it fails with that error. */
  break(error: object, cause: BreakCause): void;
}
