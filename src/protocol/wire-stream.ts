import { RpcTarget } from "capnweb";
import { closeWriter, writeTo } from "../rpc/stream-io.ts";
import { takeReadable } from "../rpc/stream-transfer.ts";
import type { WireSink } from "./wire.ts";

/** Offers a writable stream to the other end. */
export class SinkTarget extends RpcTarget implements WireSink {
  readonly #writer: WritableStreamDefaultWriter;
  #ended = false;

  constructor(stream: WritableStream) {
    super();
    this.#writer = stream.getWriter();
    // Whoever writes hears of it.
    this.#writer.closed.catch(() => undefined);
  }

  async write(chunk: Uint8Array): Promise<void> {
    await writeTo(this.#writer, chunk);
  }

  async close(): Promise<void> {
    this.#ended = true;
    await closeWriter(this.#writer);
  }

  async abort(reason: unknown): Promise<void> {
    this.#ended = true;
    await this.#writer.abort(reason);
  }

  /** The other end has let go, or is gone: what was not closed stays unfinished. */
  [Symbol.dispose](): void {
    if (this.#ended) return;
    this.#ended = true;
    const reason = new Error(
      "WritableStream received over RPC was disconnected because the remote execution context " +
        "has ended.",
    );
    void this.#writer.abort(reason).catch(() => undefined);
  }
}

/** The other end's writable stream. Takes over the sink. */
export function writableOf(sink: WireSink): WritableStream {
  return new WritableStream({
    write: (chunk: Uint8Array) => sink.write(chunk),
    async close() {
      await sink.close();
      sink[Symbol.dispose]();
    },
    async abort(reason) {
      await sink.abort(reason);
      sink[Symbol.dispose]();
    },
  });
}

/**
 * The other end's readable stream. Locked at once, because capnweb cancels the streams of a call's
 * arguments when the call returns, unless somebody reads them.
 */
export function readableOf(stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  return takeReadable(stream);
}
