import { describe, expect, test } from "vitest";

import { crc32 } from "../../../../src/storage/indexed-db/checksum.ts";
import { BrokenRecord } from "../../../../src/storage/indexed-db/disk-format.ts";
import {
  NO_HEAD,
  decodeChunk,
  encodeChunk,
} from "../../../../src/storage/indexed-db/file-chunk.ts";
import { CHUNK_SIZE } from "../../../../src/storage/disk/file-image.ts";
import {
  decodeLogRecord,
  encodeLogRecord,
  type LogChange,
  type LogSection,
} from "../../../../src/storage/indexed-db/log-record.ts";

const path = "key/file.sqlite";
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** The fields of a section as plain values. */
function plain(section: LogSection): LogChange & { lsn: number } {
  const { lsn, path, size, replaced, direct } = section;
  const ranges = section.ranges().map(({ offset, bytes: b }) => ({ offset, bytes: b.slice() }));
  return { lsn, path, size, replaced, direct, ranges };
}

const noDirect = { from: 0, to: 0 };

const records: Record<string, readonly LogChange[]> = {
  "nothing, as an opening record": [],
  "one byte": [
    { path: "a", size: 4096, replaced: false, ranges: [{ offset: 9, bytes: bytes(7) }] },
  ],
  "a deleted file": [{ path: "a", size: 0, replaced: true, ranges: [] }],
  "two files": [
    {
      path: "key/metadata.sqlite",
      size: 8192,
      replaced: false,
      ranges: [
        { offset: 0, bytes: bytes(1, 2, 3) },
        { offset: 4096, bytes: text("a longer run of bytes") },
      ],
    },
    { path: "key/ab.sqlite", size: 4096, replaced: true, ranges: [{ offset: 0, bytes: bytes(0) }] },
  ],
  "paths that are not ASCII": [
    { path: "küche/😀.sqlite", size: 1, replaced: false, ranges: [{ offset: 0, bytes: bytes(1) }] },
    { path: "", size: 1, replaced: false, ranges: [] },
  ],
  "direct chunks": [
    { path: "a", size: 10 * CHUNK_SIZE, replaced: true, ranges: [], direct: { from: 1, to: 10 } },
  ],
  "the largest offset": [
    {
      path: "a",
      size: 0xffff_ffff,
      replaced: false,
      ranges: [{ offset: 0xffff_fffe, bytes: bytes(5) }],
    },
  ],
};

describe("a log record", () => {
  test.each(Object.entries(records))("decodes to its input: %s", (_, changes) => {
    const lsn = 2 ** 40 + 1;
    const record = encodeLogRecord(lsn, changes);
    const expected = changes.map((change) => ({ lsn, direct: noDirect, ...change }));
    expect(decodeLogRecord(record.bytes, lsn).map(plain)).toEqual(expected);
    expect(record.sections.map(plain)).toEqual(expected);
  });

  test("is decoded from the middle of a larger buffer", () => {
    const { bytes: record } = encodeLogRecord(3, records["two files"] ?? []);
    const larger = new Uint8Array(record.length + 9);
    larger.set(record, 5);
    const sections = decodeLogRecord(larger.subarray(5, 5 + record.length), 3);
    expect(sections.map(({ path }) => path)).toEqual(["key/metadata.sqlite", "key/ab.sqlite"]);
    expect(sections.map((section) => section.ranges().length)).toEqual([2, 1]);
  });

  test.each<[string, LogChange]>([
    ["a range behind the end", change({ size: 4, ranges: [{ offset: 3, bytes: bytes(1, 2) }] })],
    ["a file above 4 GiB", change({ size: 2 ** 32 })],
    ["a path above 65,535 bytes", change({ path: "é".repeat(32_768) })],
  ])("is not written with %s", (_, wrong) => {
    expect(() => encodeLogRecord(1, [wrong])).toThrow(RangeError);
  });
});

function change(fields: Partial<LogChange>): LogChange {
  return { path: "a", size: 4096, replaced: false, ranges: [], ...fields };
}

/** The files of a damaged record that are still readable; undefined if the directory is not. */
function survivors(record: unknown, lsn: number): string[] | undefined {
  const sections = unlessBroken(() => decodeLogRecord(record, lsn));
  const usable = sections?.filter((section) => unlessBroken(() => section.ranges()) !== undefined);
  return usable?.map(({ path }) => path);
}

function unlessBroken<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof BrokenRecord) return undefined;
    throw error;
  }
}

