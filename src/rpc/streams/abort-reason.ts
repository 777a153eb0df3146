/**
 * What workerd rejects with when it is aborted meanwhile: of texts and the like it makes errors. A
 * signal that was aborted before is another matter: then its reason is thrown as it is.
 */
export function asError(reason: unknown): unknown {
  return typeof reason === "object" && reason !== null ? reason : new Error(String(reason));
}
