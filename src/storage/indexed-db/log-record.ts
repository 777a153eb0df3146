import { crc32 } from "./checksum.ts";
import { BrokenRecord } from "./disk-format.ts";
import type { ByteRange, FileChange } from "../disk/file-change.ts";

/**
 * Encoding of a log record: one commit, with a section for each changed file.
 *
 * Little-endian, in this order:
 *
 * | bytes | content |
 * | --- | --- |
 * | 4 | `tlog` |
 * | 4 | CRC-32 of the bytes from the next field to the end of the directory |
 * | 4 | version, 1 |
 * | 4 | number of sections |
 * | 8 | lsn, as float64 |
 * | 4 | length of the directory |
 * | … | the directory, an entry for each section: 8 size of the file (float64), 4 length of the body, 4 CRC-32 of the body, 4 first direct chunk, 4 end of the direct chunks (exclusive), 2 flags (1 = replaced), 2 length of the path, the path in UTF-8 |
 * | … | the bodies: 4 number of ranges, 4 offset and 4 length of each, then their bytes |
 *
 * Each body has its own checksum, so that a damaged body affects one file only.
 */

const MAGIC = 0x676f6c74;
const VERSION = 1;
const HEADER = 28;
const ENTRY = 28;
const REPLACED = 1;

/** Chunks that the commit wrote under their own keys: `[from, to)`. */
interface DirectChunks {
  readonly from: number;
  readonly to: number;
}

export interface LogChange extends FileChange {
  readonly direct?: DirectChunks;
}

/** The changes of one commit to one file. */
export class LogSection {
  readonly lsn: number;
  readonly path: string;
  /** The file's size after the commit, in bytes. 0: the file was deleted. */
  readonly size: number;
  /** True if all earlier bytes of the file are void. */
  readonly replaced: boolean;
  readonly direct: DirectChunks;
  /** The encoded ranges. */
  readonly body: Uint8Array;
  readonly #crc: number;
  #ranges: ByteRange[] | undefined;

  constructor(
    fields: Pick<LogSection, "lsn" | "path" | "size" | "replaced" | "direct" | "body">,
    crc: number,
  ) {
    this.lsn = fields.lsn;
    this.path = fields.path;
    this.size = fields.size;
    this.replaced = fields.replaced;
    this.direct = fields.direct;
    this.body = fields.body;
    this.#crc = crc;
  }

  /**
   * The changed bytes, as views into the record. Decoded lazily: opening a disk reads many sections
   * whose bytes are never needed.
   *
   * @throws {BrokenRecord}
   */
  ranges(): readonly ByteRange[] {
    this.#ranges ??= this.#readRanges();
    return this.#ranges;
  }

  #readRanges(): ByteRange[] {
    const { body } = this;
    const broken = `the file's part of log record ${this.lsn}`;
    if (crc32(body) !== this.#crc) throw new BrokenRecord(`${broken} has a wrong checksum`);
    const view = new DataView(body.buffer, body.byteOffset, body.length);
    const count = view.getUint32(0, true);
    const ranges: ByteRange[] = [];
    let at = 4 + count * 8;
    for (let index = 0; index < count; index++) {
      const offset = view.getUint32(4 + index * 8, true);
      const length = view.getUint32(8 + index * 8, true);
      ranges.push({ offset, bytes: body.subarray(at, at + length) });
      at += length;
      if (at > body.length || offset + length > this.size) {
        throw new BrokenRecord(`${broken} exceeds the file's size`);
      }
    }
    return ranges;
  }
}

export interface LogRecord {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sections: readonly LogSection[];
}

