/**
 * The signals passed to the constructor of `Request`. Every request has a signal, even without one.
 *
 * Apart from `http-request.ts`, because every page loads this file and only some load that one.
 */
const given = new WeakMap<Request, AbortSignal>();

export function giveSignal(request: Request, signal: AbortSignal | undefined): void {
  if (signal !== undefined) given.set(request, signal);
}

/** The signal passed to the constructor; undefined without one. */
export function signalGivenTo(request: Request): AbortSignal | undefined {
  return given.get(request);
}