describe("a damaged log record", () => {
  const { bytes: whole, sections } = encodeLogRecord(12, records["two files"] ?? []);
  const [first = new Uint8Array(), second = new Uint8Array()] = sections.map(({ body }) => body);
  const directoryEnd = whole.length - first.length - second.length;
  const paths = sections.map(({ path }) => path);

  test("is detected at any truncated length, and complete bodies stay readable", () => {
    for (let length = 0; length < whole.length; length++) {
      const left =
        length < directoryEnd
          ? undefined
          : paths.slice(0, length < directoryEnd + first.length ? 0 : 1);
      expect([length, survivors(whole.slice(0, length), 12)]).toEqual([length, left]);
    }
    expect(survivors(whole, 12)).toEqual(paths);
  });

  test("is detected for any flipped bit, and affects only the file of that bit", () => {
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const flipped = whole.slice();
      const at = bit >> 3;
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit & 7));
      let left: string[] | undefined;
      if (at >= directoryEnd + first.length) left = paths.slice(0, 1);
      else if (at >= directoryEnd) left = paths.slice(1);
      expect([bit, survivors(flipped, 12)]).toEqual([bit, left]);
    }
  });

  test.each<[string, unknown, RegExp]>([
    ["undefined", undefined, /log record 12 is not a Uint8Array/],
    ["a string", "tlog", /not a Uint8Array/],
    ["an ArrayBuffer", whole.buffer, /not a Uint8Array/],
    ["nothing", bytes(), /truncated to 0 bytes/],
    ["zeros", new Uint8Array(100), /wrong magic number/],
    ["another record", encodeLogRecord(11, []).bytes, /log record 12 is log record 11/],
    [
      "a chunk",
      encodeChunk({ path, n: 0, lsn: 12, data: bytes(1), head: NO_HEAD }),
      /wrong magic number/,
    ],
  ])("is refused with the reason: %s", (_, value, message) => {
    expect(() => decodeLogRecord(value, 12)).toThrow(message);
  });

  test("throws the error of a failed read", () => {
    const reason = new BrokenRecord("the browser does not want to");
    expect(() => decodeLogRecord(reason, 12)).toThrow(reason);
    expect(() => decodeChunk(reason, path, 12)).toThrow(reason);
  });

  test("of a later version is refused", () => {
    const later = whole.slice();
    new DataView(later.buffer).setUint32(8, 2, true);
    new DataView(later.buffer).setUint32(4, crc32(later, 8, directoryEnd), true);
    expect(() => decodeLogRecord(later, 12)).toThrow("log record 12 has the unknown version 2");
  });

  test.each([
    ["more files than its directory holds", 12, 3],
    ["a path that ends beyond its directory", 28 + 26, 0xffff],
  ])("with a valid checksum and %s is refused", (_what, at, value) => {
    const hostile = whole.slice();
    new DataView(hostile.buffer).setUint16(at, value, true);
    new DataView(hostile.buffer).setUint32(4, crc32(hostile, 8, directoryEnd), true);
    const decoding = (): unknown => decodeLogRecord(hostile, 12);
    expect(decoding).toThrow(BrokenRecord);
    expect(decoding).toThrow("log record 12 lists files beyond its directory");
  });
});

describe("a chunk", () => {
  const head = { size: 300_000, through: 2 ** 40, count: 5 };

  test.each<[string, number, Uint8Array, Uint8Array]>([
    ["empty", 1, bytes(), bytes()],
    ["short", 0, bytes(1, 2, 3), bytes(1, 2, 3)],
    ["without the zeros at its end", 7, bytes(1, 0, 3, 0, 0), bytes(1, 0, 3)],
    ["of zeros only", 7, new Uint8Array(CHUNK_SIZE), bytes()],
    ["full", 2, new Uint8Array(CHUNK_SIZE).fill(9), new Uint8Array(CHUNK_SIZE).fill(9)],
  ])("comes back: %s", (_, n, data, expected) => {
    const chunk = { path, n, lsn: 77, data, head: n === 0 ? head : NO_HEAD };
    const found = decodeChunk(encodeChunk(chunk), path, n);
    expect({ ...found, data: found.data.slice() }).toEqual({ ...chunk, data: expected });
  });

  const first = { path, n: 0, lsn: 5, data: text("some bytes of a file"), head };
  const whole = encodeChunk(first);

  function asVersion(chunk: Uint8Array, version: number): Uint8Array {
    const other = chunk.slice();
    const view = new DataView(other.buffer);
    view.setUint16(8, version, true);
    view.setUint32(4, crc32(other, 8), true);
    return other;
  }

  test("is refused at any truncated length", () => {
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeChunk(whole.slice(0, length), path, 0)).toThrow(BrokenRecord);
    }
  });

  test("is refused for any flipped bit", () => {
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const flipped = whole.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => decodeChunk(flipped, path, 0)).toThrow(BrokenRecord);
    }
  });

  test.each<[string, unknown, number, string]>([
    ["a number", 5, 0, "chunk 0 is not a Uint8Array"],
    ["another chunk", whole, 1, "chunk 1 is chunk 0"],
    [
      "a chunk of another file",
      encodeChunk({ ...first, path: "key/other.sqlite" }),
      0,
      "chunk 0 belongs to another file",
    ],
    ["one of a later version", asVersion(whole, 3), 0, "chunk 0 has the unknown version 3"],
    [
      "a log record",
      encodeLogRecord(5, records["two files"] ?? []).bytes,
      0,
      "chunk 0 has a wrong magic number",
    ],
  ])("is refused with the reason: %s", (_, value, n, message) => {
    expect(() => decodeChunk(value, path, n)).toThrow(message);
  });

  test("of version 1, without the path's checksum, is read", () => {
    const old = asVersion(whole, 1);
    new DataView(old.buffer).setUint32(44, 0, true);
    new DataView(old.buffer).setUint32(4, crc32(old, 8), true);
    expect(decodeChunk(old, path, 0).head).toEqual(head);
  });
});

test("the checksum is CRC-32", () => {
  expect(crc32(text("123456789"))).toBe(0xcbf43926);
  expect(crc32(bytes())).toBe(0);
  const long = Uint8Array.from({ length: 1000 }, (_, i) => i);
  for (let start = 0; start < 9; start++) {
    expect(crc32(long, start, 500)).toBe(crc32(long.slice(start, 500)));
  }
});
