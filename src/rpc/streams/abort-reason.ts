/**
 * The error with which workerd rejects after an abort: a reason such as text becomes an error. (If
 * the signal was aborted before the call, its reason is thrown unchanged.)
 */
export function asError(reason: unknown): unknown {
  return typeof reason === "object" && reason !== null ? reason : new Error(String(reason));
}
