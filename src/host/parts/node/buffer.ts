/** `node:buffer`. */
import library from "unenv/node/buffer";

import { withRefusals } from "./missing-members.ts";

/** V8's longest string, in UTF-16 code units. */
const MAX_STRING_LENGTH = 536_870_888;

const { transcode: _, resolveObjectURL: _url, ...buffer } = library;

addBase64Url(buffer["Buffer"] as BufferClass);
// A bundler renames classes, and inspect() shows the name.
Object.defineProperty(buffer["Buffer"], "name", { value: "Buffer" });
addAliases((buffer["Buffer"] as { prototype: Record<string, Method> }).prototype);

const all: Record<string, unknown> = withRefusals(
  "node:buffer",
  {
    ...buffer,
    Blob,
    File: globalThis.File,
    isAscii: (input: BufferSource): boolean => bytesOf(input).every((byte) => byte < 0x80),
    isUtf8,
    kStringMaxLength: MAX_STRING_LENGTH,
    constants: { MAX_LENGTH: buffer["kMaxLength"], MAX_STRING_LENGTH },
  },
  ["transcode", "resolveObjectURL"],
);

export const members: Readonly<Record<string, unknown>> = { ...all, default: all };

type Method = (this: unknown, ...args: unknown[]) => unknown;

interface BufferClass {
  from(value: unknown, ...rest: unknown[]): unknown;
  byteLength(value: unknown, encoding?: unknown): number;
  isEncoding(encoding: unknown): boolean;
  prototype: { toString(encoding?: unknown, start?: number, end?: number): string };
}

/** Adds the encoding `base64url`, which the library lacks. */
function addBase64Url(Buffer: BufferClass): void {
  const { from, byteLength, isEncoding } = Buffer;
  const { toString } = Buffer.prototype;
  const isUrl = (encoding: unknown): boolean =>
    typeof encoding === "string" && encoding.toLowerCase() === "base64url";
  // The library's base64 decoder accepts both alphabets.
  const known = (encoding: unknown): unknown => (isUrl(encoding) ? "base64" : encoding);
  Buffer.from = (value, encoding, ...rest) =>
    Reflect.apply(from, Buffer, [value, known(encoding), ...rest]) as unknown;
  Buffer.byteLength = (value, encoding) =>
    Reflect.apply(byteLength, Buffer, [value, known(encoding)]);
  Buffer.isEncoding = (encoding) =>
    isUrl(encoding) || Reflect.apply(isEncoding, Buffer, [encoding]);
  Buffer.prototype.toString = function (encoding, ...range) {
    const text = Reflect.apply(toString, this, [known(encoding), ...range]);
    if (!isUrl(encoding)) return text;
    return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
}

/** Adds Node's names that the library lacks: `readBigUint64LE()`, `utf8Slice()`, `utf8Write()`. */
function addAliases(prototype: Record<string, Method>): void {
  for (const name of [
    "readBigUInt64LE",
    "readBigUInt64BE",
    "writeBigUInt64LE",
    "writeBigUInt64BE",
  ]) {
    const method = prototype[name];
    if (method !== undefined) prototype[name.replace("UInt", "Uint")] = method;
  }
  const [toText, write] = [prototype["toString"] as Method, prototype["write"] as Method];
  for (const encoding of ["ascii", "base64", "base64url", "hex", "latin1", "ucs2", "utf8"]) {
    prototype[`${encoding}Slice`] = function (start, end) {
      return toText.call(this, encoding, start, end);
    };
    prototype[`${encoding}Write`] = function (text, offset = 0, length = undefined) {
      return write.call(this, text, offset, length, encoding);
    };
  }
}

function isUtf8(input: BufferSource): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytesOf(input));
    return true;
  } catch {
    return false;
  }
}

function bytesOf(input: BufferSource): Uint8Array<ArrayBuffer> {
  return ArrayBuffer.isView(input)
    ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
    : new Uint8Array(input);
}
