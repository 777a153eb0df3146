import { expect, test } from "vitest";
import { PAGE_SIZE } from "../../../../src/storage/disk/file-image.ts";
import {
  diffPages,
  MERGE_GAP,
  pageWords,
  uniteRanges,
} from "../../../../src/storage/sqlite/page-diff.ts";
import { seededRandom } from "../../seeded-random.ts";

/** The ranges in which a page of zeros differs from one with ones at `places`. */
function diffAt(...places: number[]): readonly number[] {
  const after = new Uint8Array(PAGE_SIZE);
  for (const place of places) after[place] = 1;
  return diffPages(new Int32Array(PAGE_SIZE / 4), pageWords(after, 0), 0);
}

test.each<[string, number[], number[]]>([
  ["nothing", [], []],
  ["the first byte", [0], [0, 4]],
  ["the last byte", [4095], [4092, 4096]],
  ["two bytes of a word", [9, 10], [8, 12]],
  ["two words side by side", [8, 12], [8, 16]],
  ["two words with a small gap", [0, 4 + MERGE_GAP], [0, 8 + MERGE_GAP]],
  ["two words with a larger gap", [0, 8 + MERGE_GAP], [0, 4, 8 + MERGE_GAP, 12 + MERGE_GAP]],
  ["both ends", [0, 4095], [0, 4, 4092, 4096]],
])("a page differs in %s", (_what, places, ranges) => {
  expect(diffAt(...places)).toEqual(ranges);
});

test("both pages may have any alignment", () => {
  const memory = new Int32Array(3 * 1024);
  memory[1024 + 7] = 1;
  expect(diffPages(new Int32Array(1024), memory, 1024)).toEqual([28, 32]);

  const odd = new Uint8Array(2 * PAGE_SIZE).subarray(3);
  odd[PAGE_SIZE - 5] = 1;
  expect(pageWords(odd, 0)).toHaveLength(1024);
  expect(diffPages(pageWords(odd, 0), memory, 0)).toEqual([4088, 4092]);
});

test.each<[number[], number[], number[]]>([
  [[], [], []],
  [[8, 12], [], [8, 12]],
  [[], [8, 12], [8, 12]],
  [
    [8, 12],
    [8, 12],
    [8, 12],
  ],
  [
    [8, 40],
    [12, 16],
    [8, 40],
  ],
  [
    [12, 16],
    [8, 40],
    [8, 40],
  ],
  [
    [0, 8],
    [4, 12],
    [0, 12],
  ],
  [
    [0, 4],
    [4 + MERGE_GAP, 64],
    [0, 64],
  ],
  [
    [0, 4],
    [100, 104],
    [0, 4, 100, 104],
  ],
  [
    [100, 104],
    [0, 4],
    [0, 4, 100, 104],
  ],
  [
    [0, 4, 100, 104],
    [50, 54],
    [0, 4, 50, 54, 100, 104],
  ],
  [
    [0, 4, 100, 104, 200, 204],
    [4, 200],
    [0, 204],
  ],
])("the union of %j and %j is %j", (a, b, united) => {
  expect(uniteRanges(a, b)).toEqual(united);
});

test("the ranges contain every changed byte, in order and without overlap", () => {
  const random = seededRandom(20);
  const pick = (n: number): number => Math.floor(random() * n);
  for (let round = 0; round < 200; round++) {
    const before = new Uint8Array(PAGE_SIZE).map(() => pick(4));
    const after = before.slice();
    for (let i = pick(12); i > 0; i--) {
      const start = pick(PAGE_SIZE);
      after.fill(pick(256), start, start + pick(40));
    }
    const ranges = diffPages(pageWords(before, 0), pageWords(after, 0), 0);
    const applied = before.slice();
    let end = -Infinity;
    for (let i = 0; i < ranges.length; i += 2) {
      const [from = 0, to = 0] = ranges.slice(i, i + 2);
      expect(from - end).toBeGreaterThan(MERGE_GAP);
      expect(to).toBeGreaterThan(from);
      applied.set(after.subarray(from, to), from);
      end = to;
    }
    expect(Buffer.compare(applied, after)).toBe(0);
  }
});
