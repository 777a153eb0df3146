/** An event that one end of a WebSocket sends to the other. */
export type SocketEvent =
  | { readonly type: "message"; readonly data: string | Uint8Array }
  /** A Close frame; code 1005 if it carried no code. */
  | { readonly type: "close"; readonly code: number; readonly reason: string }
  /** The connection is lost without a Close frame. */
  | { readonly type: "lost" };

/**
 * One end of a connection, before it is anybody's `WebSocket`: it can be handed on to another
 * realm. Everything arrives in the order in which it was sent.
 */
export interface SocketEnd {
  send(event: SocketEvent): void;

  /** Receives every event, also earlier ones. Called once. */
  listen(receive: (event: SocketEvent) => void): void;
}

/** The end of a lost connection. */
export const lostEnd: SocketEnd = {
  send: () => undefined,
  listen: (receive) => receive({ type: "lost" }),
};

/** Two ends that are connected with each other. */
export function socketPipe(): [SocketEnd, SocketEnd] {
  const inboxes = [new Inbox(), new Inbox()] as const;
  const end = (mine: Inbox, theirs: Inbox): SocketEnd => ({
    send: (event) => theirs.put(event),
    listen: (receive) => mine.open(receive),
  });
  return [end(inboxes[0], inboxes[1]), end(inboxes[1], inboxes[0])];
}

/** Queues events until there is a listener. */
class Inbox {
  #waiting: SocketEvent[] | undefined = [];
  #receive: ((event: SocketEvent) => void) | undefined;

  put(event: SocketEvent): void {
    if (this.#waiting === undefined) this.#receive?.(event);
    else this.#waiting.push(event);
  }

  open(receive: (event: SocketEvent) => void): void {
    const waiting = this.#waiting ?? [];
    this.#receive = receive;
    this.#waiting = undefined;
    for (const event of waiting) receive(event);
  }
}
