import { expect, test } from "vitest";
import { matchesValue } from "../../../../src/tools/playwright/match-value.ts";

test.each<[value: unknown, expected: unknown, matches: boolean]>([
  [1, 1, true],
  [1, "1", false],
  [Number.NaN, Number.NaN, true],
  [{ a: 1, b: undefined }, { a: 1 }, true],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ a: 1, b: 2 }, { a: 1 }, false],
  [[1, 2], [1, 2], true],
  [[1, 2], [1], false],
  [{ 0: 1 }, [1], false],
  [new Date(5), new Date(5), true],
  [new Date(5), new Date(6), false],
  [new Map([["a", 1]]), new Map([["a", 1]]), true],
  [new Uint8Array([1]), new Uint8Array([2]), false],
  [{ a: { b: 3 } }, { a: expect.objectContaining({ b: expect.any(Number) }) }, true],
  [{ a: [3] }, { a: [expect.any(String)] }, false],
  [null, {}, false],
])("%j matches %j: %s", (value, expected, matches) => {
  expect(matchesValue(value, expected)).toBe(matches);
});
