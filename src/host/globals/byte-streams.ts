import { illegalInvocation, nameClass } from "../../rpc/class-name.ts";
import { setLength } from "../../rpc/http/known-body.ts";
import { streamFrom } from "../../rpc/http/http-body.ts";
import { definePlatform } from "./define-global.ts";

const encoder = new TextEncoder();

const LARGEST = 2 ** 64;

interface Pipe {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<unknown>;
}

const pipes = new WeakMap<object, Pipe>();

/**
 * A `TransformStream` that passes bytes on unchanged, each chunk when it is read
 * (`api/streams/internal.c++`). Its readable side supports BYOB readers.
 */
class IdentityTransformStream extends TransformStream {
  static {
    nameClass(this, "IdentityTransformStream");
  }

  constructor(strategy?: QueuingStrategy) {
    super();
    pipes.set(this, makePipe(undefined, strategy));
  }

  override get readable(): ReadableStream<Uint8Array> {
    return pipeOf(this).readable;
  }

  override get writable(): WritableStream<unknown> {
    return pipeOf(this).writable;
  }
}

/** Takes exactly `length` bytes, so that a body made from it has a `Content-Length`. */
class FixedLengthStream extends IdentityTransformStream {
  static {
    nameClass(this, "FixedLengthStream");
  }

  /** @throws {TypeError} for an invalid length. */
  constructor(length: number | bigint, strategy?: QueuingStrategy) {
    if (arguments.length === 0) {
      throw new TypeError(
        "Failed to construct 'FixedLengthStream': constructor parameter 1 is not of type 'bigint'.",
      );
    }
    const expected = toLength(length);
    super();
    const pipe = makePipe(expected, strategy);
    setLength(pipe.readable, expected);
    pipes.set(this, pipe);
  }
}

/** Defines workerd's streams and stream methods that browsers lack. */
export function installByteStreams(): void {
  definePlatform(globalThis, "IdentityTransformStream", IdentityTransformStream);
  definePlatform(globalThis, "FixedLengthStream", FixedLengthStream);
  if (!("from" in ReadableStream)) {
    definePlatform(ReadableStream, "from", function from(chunks: Iterable<unknown>) {
      if (!isIterable(chunks)) {
        throw new TypeError(
          "Failed to execute 'from' on 'ReadableStream': parameter 1 is not of type " +
            "'AsyncGenerator'.",
        );
      }
      return streamFrom(chunks);
    });
  }
  const prototype = globalThis.ReadableStreamBYOBReader?.prototype as object | undefined;
  if (prototype === undefined) return;
  definePlatform(
    prototype,
    "readAtLeast",
    function readAtLeast(this: ReadableStreamBYOBReader, min: number, view: Uint8Array) {
      const options = { min } as ReadableStreamBYOBReaderReadOptions;
      return this.read(view as Uint8Array<ArrayBuffer>, options);
    },
  );
}

function pipeOf(stream: object): Pipe {
  const pipe = pipes.get(stream);
  if (pipe === undefined) throw illegalInvocation();
  return pipe;
}

/** @param expected the required number of bytes; undefined: any. */
function makePipe(expected: number | undefined, strategy?: QueuingStrategy): Pipe {
  let controller: ReadableByteStreamController;
  let pulled = Promise.withResolvers<void>();
  let rest = expected ?? Infinity;
  let failed: TypeError | undefined;
  const fail = (message: string): TypeError => {
    failed = new TypeError(message);
    controller.error(failed);
    return failed;
  };
  const readable = new ReadableStream({
    type: "bytes",
    start: (given) => void (controller = given),
    pull: () => pulled.resolve(),
    cancel(reason) {
      // No write may be waiting.
      pulled.promise.catch(() => undefined);
      pulled.reject(reason);
    },
  });
  const writable = new WritableStream(
    {
      async write(chunk: unknown) {
        const bytes = bytesOf(chunk);
        if (bytes.length === 0 || failed !== undefined) return;
        if (bytes.length > rest) {
          fail("Attempt to write too many bytes through a FixedLengthStream.");
          return;
        }
        await pulled.promise;
        pulled = Promise.withResolvers();
        rest -= bytes.length;
        controller.enqueue(bytes);
      },
      close() {
        if (failed !== undefined) throw failed;
        if (expected !== undefined && rest > 0) {
          fail("FixedLengthStream did not see all expected bytes before close().");
          return;
        }
        controller.close();
        // A pending BYOB read stays pending until it is answered.
        controller.byobRequest?.respond(0);
      },
      abort: (reason) => controller.error(typeof reason === "string" ? new Error(reason) : reason),
    },
    strategy,
  );
  return { readable, writable };
}

/** Copies: a byte stream detaches the buffers of its chunks. */
function bytesOf(chunk: unknown): Uint8Array<ArrayBuffer> {
  if (chunk === undefined) return new Uint8Array();
  if (typeof chunk === "string") return encoder.encode(chunk);
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk.slice(0));
  if (ArrayBuffer.isView(chunk)) {
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength).slice();
  }
  throw new TypeError(
    "This TransformStream is being used as a byte stream, but received an object of " +
      "non-ArrayBuffer/ArrayBufferView type on its writable side.",
  );
}

function toLength(given: unknown): number {
  const length = Number(given);
  const refuse = (why: string): TypeError =>
    new TypeError(`The value cannot be converted because it is ${why}.`);
  if (typeof given === "bigint" && (length < 0 || length >= LARGEST)) {
    throw refuse(
      "either negative and this API expects a positive bigint, or the value would be truncated",
    );
  }
  if (!Number.isFinite(length)) throw refuse("not an integer");
  if (length < 0) throw refuse("negative and this API expects a positive bigint");
  if (length >= LARGEST) {
    throw new TypeError("Value out of range. Must be less than or equal to 18446744073709551615.");
  }
  return Math.trunc(length);
}

function isIterable(value: unknown): value is Iterable<unknown> {
  if (value === null || value === undefined) return false;
  const { [Symbol.iterator]: items, [Symbol.asyncIterator]: chunks } = Object(value) as Partial<
    Iterable<unknown> & AsyncIterable<unknown>
  >;
  return typeof items === "function" || typeof chunks === "function";
}
