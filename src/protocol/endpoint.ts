import type { MessageTarget } from "./message-target.ts";

/**
 * One end of a connection. Messages arrive in order, until all later ones are lost. A message may
 * be any value that `structuredClone()` accepts.
 */
export interface Endpoint {
  post(message: unknown): void;

  /**
   * Starts to receive. Called once; earlier messages are not lost.
   *
   * @param lost called at most once, when no more messages will arrive.
   */
  listen(receive: (message: unknown) => void, lost: (error: Error) => void): void;

  /** Stops to receive. */
  close(): void;
}

/** An endpoint on a port, worker or worker's scope. `close()` leaves the target itself open. */
export function messageEndpoint(target: MessageTarget): Endpoint {
  const listeners: [string, (event: Event) => void][] = [];
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the target is not a window
    post: (message) => target.postMessage(message),
    listen(receive, lost) {
      listeners.push(
        ["message", (event) => receive((event as MessageEvent<unknown>).data)],
        ["messageerror", () => lost(new Error("a message could not be read"))],
        ["close", () => lost(new Error("the other end of the port is gone"))],
      );
      for (const [type, listener] of listeners) target.addEventListener(type, listener);
      target.start?.();
    },
    close() {
      for (const [type, listener] of listeners) target.removeEventListener(type, listener);
    },
  };
}
