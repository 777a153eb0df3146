/** An engine that is not on this machine; the message says how to get it. */
export class NotFound extends Error {
  /** @override */
  name = "NotFound";
}
