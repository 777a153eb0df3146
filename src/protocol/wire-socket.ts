import { RpcTarget } from "capnweb";
import type { SocketEnd, SocketEvent } from "../rpc/web-socket/socket-end.ts";
import type { WireSocket, WireSocketStub } from "./wire.ts";

/** A callback of the other end's. capnweb disposes an argument when the call returns. */
type RemoteListener = ((event: SocketEvent) => Promise<void>) &
  Disposable & { dup(): RemoteListener };

/** Offers one end of a WebSocket to the other end of a session. */
export class SocketTarget extends RpcTarget implements WireSocket {
  readonly #end: SocketEnd;
  readonly #progress = new Progress();
  #listener: RemoteListener | undefined;

  constructor(end: SocketEnd) {
    super();
    this.#end = end;
  }

  listen(receive: (event: SocketEvent) => void): void {
    const listener = (receive as RemoteListener).dup();
    this.#listener = listener;
    this.#end.listen((event) => {
      this.#progress.note("in", event);
      // A session that is gone has told the other end so already.
      listener(event).catch(() => undefined);
    });
  }

  send(event: SocketEvent): void {
    this.#progress.note("out", event);
    this.#end.send(event);
  }

  /** The other end has let go, or its session is lost. */
  [Symbol.dispose](): void {
    this.#listener?.[Symbol.dispose]();
    if (!this.#progress.ended) this.#end.send({ type: "lost" });
  }
}

/** The other end's WebSocket. Takes over the stub. */
export function socketEndOf(stub: WireSocketStub): SocketEnd {
  const progress = new Progress();
  const note = (way: "in" | "out", event: SocketEvent): void => {
    progress.note(way, event);
    if (progress.ended) stub[Symbol.dispose]();
  };
  return {
    send(event) {
      if (progress.ended) return;
      stub.send(event).catch(() => undefined);
      note("out", event);
    },
    listen(receive) {
      const take = (event: SocketEvent): void => {
        if (progress.ended) return;
        note("in", event);
        receive(event);
      };
      stub.listen(take).catch(() => undefined);
      stub.onRpcBroken(() => take({ type: "lost" }));
    },
  };
}

/** How far a connection has come: closed in both directions, or lost, it is at its end. */
class Progress {
  readonly #closed = new Set<"in" | "out">();

  get ended(): boolean {
    return this.#closed.size === 2;
  }

  note(way: "in" | "out", event: SocketEvent): void {
    if (event.type === "close") this.#closed.add(way);
    if (event.type === "lost") this.#closed.add("in").add("out");
  }
}
