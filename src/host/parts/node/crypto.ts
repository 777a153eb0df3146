/** `node:crypto`: hashes and derived keys by @noble/hashes, the rest of WebCrypto by the browser. */
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { md5, ripemd160, sha1 } from "@noble/hashes/legacy.js";
import { pbkdf2 } from "@noble/hashes/pbkdf2.js";
import { scrypt } from "@noble/hashes/scrypt.js";
import { sha224, sha256, sha384, sha512, sha512_256 } from "@noble/hashes/sha2.js";
import * as library from "unenv/node/crypto";

import type { CHash } from "@noble/hashes/utils.js";

import { withRefusals } from "./missing-members.ts";
import { Transform } from "./stream.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type Algorithm = CHash;
type Hasher = ReturnType<Algorithm["create"]>;
type Done = (error: Error | null) => void;
type Callback<T> = (error: Error | null, value?: T) => void;

/** As much of `Buffer` as is used here. */
interface BufferClass {
  from(data: unknown, encoding?: unknown): Bytes & { toString(encoding?: unknown): string };
  alloc(size: number): Bytes;
}

const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  md5,
  ripemd160,
  rmd160: ripemd160,
  sha1,
  sha224,
  sha256,
  sha384,
  sha512,
  "sha512-256": sha512_256,
};

/** The most bytes of one `getRandomValues()`. */
const RANDOM_LIMIT = 65_536;

export function makeCrypto(Buffer: BufferClass): Readonly<Record<string, unknown>> {
  const own = { ...hashing(Buffer), ...derivation(Buffer), ...random(Buffer) };
  const webcrypto = globalThis.crypto;
  const all = withRefusals(
    "node:crypto",
    { ...library.default, ...own, webcrypto, subtle: webcrypto.subtle, CryptoKey },
    ["PrivateKeyObject", "PublicKeyObject", "SecretKeyObject"],
  );
  return { ...library, ...all, default: all };
}

