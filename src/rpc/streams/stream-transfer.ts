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
 * Moves a readable stream to another owner, as sending it over RPC does. The given stream is locked
 * from now on, and the result has its bytes. Strings become UTF-8, as in workerd. The result is a
 * byte stream, so that BYOB readers work.
 *
 * @param owner the stream's code, kept running until the stream has been read; if it ends earlier,
 * the stream fails with the same error. Without an owner, the stream is independent.
 * @param way how the stream is sent. Over HTTP, the reader gets the stream's error; over RPC, as in
 * workerd, only the fact that it failed.
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
 * Moves a writable stream to another owner. The given stream is locked from now on.
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

/** Whether the browser has byte streams with BYOB readers. */
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
