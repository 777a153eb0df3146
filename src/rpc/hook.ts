import type { HttpRequest, HttpResponse } from "./http/http-message.ts";
import type { Payload } from "./payload.ts";

/** Names of members, one inside the other, from a target down. */
export type PropertyPath = readonly string[];

/** How a call ended, in a form that can travel. */
export type Settled = { readonly ok: true; readonly payload: Payload } | Failed;

/** How a fetch ended. */
export type FetchSettled = { readonly ok: true; readonly response: HttpResponse } | Failed;

export interface Failed {
  readonly ok: false;
  /** What was thrown, as a value. */
  readonly payload: Payload;
  readonly marks: FailureMarks;
}

/** What the caller finds on the error beside what the callee put there. */
export interface FailureMarks {
  /** It was thrown on the other side of a stub. */
  readonly remote: boolean;
  /** By this Durable Object. */
  readonly durableObjectId?: string | undefined;
  /** No code of an object's has to do with it: it carries no object's id, whoever called. */
  readonly anonymous?: boolean | undefined;
  /** It ended a Durable Object. */
  readonly durableObjectReset?: boolean | undefined;
}

/**
 * One end of something that can be called: a target in this realm, one behind a session, or the
 * result of a call that is still under way. Stubs are made of hooks.
 *
 * Who has a hook disposes it. Calls on one hook are delivered in their order.
 */
export interface RpcHook {
  /**
   * Calls the member at `path` (the target itself, when empty). Takes over `args`, whose value is
   * an array. Never throws: the result's hook tells, and may be called before it is there.
   */
  call(path: PropertyPath, args: Payload): RpcHook;

  /** Reads the member at `path`. Otherwise as `call()`. */
  get(path: PropertyPath): RpcHook;

  /**
   * The value of a result; to be asked once. Rejects only where the failure comes from no callee:
   * the call could not be sent, or the session broke.
   */
  pull(): Promise<Settled>;

  /** Sends an HTTP request to a service. Takes over the request's body. Rejects as `pull()`. */
  fetch(request: HttpRequest): Promise<FetchSettled>;

  /** Another hook to the same, disposed apart. */
  dup(): RpcHook;

  /** Lets go. Calls under way go on. */
  dispose(): void;
}
