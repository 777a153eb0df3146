import { type SocketEnd, type SocketEvent, socketPipe } from "../rpc/web-socket/socket-end.ts";
import type { ChannelEnd, Link } from "./channel.ts";

/** The platform's own: a host replaces it for user code. */
const { queueMicrotask } = globalThis;

/** Connects one end of a WebSocket with the other end of the session. @returns the channel. */
export function offerSocket(end: SocketEnd, link: Link): number {
  const line = new SocketLine(end, link);
  const channel = link.open(line);
  // The socket may have queued events. They follow the message that names the channel.
  queueMicrotask(() => line.connect(channel));
  return channel;
}

/** The end of a WebSocket that the other end of the session has opened as `number`. */
export function joinSocket(number: number, link: Link): SocketEnd {
  const [mine, theirs] = socketPipe();
  const line = new SocketLine(theirs, link);
  line.connect(link.join(number, line));
  return mine;
}

/** Connects a local socket end with the one at the other end of the session. */
class SocketLine implements ChannelEnd {
  readonly #end: SocketEnd;
  readonly #link: Link;
  readonly #closed = new Set<"in" | "out">();

  constructor(end: SocketEnd, link: Link) {
    this.#end = end;
    this.#link = link;
  }

  connect(channel: number): void {
    this.#end.listen((event) => {
      if (this.#closed.size === 2) return;
      this.#link.send(channel, "event", event);
      this.#note(channel, "out", event);
    });
  }

  receive(channel: number, _kind: string, [event]: readonly unknown[]): void {
    this.#note(channel, "in", event as SocketEvent);
    this.#end.send(event as SocketEvent);
  }

  closed(): void {
    if (this.#closed.size < 2) this.#end.send({ type: "lost" });
  }

  /** A connection that is closed in both directions, or lost, has come to its end. */
  #note(channel: number, way: "in" | "out", event: SocketEvent): void {
    if (event.type === "close") this.#closed.add(way);
    if (event.type === "lost") this.#closed.add("in").add("out");
    if (this.#closed.size === 2) this.#link.forget(channel);
  }
}