function hashing(Buffer: BufferClass) {
  /** A hash is also a stream whose one chunk is the digest. */
  abstract class Digest extends Transform {
    #hasher: Hasher | undefined;

    constructor(hasher: Hasher) {
      super();
      this.#hasher = hasher;
    }

    protected running(): Hasher {
      if (this.#hasher !== undefined) return this.#hasher;
      throw coded(new Error("Digest already called"), "ERR_CRYPTO_HASH_FINALIZED");
    }

    update(data: unknown, encoding?: unknown): this {
      const hasher = this.running();
      if (typeof data !== "string" && !ArrayBuffer.isView(data)) throw wrongArgument("data");
      hasher.update(toBytes(Buffer, data, encoding));
      return this;
    }

    digest(encoding?: unknown): unknown {
      const bytes = Buffer.from(this.running().digest());
      this.#hasher = undefined;
      return encoded(bytes, encoding);
    }

    override _transform(chunk: unknown, encoding: string, done: Done): void {
      this.update(chunk, encoding === "buffer" ? undefined : encoding);
      done(null);
    }

    override _flush(done: Done): void {
      this.push(this.digest());
      done(null);
    }
  }

  class Hash extends Digest {
    copy(): Hash {
      return new Hash(this.running().clone());
    }
  }

  class Hmac extends Digest {}

  return {
    Hash,
    Hmac,
    createHash: (name: string) => new Hash(algorithm(name).create()),
    createHmac: (name: string, key: unknown) =>
      new Hmac(hmac.create(algorithm(name), toBytes(Buffer, key)) as unknown as Hasher),
    getHashes: () => Object.keys(ALGORITHMS),
    hash: (name: string, data: unknown, encoding: unknown = "hex") =>
      encoded(Buffer.from(algorithm(name)(toBytes(Buffer, data))), encoding),
  };
}

function derivation(Buffer: BufferClass) {
  const pbkdf2Sync = (
    password: unknown,
    salt: unknown,
    c: number,
    dkLen: number,
    digest: string,
  ): Bytes =>
    Buffer.from(
      pbkdf2(algorithm(digest), toBytes(Buffer, password), toBytes(Buffer, salt), { c, dkLen }),
    );
  const hkdfSync = (
    digest: string,
    key: unknown,
    salt: unknown,
    info: unknown,
    length: number,
  ): ArrayBuffer =>
    hkdf(
      algorithm(digest),
      toBytes(Buffer, key),
      toBytes(Buffer, salt),
      toBytes(Buffer, info),
      length,
    ).slice().buffer;
  const scryptSync = (
    password: unknown,
    salt: unknown,
    dkLen: number,
    options: Readonly<Record<string, number>> = {},
  ): Bytes => {
    const { N = options["cost"] ?? 16_384, r = options["blockSize"] ?? 8 } = options;
    const { p = options["parallelization"] ?? 1 } = options;
    const settings = { N, r, p, dkLen };
    return Buffer.from(scrypt(toBytes(Buffer, password), toBytes(Buffer, salt), settings));
  };
  return {
    pbkdf2Sync,
    hkdfSync,
    scryptSync,
    pbkdf2: withCallback(pbkdf2Sync),
    hkdf: withCallback(hkdfSync),
    scrypt: withCallback(scryptSync),
  };
}

function random(Buffer: BufferClass) {
  const fill = <T extends ArrayBufferView | ArrayBuffer>(
    target: T,
    offset = 0,
    size?: number,
  ): T => {
    const all =
      target instanceof ArrayBuffer
        ? new Uint8Array(target)
        : new Uint8Array(target.buffer as ArrayBuffer, target.byteOffset, target.byteLength);
    const bytes = all.subarray(offset, size === undefined ? undefined : offset + size);
    for (let at = 0; at < bytes.length; at += RANDOM_LIMIT) {
      globalThis.crypto.getRandomValues(bytes.subarray(at, at + RANDOM_LIMIT));
    }
    return target;
  };
  const integer = (min: number, max: number): number => {
    if (!(max > min)) {
      const message = `The value of "max" is out of range. It must be greater than the value of "min" (${min}). Received ${max}`;
      throw coded(new RangeError(message), "ERR_OUT_OF_RANGE");
    }
    const range = max - min;
    // Values above the last multiple of the range are drawn again: the others are equally likely.
    const limit = 2 ** 48 - (2 ** 48 % range);
    for (;;) {
      const [high = 0, low = 0] = globalThis.crypto.getRandomValues(new Uint32Array(2));
      const value = (high & 0xffff) * 2 ** 32 + low;
      if (value < limit) return min + (value % range);
    }
  };
  const randomInt = (...args: unknown[]): number | void => {
    const callback =
      typeof args.at(-1) === "function" ? (args.pop() as Callback<number>) : undefined;
    const [min, max] = (args.length === 1 ? [0, args[0]] : args) as [number, number];
    const value = integer(min, max);
    if (callback === undefined) return value;
    queueMicrotask(() => callback(null, value));
  };
  const randomBytes = (size: number, callback?: Callback<Bytes>): Bytes | void => {
    const bytes = fill(Buffer.alloc(size));
    if (callback === undefined) return bytes;
    queueMicrotask(() => callback(null, bytes));
  };
  return {
    randomBytes,
    randomInt,
    pseudoRandomBytes: randomBytes,
    randomFillSync: fill,
    randomFill: withCallback(fill as (...args: never[]) => unknown),
    randomUUID: () => globalThis.crypto.randomUUID(),
    getRandomValues: (array: Bytes) => globalThis.crypto.getRandomValues(array),
    timingSafeEqual: (a: unknown, b: unknown) =>
      (
        globalThis.crypto.subtle as unknown as { timingSafeEqual(a: unknown, b: unknown): boolean }
      ).timingSafeEqual(a, b),
  };
}

/** Calls back in a microtask with the result of the synchronous function. */
function withCallback(fn: (...args: never[]) => unknown) {
  return (...args: unknown[]): void => {
    const callback = args.pop() as Callback<unknown>;
    if (typeof callback !== "function") throw wrongArgument("callback");
    const value = fn(...(args as never[]));
    queueMicrotask(() => callback(null, value));
  };
}

function algorithm(name: string): Algorithm {
  const found =
    ALGORITHMS[
      String(name)
        .toLowerCase()
        .replace(/^(?:rsa-)?sha-?(?=[1-5])/, "sha")
    ];
  if (found === undefined) throw new Error(`Digest method not supported: ${name}`);
  return found;
}

function toBytes(Buffer: BufferClass, data: unknown, encoding?: unknown): Bytes {
  if (typeof data === "string") return Buffer.from(data, encoding);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (!ArrayBuffer.isView(data)) throw wrongArgument("data");
  return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
}

function encoded(bytes: { toString(encoding?: unknown): string }, encoding: unknown): unknown {
  return encoding === undefined || encoding === "buffer" ? bytes : bytes.toString(encoding);
}

function wrongArgument(name: string): TypeError {
  const message = `The "${name}" argument is of the wrong type`;
  return coded(new TypeError(message), "ERR_INVALID_ARG_TYPE");
}

function coded<E extends Error>(error: E, code: string): E {
  return Object.assign(error, { code });
}
