/** What callers of a Durable Object see on an error, beside its message (`jsg/util.c++:130-346`). */
export interface ErrorMarks {
  /** The object was reset: what it had not yet made durable is gone. */
  readonly durableObjectReset?: true;
  /** The call may succeed when it is made again. */
  readonly retryable?: true;
  /** The object had too much to do. */
  readonly overloaded?: true;
}

/** Puts marks on an error. Anything thrown that is no object is wrapped first. */
export function markError(error: unknown, marks: ErrorMarks): Error {
  const marked = error instanceof Error ? error : new Error(String(error));
  for (const [name, value] of Object.entries(marks)) {
    try {
      Object.defineProperty(marked, name, {
        value,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    } catch {
      // A frozen error of the user's keeps its shape: the message matters more than the mark.
    }
  }
  return marked;
}

/** How an actor's life ended against its will. */
export type BreakCause =
  /** `ctx.abort()`. `retryAlarm` says whether an alarm that was running is tried again. */
  | { readonly kind: "abort"; readonly retryAlarm: boolean }
  /** The constructor threw. */
  | { readonly kind: "constructor" }
  /** A critical section failed or took too long. */
  | { readonly kind: "input-gate" }
  /** A commit failed. */
  | { readonly kind: "output-gate" }
  /** An alarm handler ran for more than fifteen minutes. */
  | { readonly kind: "alarm-timeout" }
  /** The namespace was closed, or the object was evicted on demand. */
  | { readonly kind: "shutdown" };
