import { encodeUtf8 } from "../../codec/utf8.ts";
import { crc32 } from "./checksum.ts";
import { BrokenRecord } from "./disk-format.ts";
import { CHUNK_SIZE } from "../disk/file-image.ts";

/**
 * Encoding of a chunk record; see `disk-format.ts`.
 *
 * Little-endian, in this order:
 *
 * | bytes | content |
 * | --- | --- |
 * | 4 | `tchk` |
 * | 4 | CRC-32 of all bytes after this field |
 * | 2 | version, 2 |
 * | 2 | 0 |
 * | 4 | the chunk's number |
 * | 8 | lsn, as float64 |
 * | 8 | chunk 0: the file's size (float64), else 0 |
 * | 8 | chunk 0: through (float64), else 0 |
 * | 4 | chunk 0: count, else 0 |
 * | 4 | CRC-32 of the file's path in UTF-8 |
 * | … | the file's bytes from `n * CHUNK_SIZE`, at most CHUNK_SIZE, without zeros at the end |
 *
 * Version 1 had 0 in place of the path's CRC, so that a chunk of another file went unnoticed. It is
 * still read.
 */

const MAGIC = 0x6b686374;
const VERSION = 2;
const HEADER = 48;

/** The fields of chunk 0 that describe the file. */
export interface FileHead {
  /** The file's size in bytes, at the chunk's lsn. */
  readonly size: number;
  /** The chunks contain all changes up to this lsn. */
  readonly through: number;
  /** All chunks below this number exist. */
  readonly count: number;
}

export const NO_HEAD: FileHead = { size: 0, through: 0, count: 0 };

export interface Chunk {
  /** The file's path. */
  readonly path: string;
  readonly n: number;
  /** The commit as of which the bytes are right. */
  readonly lsn: number;
  /** At most CHUNK_SIZE bytes; zeros at the end may be missing. */
  readonly data: Uint8Array;
  /** {@link NO_HEAD} unless this is chunk 0. */
  readonly head: FileHead;
}

export function encodeChunk(chunk: Chunk): Uint8Array<ArrayBuffer> {
  const data = withoutTrailingZeros(chunk.data);
  const bytes = new Uint8Array(HEADER + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint16(8, VERSION, true);
  view.setUint32(12, chunk.n, true);
  view.setFloat64(16, chunk.lsn, true);
  view.setFloat64(24, chunk.head.size, true);
  view.setFloat64(32, chunk.head.through, true);
  view.setUint32(40, chunk.head.count, true);
  view.setUint32(44, pathChecksum(chunk.path), true);
  bytes.set(data, HEADER);
  view.setUint32(4, crc32(bytes, 8), true);
  return bytes;
}

/**
 * Decodes chunk `n` of the file at `path`; `data` is a view into the record.
 *
 * @param value the record, or the {@link BrokenRecord} of a failed read, which is thrown
 * @throws {BrokenRecord}
 */
export function decodeChunk(value: unknown, path: string, n: number): Chunk {
  if (value instanceof BrokenRecord) throw value;
  if (!(value instanceof Uint8Array)) throw new BrokenRecord(`chunk ${n} is not a Uint8Array`);
  if (value.length < HEADER)
    throw new BrokenRecord(`chunk ${n} is truncated to ${value.length} bytes`);
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  if (view.getUint32(0, true) !== MAGIC)
    throw new BrokenRecord(`chunk ${n} has a wrong magic number`);
  if (crc32(value, 8) !== view.getUint32(4, true)) {
    throw new BrokenRecord(`chunk ${n} has a wrong checksum`);
  }
  const version = view.getUint16(8, true);
  if (version !== VERSION && version !== 1)
    throw new BrokenRecord(`chunk ${n} has the unknown version ${version}`);
  const found = view.getUint32(12, true);
  if (found !== n) throw new BrokenRecord(`chunk ${n} is chunk ${found}`);
  if (version > 1 && view.getUint32(44, true) !== pathChecksum(path)) {
    throw new BrokenRecord(`chunk ${n} belongs to another file`);
  }
  const data = value.subarray(HEADER);
  if (data.length > CHUNK_SIZE) throw new BrokenRecord(`chunk ${n} is too long`);
  const head = {
    size: view.getFloat64(24, true),
    through: view.getFloat64(32, true),
    count: view.getUint32(40, true),
  };
  return { path, n, lsn: view.getFloat64(16, true), data, head };
}

function pathChecksum(path: string): number {
  return crc32(encodeUtf8(path));
}

function withoutTrailingZeros(data: Uint8Array): Uint8Array {
  let end = data.length;
  while (end > 0 && data[end - 1] === 0) end--;
  return data.subarray(0, end);
}