/** @throws {RangeError} if a file exceeds 4 GiB or a path 65,535 bytes */
export function encodeLogRecord(lsn: number, changes: readonly LogChange[]): LogRecord {
  const encoder = new TextEncoder();
  const parts = changes.map((change) => {
    const path = encoder.encode(change.path);
    check(change, path);
    return { change, path, length: bodyLength(change) };
  });
  const directory = parts.reduce((sum, { path }) => sum + ENTRY + path.length, 0);
  const total = parts.reduce((sum, { length }) => sum + length, HEADER + directory);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);

  let entry = HEADER;
  let start = HEADER + directory;
  const sections = parts.map(({ change, path, length }) => {
    const { size, replaced, direct = { from: 0, to: 0 } } = change;
    const body = bytes.subarray(start, start + length);
    writeBody(body, change.ranges);
    const crc = crc32(body);
    view.setFloat64(entry, size, true);
    view.setUint32(entry + 8, length, true);
    view.setUint32(entry + 12, crc, true);
    view.setUint32(entry + 16, direct.from, true);
    view.setUint32(entry + 20, direct.to, true);
    view.setUint16(entry + 24, replaced ? REPLACED : 0, true);
    view.setUint16(entry + 26, path.length, true);
    bytes.set(path, entry + ENTRY);
    entry += ENTRY + path.length;
    start += length;
    return new LogSection({ lsn, path: change.path, size, replaced, direct, body }, crc);
  });

  view.setUint32(0, MAGIC, true);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, changes.length, true);
  view.setFloat64(16, lsn, true);
  view.setUint32(24, directory, true);
  view.setUint32(4, crc32(bytes, 8, HEADER + directory), true);
  return { bytes, sections };
}

/**
 * The sections of the record at `lsn`.
 *
 * @param value the record, or the {@link BrokenRecord} of a failed read, which is thrown
 * @throws {BrokenRecord} if the directory is damaged; damaged bodies throw in `ranges()`
 */
export function decodeLogRecord(value: unknown, lsn: number): LogSection[] {
  if (value instanceof BrokenRecord) throw value;
  const name = `log record ${lsn}`;
  if (!(value instanceof Uint8Array)) throw new BrokenRecord(`${name} is not a Uint8Array`);
  if (value.length < HEADER)
    throw new BrokenRecord(`${name} is truncated to ${value.length} bytes`);
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  if (view.getUint32(0, true) !== MAGIC) throw new BrokenRecord(`${name} has a wrong magic number`);
  const bodies = HEADER + view.getUint32(24, true);
  if (bodies > value.length || crc32(value, 8, bodies) !== view.getUint32(4, true)) {
    throw new BrokenRecord(`${name} has a wrong checksum`);
  }
  const version = view.getUint32(8, true);
  if (version !== VERSION) throw new BrokenRecord(`${name} has the unknown version ${version}`);
  const found = view.getFloat64(16, true);
  if (found !== lsn) throw new BrokenRecord(`${name} is log record ${found}`);
  // A record that is truncated behind its directory still has its list of files. Incomplete bodies
  // fail one by one.
  const decoder = new TextDecoder();
  const sections: LogSection[] = [];
  let entry = HEADER;
  let start = bodies;
  for (let count = view.getUint32(12, true); count > 0; count--) {
    const pathStart = entry + ENTRY;
    const pathEnd = pathStart <= bodies ? pathStart + view.getUint16(entry + 26, true) : Infinity;
    if (pathEnd > bodies) throw new BrokenRecord(`${name} lists files beyond its directory`);
    const end = start + view.getUint32(entry + 8, true);
    const fields = {
      lsn,
      path: decoder.decode(value.subarray(pathStart, pathEnd)),
      size: view.getFloat64(entry, true),
      replaced: (view.getUint16(entry + 24, true) & REPLACED) !== 0,
      direct: { from: view.getUint32(entry + 16, true), to: view.getUint32(entry + 20, true) },
      body: value.subarray(start, end),
    };
    sections.push(new LogSection(fields, view.getUint32(entry + 12, true)));
    entry = pathEnd;
    start = end;
  }
  return sections;
}

function bodyLength(change: LogChange): number {
  return change.ranges.reduce((sum, range) => sum + 8 + range.bytes.length, 4);
}

function check(change: LogChange, path: Uint8Array): void {
  const last = change.ranges.at(-1);
  if (change.size > 0xffff_ffff || (last && last.offset + last.bytes.length > change.size)) {
    throw new RangeError(
      `cannot write "${change.path}": a change lies outside of its ${change.size} bytes, or the file exceeds 4 GiB`,
    );
  }
  if (path.length > 0xffff) {
    throw new RangeError(`cannot write "${change.path}": the path is longer than 65,535 bytes`);
  }
}

function writeBody(body: Uint8Array, ranges: readonly ByteRange[]): void {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  view.setUint32(0, ranges.length, true);
  let at = 4 + ranges.length * 8;
  ranges.forEach((range, index) => {
    view.setUint32(4 + index * 8, range.offset, true);
    view.setUint32(8 + index * 8, range.bytes.length, true);
    body.set(range.bytes, at);
    at += range.bytes.length;
  });
}
