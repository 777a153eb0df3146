/** The synchronous functions of `node:zlib`, which browsers lack: by fflate. */
import * as fflate from "fflate";

import { adler32, crc32 } from "./checksums.ts";

interface Options {
  readonly level?: number;
  readonly maxOutputLength?: number;
}

type Decoder = new (take: (chunk: Uint8Array) => void) => {
  push(bytes: Uint8Array, final: boolean): void;
  onmember?: (offset: number) => void;
};

type Convert = (bytes: Uint8Array, options?: Options) => Uint8Array;

/** The lengths in bytes of header and trailer. */
const SHORTEST_GZIP = 18;
const SHORTEST_ZLIB = 6;

const BY_NAME: Readonly<Record<string, Convert>> = {
  Gzip: compression((bytes, options) => fflate.gzipSync(bytes, { ...options, mtime: 0 })),
  Deflate: compression(fflate.zlibSync),
  DeflateRaw: compression(fflate.deflateSync),
  Gunzip: gunzip,
  Inflate: inflate,
  InflateRaw: (bytes, options) => decompress(fflate.Inflate, bytes, options),
  Unzip: (bytes, options) => (bytes[0] === 0x1f ? gunzip : inflate)(bytes, options),
};

/**
 * Compresses or decompresses at once.
 *
 * @param name the class of `node:zlib`: `Gzip`, `Inflate` …
 * @throws {Error} with zlib's words, and its code, for data that cannot be decompressed.
 * @throws {RangeError} for a result longer than `maxOutputLength` bytes.
 */
export function convertNow(name: string, bytes: Uint8Array, options?: Options): Uint8Array {
  return (BY_NAME[name] as Convert)(bytes, options);
}

function compression(
  compress: (bytes: Uint8Array, options: fflate.DeflateOptions) => Uint8Array,
): Convert {
  return (bytes, { level, maxOutputLength = Infinity } = {}) => {
    // -1 is zlib's default level.
    const given = level === undefined || level < 0 ? {} : { level };
    const compressed = compress(bytes, given as fflate.DeflateOptions);
    if (compressed.length > maxOutputLength) throw tooLong();
    return compressed;
  };
}

/** Every member of the file ends with its checksum. */
function gunzip(bytes: Uint8Array, options?: Options): Uint8Array {
  if (bytes.length > 1 && (bytes[0] !== 0x1f || bytes[1] !== 0x8b)) throw wrongHeader();
  if (bytes.length < SHORTEST_GZIP) throw cutOff();
  const checked = (data: Uint8Array, end: number): void => {
    const trailer = new DataView(bytes.buffer, bytes.byteOffset + end - 8, 8);
    if (crc32(data) !== trailer.getUint32(0, true)) throw wrongChecksum();
  };
  return decompress(fflate.Gunzip, bytes, options, checked);
}

function inflate(bytes: Uint8Array, options?: Options): Uint8Array {
  const [first = 0, second = 0] = bytes;
  if (bytes.length > 1 && (first * 256 + second) % 31 !== 0) throw wrongHeader();
  if (bytes.length < SHORTEST_ZLIB) throw cutOff();
  const checked = (data: Uint8Array, end: number): void => {
    const trailer = new DataView(bytes.buffer, bytes.byteOffset + end - 4, 4);
    if (adler32(data) !== trailer.getUint32(0)) throw wrongChecksum();
  };
  return decompress(fflate.Unzlib, bytes, options, checked);
}

/** @param check gets the data of each member, and where the member ends. */
function decompress(
  Decoder: Decoder,
  bytes: Uint8Array,
  { maxOutputLength = Infinity }: Options = {},
  check?: (data: Uint8Array, end: number) => void,
): Uint8Array {
  if (bytes.length === 0) throw cutOff();
  const members: { readonly chunks: Uint8Array[]; end: number }[] = [];
  let current = { chunks: [] as Uint8Array[], end: bytes.length };
  members.push(current);
  let length = 0;
  const decoder = new Decoder((chunk) => {
    length += chunk.length;
    if (length > maxOutputLength) throw tooLong();
    current.chunks.push(chunk);
  });
  decoder.onmember = (offset) => {
    // The first member begins the file.
    if (offset === 0) return;
    current.end = offset;
    members.push((current = { chunks: [], end: bytes.length }));
  };
  try {
    decoder.push(bytes, true);
  } catch (error) {
    throw zlibError(error);
  }
  const parts = members.map(({ chunks, end }) => {
    const data = joined(chunks);
    check?.(data, end);
    return data;
  });
  return parts.length === 1 ? (parts[0] as Uint8Array) : joined(parts);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function zlibError(error: unknown): unknown {
  const { UnexpectedEOF, InvalidHeader } = fflate.FlateErrorCode;
  const { code, message } = error as { code?: unknown; message: string };
  // The headers were checked, so this one is not complete.
  if (code === UnexpectedEOF || code === InvalidHeader) return cutOff();
  return typeof code === "number" ? coded(message, "Z_DATA_ERROR") : error;
}

function coded(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}

const cutOff = (): Error => coded("unexpected end of file", "Z_BUF_ERROR");
const wrongHeader = (): Error => coded("incorrect header check", "Z_DATA_ERROR");
const wrongChecksum = (): Error => coded("incorrect data check", "Z_DATA_ERROR");
const tooLong = (): RangeError => new RangeError("Memory limit exceeded");
