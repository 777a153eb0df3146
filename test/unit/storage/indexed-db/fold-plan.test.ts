import { describe, expect, test } from "vitest";

import { BrokenRecord } from "../../../../src/storage/indexed-db/disk-format.ts";
import { encodeChunk, type FileHead } from "../../../../src/storage/indexed-db/file-chunk.ts";
import { CHUNK_SIZE } from "../../../../src/storage/disk/file-image.ts";
import {
  replay,
  surveyFile,
  type ChunkState,
} from "../../../../src/storage/indexed-db/file-survey.ts";
import { planFold } from "../../../../src/storage/indexed-db/fold-plan.ts";
import {
  encodeLogRecord,
  type LogChange,
  type LogSection,
} from "../../../../src/storage/indexed-db/log-record.ts";

const C = CHUNK_SIZE;

/** A stored chunk 0. */
const zero = (lsn: number, head: FileHead): unknown =>
  encodeChunk({ path: "f", n: 0, lsn, data: new Uint8Array(), head });

/** A section that writes one byte to each of `chunks`. */
function section(lsn: number, size: number, chunks: number[], more: Partial<LogChange> = {}) {
  const ranges = chunks.map((n) => ({ offset: n * C, bytes: Uint8Array.of(lsn) }));
  const change = { path: "f", size, replaced: false, ranges, ...more };
  return encodeLogRecord(lsn, [change]).sections[0] as LogSection;
}

const fresh = { replaced: true };

describe("planFold", () => {
  const based = zero(5, { size: 4 * C, through: 5, count: 4 });

  test.each<
    [string, unknown, LogSection[], { newest: number; budget: number }, number[], FileHead]
  >([
    [
      "all chunks of a new file",
      undefined,
      [section(1, 2 * C, [0, 1], fresh)],
      { newest: 1, budget: 8 },
      [0, 1],
      { size: 2 * C, through: 1, count: 2 },
    ],
    [
      "part of a new file that exceeds the budget; the rest stays in the log",
      undefined,
      [section(1, 4 * C, [0, 1, 2, 3], fresh), section(2, 4 * C, [3])],
      { newest: 9, budget: 3 },
      [0, 1, 2],
      { size: 4 * C, through: 0, count: 3 },
    ],
    [
      "only the changed chunks",
      based,
      [section(6, 4 * C, [2])],
      { newest: 6, budget: 8 },
      [0, 2],
      { size: 4 * C, through: 6, count: 4 },
    ],
    [
      "the chunks that have waited longest first",
      based,
      [section(6, 4 * C, [3]), section(7, 4 * C, [1, 3]), section(9, 4 * C, [2])],
      { newest: 9, budget: 3 },
      [0, 3, 1],
      { size: 4 * C, through: 8, count: 4 },
    ],
    [
      "new chunks, even without ranges in them",
      based,
      [section(6, 7 * C, [6])],
      { newest: 6, budget: 8 },
      [0, 4, 5, 6],
      { size: 7 * C, through: 6, count: 7 },
    ],
    [
      "no sections that the chunks already contain",
      zero(7, { size: 4 * C, through: 6, count: 4 }),
      [section(6, 4 * C, [1]), section(7, 4 * C, [2])],
      { newest: 7, budget: 8 },
      [0, 2],
      { size: 4 * C, through: 7, count: 4 },
    ],
    [
      "no sections from before a replacement",
      undefined,
      [section(6, 9 * C, [5, 8]), section(7, 2 * C, [0], fresh)],
      { newest: 7, budget: 8 },
      [0, 1],
      { size: 2 * C, through: 7, count: 2 },
    ],
    [
      "direct chunks of an import only if they were changed since",
      undefined,
      [section(6, 6 * C, [0], { ...fresh, direct: { from: 1, to: 6 } }), section(7, 6 * C, [4])],
      { newest: 7, budget: 8 },
      [0, 4],
      { size: 6 * C, through: 7, count: 6 },
    ],
    [
      "the last chunk of a shortened file",
      based,
      [section(6, 2 * C + 1, [])],
      { newest: 6, budget: 8 },
      [0, 2],
      { size: 2 * C + 1, through: 6, count: 3 },
    ],
    [
      "the chunks of a file that shrank and grew again",
      based,
      [section(6, C, []), section(7, 3 * C, [2])],
      { newest: 7, budget: 8 },
      [0, 1, 2],
      { size: 3 * C, through: 7, count: 3 },
    ],
    [
      "no chunks of a deleted file",
      based,
      [section(6, 4 * C, [1]), section(7, 0, [], fresh)],
      { newest: 8, budget: 8 },
      [],
      { size: 0, through: 8, count: 0 },
    ],
  ])("has %s", (_, base, logged, { newest, budget }, chunks, head) => {
    const survey = surveyFile("f", base, false, logged);
    expect(planFold(survey, new Map(), newest, budget)).toEqual({ chunks, head });
  });

  test("continues where the last fold ended", () => {
    const logged = [section(1, 4 * C, [0, 1, 2, 3], fresh), section(2, 4 * C, [3])];
    const first = planFold(surveyFile("f", undefined, false, logged), new Map(), 2, 3);
    const base = zero(2, first.head);
    const folded = new Map(first.chunks.map((n) => [n, 2]));
    const changed = section(3, 4 * C, [1]);
    const second = planFold(surveyFile("f", base, false, [...logged, changed]), folded, 3, 2);
    expect(second).toEqual({ chunks: [0, 3], head: { size: 4 * C, through: 2, count: 4 } });
  });
});

