/** What workerd rejects with for the reason of an abort: it makes errors of texts and the like. */
export function asError(reason: unknown): unknown {
  return typeof reason === "object" && reason !== null ? reason : new Error(String(reason));
}
