import { nameClass } from "../../rpc/class-name.ts";
import { definePlatform } from "./define-global.ts";

type Format = "gzip" | "deflate" | "deflate-raw";
type PlatformStream = new (format: CompressionFormat) => {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<BufferSource>;
};

const FORMATS = new Set(["gzip", "deflate", "deflate-raw"]);

/**
 * Replaces the browser's compression streams, whose writes wait for a reader. workerd's buffer
 * their output, so that `await writer.write()` works before anything reads (`api/streams`).
 */
export function installCompression(): void {
  const { CompressionStream: compress, DecompressionStream: decompress } = globalThis;
  definePlatform(
    globalThis,
    "CompressionStream",
    bufferedStream("CompressionStream", compress as PlatformStream),
  );
  definePlatform(
    globalThis,
    "DecompressionStream",
    bufferedStream("DecompressionStream", decompress as PlatformStream),
  );
}

function bufferedStream(className: string, Platform: PlatformStream): unknown {
  class BufferedStream extends TransformStream<unknown, Uint8Array> {
    static {
      nameClass(this, className);
    }

    readonly #readable: ReadableStream<Uint8Array>;
    readonly #writable: WritableStream<unknown>;

    constructor(format: Format) {
      if (arguments.length === 0) {
        throw new TypeError(
          `Failed to construct '${className}': constructor parameter 1 is not of type 'string'.`,
        );
      }
      if (!FORMATS.has(String(format))) {
        throw new TypeError(
          "The compression format must be either 'deflate', 'deflate-raw' or 'gzip'.",
        );
      }
      super();
      const platform = new Platform(format);
      this.#writable = platform.writable;
      this.#readable = platform.readable.pipeThrough(
        new TransformStream(undefined, undefined, { highWaterMark: Infinity }),
      );
    }

    override get readable(): ReadableStream<Uint8Array> {
      return this.#readable;
    }

    override get writable(): WritableStream<unknown> {
      return this.#writable;
    }
  }
  return BufferedStream;
}
