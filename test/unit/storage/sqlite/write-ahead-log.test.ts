import { describe, expect, test } from "vitest";

import { replayLog } from "../../../../src/storage/sqlite/write-ahead-log.ts";

const PAGE = 1024;
const SALTS = [0x01020304, 0xa0b0c0d0] as const;

/** A frame: a page, and the database's number of pages if it ends a transaction. */
interface Frame {
  readonly page: number;
  readonly fill: number;
  readonly commit?: number;
  readonly salts?: readonly [number, number];
}

interface LogOptions {
  readonly littleEndian?: boolean;
  readonly pageSize?: number;
  readonly version?: number;
}

/** Writes a log in the format of https://sqlite.org/fileformat2.html. */
function log(frames: readonly Frame[], options: LogOptions = {}): Uint8Array {
  const { littleEndian = false, pageSize = PAGE, version = 3_007_000 } = options;
  const bytes = new Uint8Array(32 + frames.length * (24 + pageSize));
  const view = new DataView(bytes.buffer);
  let sums: [number, number] = [0, 0];
  const sum = (from: number, to: number): void => {
    let [a, b] = sums;
    for (let at = from; at < to; at += 8) {
      a = (a + view.getUint32(at, littleEndian) + b) % 2 ** 32;
      b = (b + view.getUint32(at + 4, littleEndian) + a) % 2 ** 32;
    }
    sums = [a, b];
  };
  const words = (at: number, ...values: readonly number[]): void =>
    values.forEach((value, i) => view.setUint32(at + 4 * i, value));
  words(0, littleEndian ? 0x377f0682 : 0x377f0683, version, pageSize, 7, ...SALTS);
  sum(0, 24);
  words(24, ...sums);
  frames.forEach(({ page, fill, commit = 0, salts = SALTS }, i) => {
    const at = 32 + i * (24 + pageSize);
    words(at, page, commit, ...salts);
    bytes.fill(fill, at + 24, at + 24 + pageSize);
    sum(at, at + 8);
    sum(at + 24, at + 24 + pageSize);
    words(at + 16, ...sums);
  });
  return bytes;
}

/** A database whose pages have these bytes, with its page size in the header. */
function database(...fills: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(fills.length * PAGE);
  fills.forEach((fill, i) => bytes.fill(fill, i * PAGE, (i + 1) * PAGE));
  if (bytes.length > 0) new DataView(bytes.buffer).setUint16(16, PAGE);
  return bytes;
}

/** The byte of each page of a replayed database. */
function pages(bytes: Uint8Array): (number | undefined)[] {
  return Array.from({ length: bytes.length / PAGE }, (_, i) => bytes[i * PAGE + 500]);
}

describe.each([
  ["big-endian", false],
  ["little-endian", true],
])("a log with %s checksums", (_, littleEndian) => {
  const replay = (base: Uint8Array, frames: readonly Frame[]) => {
    const { bytes, commits } = replayLog(base, log(frames, { littleEndian }));
    return { pages: pages(bytes), commits };
  };

  test("applies committed transactions, the last version of each page", () => {
    const frames = [
      { page: 2, fill: 20 },
      { page: 1, fill: 10, commit: 3 },
      { page: 2, fill: 21 },
      { page: 5, fill: 50, commit: 5 },
    ];
    expect(replay(database(1, 2, 3), frames)).toEqual({ pages: [10, 21, 3, 0, 50], commits: 2 });
  });

  test("creates a database that was never written", () => {
    const frames = [
      { page: 1, fill: 10 },
      { page: 2, fill: 20, commit: 2 },
    ];
    expect(replay(database(), frames)).toEqual({ pages: [10, 20], commits: 1 });
  });

  test("skips an incomplete transaction", () => {
    const frames = [
      { page: 1, fill: 10, commit: 2 },
      { page: 2, fill: 20 },
      { page: 1, fill: 11 },
    ];
    expect(replay(database(1, 2), frames)).toEqual({ pages: [10, 2], commits: 1 });
    expect(replay(database(1, 2), frames.slice(1))).toEqual({ pages: [1, 2], commits: 0 });
  });

  test("ends at frames of an earlier use of the log", () => {
    const frames = [
      { page: 1, fill: 10, commit: 2 },
      { page: 2, fill: 20, commit: 2, salts: [SALTS[0] - 1, SALTS[1]] as const },
      { page: 2, fill: 21, commit: 2 },
    ];
    expect(replay(database(1, 2), frames)).toEqual({ pages: [10, 2], commits: 1 });
  });

  test("truncates the database if a transaction has shrunk it", () => {
    const frames = [
      { page: 3, fill: 30, commit: 3 },
      { page: 1, fill: 10, commit: 2 },
    ];
    expect(replay(database(1, 2, 3), frames)).toEqual({ pages: [10, 2], commits: 2 });
  });
});

test("a flipped bit or a truncation ends the log before its frame", () => {
  const whole = log([
    { page: 1, fill: 10, commit: 2 },
    { page: 2, fill: 20, commit: 2 },
  ]);
  const second = 32 + 24 + PAGE;
  for (let at = second; at < whole.length; at += 7) {
    const flipped = whole.slice();
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    expect(pages(replayLog(database(1, 2), flipped).bytes), `byte ${at}`).toEqual([10, 2]);
    expect(pages(replayLog(database(1, 2), whole.subarray(0, at)).bytes)).toEqual([10, 2]);
  }
  expect(pages(replayLog(database(1, 2), whole).bytes)).toEqual([10, 20]);
});

test("a log that was being restarted is empty", () => {
  const frames = [{ page: 1, fill: 10, commit: 1 }];
  for (const at of [8, 12, 16, 24]) {
    const torn = log(frames);
    torn[at + 3] = (torn[at + 3] ?? 0) ^ 1;
    expect(replayLog(database(1), torn).commits, `byte ${at}`).toBe(0);
  }
  expect(replayLog(database(1), new Uint8Array()).commits).toBe(0);
  expect(replayLog(database(1), log(frames).subarray(0, 31)).commits).toBe(0);
});

test("a log may be part of a larger buffer", () => {
  const bytes = log([{ page: 1, fill: 10, commit: 1 }]);
  const larger = new Uint8Array(bytes.length + 13);
  larger.set(bytes, 9);
  expect(pages(replayLog(database(1), larger.subarray(9, 9 + bytes.length)).bytes)).toEqual([10]);
});

test.each([
  ["is not a write-ahead log of SQLite", database(1)],
  ["is of version 3007001 of SQLite's format, not of 3007000", log([], { version: 3_007_001 })],
  ["has pages of 1000 bytes, which no database has", log([], { pageSize: 1000 })],
  [
    "has pages of 4096 bytes, and its database of 1024: it belongs to another database",
    log([], { pageSize: 4096 }),
  ],
])("what %s is refused", (message, bytes) => {
  expect(() => replayLog(database(1), bytes)).toThrow(message);
});
