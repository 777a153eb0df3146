import { currentContext } from "../../actor/io-context.ts";
import { md5 } from "../../codec/md5.ts";
import { isObject } from "../../rpc/arguments.ts";
import { nameClass } from "../../rpc/class-name.ts";
import { definePlatform } from "./define-global.ts";

/** The algorithms of workerd's `digest()` (`api/crypto`). Browsers lack MD5. */
const ALGORITHMS = new Set(["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"]);

const encoder = new TextEncoder();

type Digest = (algorithm: string, bytes: BufferSource) => Promise<ArrayBuffer>;

/** Adds the members of workerd's `crypto` that browsers lack. */
export function installCrypto(): void {
  const { subtle } = globalThis.crypto as { subtle?: SubtleCrypto };
  // Missing outside secure contexts.
  if (subtle === undefined) return;
  const platformDigest = subtle.digest.bind(subtle);
  const hash: Digest = async (algorithm, bytes) => {
    if (algorithm !== "MD5") return platformDigest(algorithm, bytes);
    return md5(bytesOf(bytes) as Uint8Array);
  };
  const prototype = Object.getPrototypeOf(subtle) as object;
  definePlatform(
    prototype,
    "digest",
    async function digest(algorithm: unknown, data: unknown): Promise<ArrayBuffer> {
      if (bytesOf(data) === undefined) throw wrongSource("digest", 2);
      return hash(algorithmOf(algorithm), data as BufferSource);
    },
  );
  definePlatform(prototype, "timingSafeEqual", timingSafeEqual);
  definePlatform(globalThis.crypto, "DigestStream", digestStreamClass(hash));
}

/** `crypto.DigestStream` (`api/crypto/crypto.c++`): computes the digest of the written bytes. */
function digestStreamClass(hash: Digest): unknown {
  return class DigestStream extends WritableStream<unknown> {
    static {
      nameClass(this, "DigestStream");
    }

    readonly #digest: Promise<ArrayBuffer>;
    readonly #written: { bytes: bigint };
    #seen: Promise<ArrayBuffer> | undefined;

    /** @throws {DOMException} `NotSupportedError` for an algorithm that workerd lacks. */
    constructor(algorithm: unknown) {
      if (arguments.length === 0) {
        throw new TypeError(
          "Failed to construct 'DigestStream': constructor parameter 1 is not of type 'string or " +
            "HashAlgorithm'.",
        );
      }
      const name = algorithmOf(algorithm);
      const chunks: Uint8Array<ArrayBuffer>[] = [];
      const written = { bytes: 0n };
      const digest = Promise.withResolvers<ArrayBuffer>();
      // User code may never read `digest`.
      digest.promise.catch(() => undefined);
      super({
        write(chunk) {
          const bytes = typeof chunk === "string" ? encoder.encode(chunk) : bytesOf(chunk)?.slice();
          if (bytes === undefined) {
            throw new TypeError(
              "DigestStream is a byte stream but received an object of " +
                "non-ArrayBuffer/ArrayBufferView/string type on its writable side.",
            );
          }
          chunks.push(bytes);
          written.bytes += BigInt(bytes.length);
        },
        close: () => digest.resolve(new Blob(chunks).arrayBuffer().then((all) => hash(name, all))),
        abort: (reason) => digest.reject(reason),
      });
      this.#digest = digest.promise;
      this.#written = written;
    }

    /** Resolves when the stream has been closed. */
    get digest(): Promise<ArrayBuffer> {
      // Delivered as an event of the actor that awaits it.
      const actor = currentContext()?.actor;
      this.#seen ??= actor === undefined ? this.#digest : actor.awaitIo(this.#digest);
      return this.#seen;
    }

    get bytesWritten(): bigint {
      return this.#written.bytes;
    }
  };
}

/**
 * Compares two buffers in constant time.
 *
 * @throws {TypeError} for arguments that are not buffers, and for different lengths.
 */
function timingSafeEqual(left: unknown, right: unknown): boolean {
  const [a, b] = [bytesOf(left), bytesOf(right)];
  if (a === undefined) throw wrongSource("timingSafeEqual", 1);
  if (b === undefined) throw wrongSource("timingSafeEqual", 2);
  if (a.length !== b.length) {
    throw new TypeError("Input buffers must have the same byte length.");
  }
  let different = 0;
  for (const [at, byte] of a.entries()) different |= byte ^ (b[at] as number);
  return different === 0;
}

/** @throws {DOMException} for an unknown algorithm. */
function algorithmOf(given: unknown): string {
  const name: unknown = isObject(given) ? (given as { name?: unknown }).name : given;
  const capitals = String(name).toUpperCase();
  if (ALGORITHMS.has(capitals)) return capitals;
  throw new DOMException(
    "Unrecognized or unimplemented digest algorithm requested.",
    "NotSupportedError",
  );
}

function bytesOf(source: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (!ArrayBuffer.isView(source)) return undefined;
  return new Uint8Array(source.buffer as ArrayBuffer, source.byteOffset, source.byteLength);
}

function wrongSource(method: string, position: number): TypeError {
  return new TypeError(
    `Failed to execute '${method}' on 'SubtleCrypto': parameter ${position} is not of type ` +
      "'BufferSource'.",
  );
}
