/** `node:zlib` on the compression streams, which take no options. */
import * as constants from "unenv/node/internal/zlib/constants";

import { crc32 } from "./checksums.ts";
import { withRefusals } from "./missing-members.ts";
import { Transform } from "./stream.ts";
import { convertNow } from "./zlib-sync.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type Format = "gzip" | "deflate" | "deflate-raw";
type Codec = TransformStream<BufferSource, Bytes>;
type Callback = (error: Error | null, value?: unknown) => void;

interface BufferClass {
  from(data: unknown, encoding?: unknown): Bytes;
}

const CODECS: readonly (readonly [name: string, make: (first: number) => Codec])[] = [
  ["Gzip", () => compression("gzip")],
  ["Gunzip", () => decompression("gzip")],
  ["Deflate", () => compression("deflate")],
  ["Inflate", () => decompression("deflate")],
  ["DeflateRaw", () => compression("deflate-raw")],
  ["InflateRaw", () => decompression("deflate-raw")],
  // A gzip file begins with this byte.
  ["Unzip", (first) => decompression(first === 0x1f ? "gzip" : "deflate")],
];

const MISSING = [
  ...["BrotliCompress", "BrotliDecompress", "createBrotliCompress", "createBrotliDecompress"],
  ...["brotliCompress", "brotliCompressSync", "brotliDecompress", "brotliDecompressSync"],
  ...["ZstdCompress", "ZstdDecompress", "createZstdCompress", "createZstdDecompress"],
  ...["zstdCompress", "zstdCompressSync", "zstdDecompress", "zstdDecompressSync"],
];

/** zlib's return codes: the name of each number, and the number of each name. */
const CODES: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.entries(constants)
    .filter(([name]) => /^Z_(?:OK|STREAM_END|NEED_DICT|ERRNO|[A-Z]+_ERROR)$/.test(name))
    .flatMap(([name, code]) => [
      [name, code],
      [String(code), name],
    ]),
);

export function makeZlib(Buffer: BufferClass): Readonly<Record<string, unknown>> {
  const own: Record<string, unknown> = {
    crc32: (data: unknown, seed = 0) => crc32(bytesOf(data), seed),
  };
  const bytesOf = (data: unknown): Bytes =>
    typeof data === "string"
      ? Buffer.from(data)
      : data instanceof ArrayBuffer
        ? new Uint8Array(data)
        : toBytes(data as ArrayBufferView);

  for (const [name, make] of CODECS) {
    /** A Node stream over a web stream, made at the first chunk. */
    class Zlib extends Transform {
      #writer: WritableStreamDefaultWriter<BufferSource> | undefined;
      #done: Promise<void> = Promise.resolve();

      override _transform(chunk: unknown, encoding: string, done: Callback): void {
        const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding) : bytesOf(chunk);
        void report(this.#start(bytes).write(bytes), done);
      }

      override _flush(done: Callback): void {
        const writer = this.#start(new Uint8Array());
        void report(
          Promise.all([writer.close(), this.#done]).then(() => undefined),
          done,
        );
      }

      #start(first: Bytes): WritableStreamDefaultWriter<BufferSource> {
        if (this.#writer !== undefined) return this.#writer;
        const { readable, writable } = make(first[0] ?? 0);
        this.#done = this.#pump(readable.getReader());
        this.#done.catch(() => undefined);
        this.#writer = writable.getWriter();
        return this.#writer;
      }

      async #pump(reader: ReadableStreamDefaultReader<Bytes>): Promise<void> {
        for (;;) {
          // oxlint-disable-next-line no-await-in-loop -- chunks arrive one after another
          const { done, value } = await reader.read();
          if (done) return;
          this.push(Buffer.from(value));
        }
      }
    }
    Object.defineProperty(Zlib, "name", { value: name });
    const call = `${(name[0] as string).toLowerCase()}${name.slice(1)}`;
    own[name] = Zlib;
    own[`create${name}`] = () => new Zlib();
    own[call] = (data: unknown, ...rest: unknown[]): void => {
      const callback = rest.at(-1) as Callback;
      const bytes = bytesOf(data);
      const converted = convert(bytes, make(bytes[0] ?? 0));
      void report(
        converted.then((value) => Buffer.from(value)),
        callback,
      );
    };
    own[`${call}Sync`] = (data: unknown, options?: object) =>
      Buffer.from(convertNow(name, bytesOf(data), options));
  }
  const all = withRefusals(
    "node:zlib",
    { ...constants, ...own, codes: CODES, constants: { ...constants } },
    MISSING,
  );
  return { ...all, default: all };
}

function compression(format: Format): Codec {
  return new CompressionStream(format) as Codec;
}

function decompression(format: Format): Codec {
  return new DecompressionStream(format) as Codec;
}

function convert(bytes: Bytes, codec: Codec): Promise<ArrayBuffer> {
  return new Response(new Blob([bytes]).stream().pipeThrough(codec)).arrayBuffer();
}

/** Passes the outcome to a callback. Node's errors have a code and are not TypeErrors. */
async function report(work: Promise<unknown>, callback: Callback): Promise<void> {
  let value: unknown;
  try {
    value = await work;
  } catch (cause) {
    const error = new Error((cause as Error).message, { cause });
    callback(Object.assign(error, { code: "Z_DATA_ERROR" }));
    return;
  }
  callback(null, value);
}

function toBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Bytes {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}
