import { RpcTarget } from "capnweb";
import { decodeFailure, encodeFailure } from "../rpc/failure.ts";
import { stubMaker } from "../rpc/rpc-stub.ts";
import { closeWriter, readFrom, writeTo } from "../rpc/streams/stream-io.ts";
import { takeReadable } from "../rpc/streams/stream-transfer.ts";
import type { WireFailure, WireSink, WireStream } from "./wire.ts";

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

  write(chunk: Uint8Array): Promise<WireFailure | null> {
    return failureOf(writeTo(this.#writer, chunk));
  }

  close(): Promise<WireFailure | null> {
    this.#ended = true;
    return failureOf(closeWriter(this.#writer));
  }

  abort(reason: WireFailure): Promise<WireFailure | null> {
    this.#ended = true;
    return failureOf(this.#writer.abort(fromWire(reason)));
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
    write: (chunk: Uint8Array) => throwFailure(sink.write(chunk)),
    async close() {
      await throwFailure(sink.close());
      sink[Symbol.dispose]();
    },
    async abort(reason) {
      await throwFailure(sink.abort(toWire(reason)));
      sink[Symbol.dispose]();
    },
  });
}

/** A readable stream on its way to the other end. Takes it over. */
export function streamOf(stream: ReadableStream<Uint8Array>): WireStream {
  const reader = stream.getReader();
  return new ReadableStream<Uint8Array | WireFailure>(
    {
      async pull(controller) {
        try {
          const { done, value } = await readFrom(reader);
          if (!done) return controller.enqueue(value);
        } catch (error) {
          controller.enqueue(toWire(error));
        }
        controller.close();
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // What is not asked for stays where it is.
    { highWaterMark: 0 },
  );
}

/**
 * The other end's readable stream. Locked at once, because capnweb cancels the streams of a call's
 * arguments when the call returns, unless somebody reads them.
 */
export function readableOf(stream: WireStream): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  const pieces = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await readFrom(reader);
        if (done) controller.close();
        else if (value instanceof Uint8Array) controller.enqueue(value);
        else controller.error(fromWire(value));
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return takeReadable(pieces);
}

async function failureOf(done: Promise<void>): Promise<WireFailure | null> {
  try {
    await done;
    return null;
  } catch (error) {
    return toWire(error);
  }
}

async function throwFailure(answer: Promise<WireFailure | null>): Promise<void> {
  const failure = await answer;
  if (failure !== null) throw fromWire(failure);
}

/** With all its marks, those of a DOMException too, whose fields are not among its bytes. */
function toWire(error: unknown): WireFailure {
  const { remote, durableObjectReset } = (error ?? {}) as Record<string, unknown>;
  const { payload, marks } = encodeFailure(error, { remote: remote === true }, stubMaker);
  const reset = durableObjectReset === true ? { durableObjectReset } : {};
  return { bytes: payload.bytes, marks: { ...marks, ...reset } };
}

function fromWire({ bytes, marks }: WireFailure): unknown {
  return decodeFailure({ ok: false, payload: { bytes, externals: [] }, marks }, stubMaker);
}
