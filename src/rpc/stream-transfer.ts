import { closeWriter, readFrom, writeTo } from "./stream-io.ts";

/**
 * Moves a readable stream to another owner, as sending it over RPC does: the given one is locked
 * from now on, and the result gives its bytes. Strings are taken as UTF-8, as workerd does.
 *
 * The result is a byte stream, so that a reader may bring its own buffer.
 *
 * @throws {TypeError} when the stream has another reader.
 */
export function takeReadable(stream: ReadableStream): ReadableStream<Uint8Array> {
  if (stream.locked) throw new TypeError("The ReadableStream has been locked to a reader.");
  const reader = stream.getReader();
  const next = async (controller: Sink): Promise<void> => {
    for (;;) {
      const { done, value } = await readFrom(reader);
      if (done) {
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
  };
  const cancel = (reason: unknown): Promise<void> => reader.cancel(reason);
  if (!supportsByteStreams()) return new ReadableStream({ pull: next, cancel });
  return new ReadableStream({ type: "bytes", pull: next, cancel });
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
    abort: (reason) => writer.abort(reason),
  });
}

type Sink = Pick<ReadableByteStreamController, "close"> & {
  enqueue(chunk: Uint8Array<ArrayBuffer>): void;
  readonly byobRequest?: ReadableStreamBYOBRequest | null;
};

const encoder = new TextEncoder();

/** A copy: a byte stream takes its chunks' memory away from whoever wrote them. */
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

function supportsByteStreams(): boolean {
  if (byteStreams === undefined) {
    try {
      byteStreams = new ReadableStream({ type: "bytes" }).locked === false;
    } catch {
      byteStreams = false;
    }
  }
  return byteStreams;
}
