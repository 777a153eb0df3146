/** A missing engine; the message says how to install it. */
export class NotFound extends Error {
  /** @override */
  name = "NotFound";
}