describe("surveyFile", () => {
  test.each<[string, unknown, boolean, LogSection[]]>([
    ["the log changes a file without chunk 0", undefined, false, [section(6, C, [0])]],
    ["the file has a name record and no chunk 0", undefined, true, []],
    ["both", undefined, true, [section(6, C, [0])]],
  ])("finds that chunk 0 is missing when %s", (_, base, named, logged) => {
    expect(() => surveyFile("f", base, named, logged)).toThrow(
      new BrokenRecord("chunk 0 is missing"),
    );
  });

  test.each<[string, unknown, LogSection[], number]>([
    ["nothing", undefined, [], 0],
    ["chunk 0", zero(5, { size: 7, through: 5, count: 1 }), [], 7],
    ["the newest section", zero(5, { size: 7, through: 5, count: 1 }), [section(6, 9, [])], 9],
    [
      "chunk 0 if it is newer than the log",
      zero(8, { size: 7, through: 5, count: 1 }),
      [section(6, 9, []), section(8, 7, [])],
      7,
    ],
    ["a replacement", undefined, [section(3, 99, []), section(6, 9, [], fresh)], 9],
  ])("takes the size from %s", (_, base, logged, size) => {
    expect(surveyFile("f", base, false, logged).size).toBe(size);
  });
});

describe("replay", () => {
  const filled = (lsn: number): ChunkState => ({ lsn, bytes: new Uint8Array(C).fill(9) });

  test.each<[string, LogSection[], number, { at: number; value: number }[]]>([
    [
      "changes an older chunk",
      [section(6, 2 * C, [0])],
      5,
      [
        { at: 0, value: 6 },
        { at: 1, value: 9 },
      ],
    ],
    ["skips a chunk that contains the section", [section(6, 2 * C, [0])], 6, [{ at: 0, value: 9 }]],
    [
      "zeros the bytes behind the end",
      [section(6, 3, [])],
      5,
      [
        { at: 2, value: 9 },
        { at: 3, value: 0 },
      ],
    ],
    ["zeros a replaced file", [section(6, C, [], fresh)], 5, [{ at: 2, value: 0 }]],
    [
      "keeps later changes",
      [section(6, 3, []), section(7, C, []), section(8, C, [0])],
      5,
      [
        { at: 0, value: 8 },
        { at: 2, value: 9 },
        { at: 9, value: 0 },
      ],
    ],
  ])("%s", (_, logged, lsn, expected) => {
    const chunk = filled(lsn);
    replay(logged, new Map([[0, chunk]]));
    expect(expected.map(({ at }) => ({ at, value: chunk.bytes[at] }))).toEqual(expected);
  });

  test("splits a range at chunk boundaries, and skips chunks that were not requested", () => {
    const bytes = new Uint8Array(2 * C).fill(4);
    const ranges = [{ offset: C - 1, bytes }];
    const long = section(6, 4 * C, [], { ranges });
    const [first, third] = [filled(5), filled(5)];
    replay(
      [long],
      new Map([
        [0, first],
        [2, third],
      ]),
    );
    expect([first.bytes[C - 2], first.bytes[C - 1]]).toEqual([9, 4]);
    expect([third.bytes[C - 2], third.bytes[C - 1]]).toEqual([4, 9]);
  });
});
