import type { RpcContext } from "../context.ts";
import type { SocketEnd, SocketEvent } from "./socket-end.ts";

/** How one end is used; the ways exclude each other (`api/web-socket.h`). */
export type SocketUse = "unused" | "accepted" | "hibernatable" | "released";

/**
 * The state of one end of a connection. A hibernatable one outlives the `WebSocket` objects through
 * which the instances of a class see it, one after the other.
 */
export class SocketLine {
  readonly end: SocketEnd;
  /** The other end, if it was made in the same `WebSocketPair`. */
  peer: SocketLine | undefined;
  use: SocketUse = "unused";
  /** A Close frame has arrived, or the connection is lost. */
  closedIncoming = false;
  /** A Close frame was sent. */
  closedOutgoing = false;
  /** The last argument of `serializeAttachment()`, serialized. */
  attachment: Uint8Array | undefined;
  #last: Promise<void> | undefined;

  constructor(end: SocketEnd) {
    this.end = end;
  }

  get ended(): boolean {
    return this.closedIncoming && this.closedOutgoing;
  }

  /**
   * Sends in order, as soon as the sender's output gate opens (`web-socket.c++:838`). If the sender
   * breaks before that, nothing is sent.
   *
   * @param sent called when the message was sent.
   */
  send(event: SocketEvent, context: RpcContext, sent: () => void = () => undefined): void {
    const gate = context.leave();
    if (gate === undefined && this.#last === undefined) {
      this.end.send(event);
      sent();
      return;
    }
    const sending = Promise.all([this.#last, gate]).then(
      () => {
        this.end.send(event);
        sent();
      },
      () => undefined,
    );
    this.#last = sending;
    void sending.then(() => {
      if (this.#last === sending) this.#last = undefined;
    });
  }
}
