/** Fields on the errors that callers of a Durable Object get (`jsg/util.c++:130-346`). */
export interface ErrorMarks {
  /** The object was reset: its uncommitted writes are lost. */
  readonly durableObjectReset?: true;
  /** Another try of the call may succeed. */
  readonly retryable?: true;
  /** The object had too much to do. */
  readonly overloaded?: true;
}

/** Errors of a reset; not all of them show the mark: see {@link tellsOfReset}. */
const resets = new WeakSet<object>();

/**
 * Puts marks on a thrown value. A primitive is wrapped in an error first.
 */
export function markError<Thrown extends object>(error: Thrown, marks: ErrorMarks): Thrown;
export function markError(error: unknown, marks: ErrorMarks): object;
export function markError(error: unknown, marks: ErrorMarks): object {
  const marked = typeof error === "object" && error !== null ? error : new Error(String(error));
  if (marks.durableObjectReset === true) resets.add(marked);
  for (const [name, value] of Object.entries(marks)) {
    try {
      Object.defineProperty(marked, name, {
        value,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    } catch {
      // A frozen object of the user's keeps its shape; the caller's copy gets the mark.
    }
  }
  return marked;
}

/**
 * Whether `markError()` marked this as a reset. Frozen objects cannot take the mark and the fields
 * of a DOMException are not sent, so their copies are marked by the receiver.
 */
export function tellsOfReset(error: unknown): boolean {
  return typeof error === "object" && error !== null && resets.has(error);
}
