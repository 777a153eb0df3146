import { references } from "../references.ts";
import type { RpcContext } from "../context.ts";
import { closeWriter, readFrom, writeTo } from "./stream-io.ts";

/**
 * How much of an actor's stream is read ahead, in bytes, so that a short unread answer does not keep
 * the actor. workerd keeps it until the reader's event has ended, which is unknown here for code
 * outside of actors.
 */
const READ_AHEAD = 64 << 10;

/** Whose stream it is. */
export interface StreamOwner {
  readonly context: RpcContext;
  /** Called when the reader cancels the stream. */
  readonly canceled?: (() => void) | undefined;
}

/** As the body of an answer to `fetch()`, or in a value over RPC. */
export type StreamWay = "http" | "rpc";

/**
 * Moves a readable stream to another owner, as sending it over RPC does: the given one is locked
 * from now on, and the result gives its bytes. Strings are taken as UTF-8, as workerd does.
 *
 * The result is a byte stream, so that a reader may bring its own buffer.
 *
 * @param owner the code whose stream it is lives until the stream has been read; if it ends before,
 *   the stream fails with the same error. Without an owner the stream outlives all code.
 * @param way how the stream is sent. Who reads it learns over HTTP what it failed with; over RPC, as
 *   in workerd, no more than that it did.
 * @throws {TypeError} when the stream has another reader.
 */
export function takeReadable(
  stream: ReadableStream,
  owner?: StreamOwner,
  way: StreamWay = "http",
): ReadableStream<Uint8Array> {
  if (stream.locked) throw new TypeError("The ReadableStream has been locked to a reader.");
  const reader = stream.getReader();
  let lose = (_error: unknown): void => {};
  const lost = new Promise<never>((_, reject) => {
    lose = reject;
  });
  lost.catch(() => undefined);
  const release = owner?.context.hold?.((error) => {
    lose(error);
    void reader.cancel(error).catch(() => undefined);
  });
  const next = async (controller: Sink): Promise<void> => {
    try {
      for (;;) {
        const reading = readFrom(reader);
        const { done, value } = await (release === undefined
          ? reading
          : Promise.race([lost, reading]));
        if (done) {
          release?.();
          controller.close();
          // A read into the reader's own buffer stays open until it is answered.
          controller.byobRequest?.respond(0);
          return;
        }
        const bytes = toBytes(value);
        if (bytes.length === 0) continue;
        controller.enqueue(bytes);
        return;
      }
    } catch (error) {
      release?.();
      if (owner === undefined) throw error;
      throw way === "http" ? references.copyFailure(error) : endedEarly();
    }
  };
  const cancel = (reason: unknown): Promise<void> => {
    release?.();
    owner?.canceled?.();
    // Over HTTP, the reader's reason does not travel.
    return reader.cancel(owner !== undefined && way === "http" ? undefined : reason);
  };
  const ahead = release === undefined ? {} : { highWaterMark: READ_AHEAD };
  if (!supportsByteStreams()) return new ReadableStream({ pull: next, cancel });
  return new ReadableStream({ type: "bytes", pull: next, cancel }, ahead);
}

/**
 * Moves a writable stream to another owner: the given one is locked from now on.
 *
 * @throws {TypeError} when the stream has another writer.
 */
export function takeWritable(stream: WritableStream): WritableStream {
  if (stream.locked) throw new TypeError("The WritableStream has been locked to a writer.");
  const writer = stream.getWriter();
  return new WritableStream({
    write: (chunk) => writeTo(writer, chunk),
    close: () => closeWriter(writer),
    // As in workerd, an error of aborting is not reported.
    abort: (reason) => writer.abort(reason).catch(() => undefined),
  });
}

/** `api/streams/readable.c++` */
function endedEarly(): Error {
  return new Error("ReadableStream received over RPC disconnected prematurely.");
}

type Sink = Pick<ReadableByteStreamController, "close"> & {
  enqueue(chunk: Uint8Array<ArrayBuffer>): void;
  readonly byobRequest?: ReadableStreamBYOBRequest | null;
};

const encoder = new TextEncoder();

/** A copy, because a byte stream detaches the memory of its chunks. */
function toBytes(chunk: unknown): Uint8Array<ArrayBuffer> {
  if (typeof chunk === "string") return encoder.encode(chunk);
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk.slice(0));
  if (ArrayBuffer.isView(chunk)) {
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength).slice();
  }
  throw new TypeError(
    "This ReadableStream was sent over RPC as a byte stream, but gave a chunk that is neither " +
      "bytes nor a string.",
  );
}

let byteStreams: boolean | undefined;

/** Whether there are streams whose readers may bring their own buffer: not in every browser. */
export function supportsByteStreams(): boolean {
  if (byteStreams === undefined) {
    try {
      byteStreams = new ReadableStream({ type: "bytes" }).locked === false;
    } catch {
      byteStreams = false;
    }
  }
  return byteStreams;
}
