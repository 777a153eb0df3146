/** Why an actor was reset. */
export type BreakCause =
  /** `ctx.abort()`. `retryAlarm`: a running alarm is tried again. */
  | { readonly kind: "abort"; readonly retryAlarm: boolean }
  /** The constructor threw. */
  | { readonly kind: "constructor" }
  /** A critical section failed or took too long. */
  | { readonly kind: "input-gate" }
  /** A commit failed. */
  | { readonly kind: "output-gate" }
  /** An alarm handler ran for more than 15 minutes. */
  | { readonly kind: "alarm-timeout" }
  /** A WebSocket handler exceeded the object's event timeout. */
  | { readonly kind: "event-timeout" }
  /** The namespace was closed, or the object was evicted on demand. */
  | { readonly kind: "shutdown" };
