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
  /** A handler of a socket's ran for longer than the object had allowed. */
  | { readonly kind: "event-timeout" }
  /** The namespace was closed, or the object was evicted on demand. */
  | { readonly kind: "shutdown" };
