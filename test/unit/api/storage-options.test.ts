import { expect, test } from "vitest";

import { listRange, readListOptions } from "../../../src/api/storage-options.ts";

const parameter = { className: "Storage", method: "list", position: 1 };
const range = (options: unknown) => listRange(readListOptions(options, parameter));

test.each([
  [undefined, {}],
  [{}, {}],
  [{ start: "b" }, { start: "b" }],
  [{ start: null }, { start: "null" }],
  [{ startAfter: "b" }, { start: "b\0" }],
  [{ end: "b" }, { end: "b" }],
  [{ prefix: "b" }, { start: "b", end: "c" }],
  [{ prefix: "" }, { start: "" }],
  [
    { prefix: "b", start: "a" },
    { start: "b", end: "c" },
  ],
  [
    { prefix: "b", start: "ba" },
    { start: "ba", end: "c" },
  ],
  [
    { prefix: "b", startAfter: "b" },
    { start: "b\0", end: "c" },
  ],
  [
    { prefix: "b", end: "bb" },
    { start: "b", end: "bb" },
  ],
  [
    { prefix: "b", end: "z" },
    { start: "b", end: "c" },
  ],
  [
    { prefix: "\u{10FFFF}", end: "\u{10FFFF}x" },
    { start: "\u{10FFFF}", end: "\u{10FFFF}x" },
  ],
  [
    { prefix: "\uFFFF", end: "\u{1F600}" },
    { start: "\uFFFF", end: "\u{10000}" },
  ],
  [{ limit: "3" }, { limit: 3 }],
])("%o", (options, expected) => {
  expect(range(options)).toEqual({ reverse: false, ...expected });
});

test.each([
  { end: "" },
  { start: "b", end: "b" },
  { start: "c", end: "b" },
  { startAfter: "b", end: "b\0" },
  { prefix: "b", end: "b" },
  { prefix: "b", start: "c" },
  { start: "\u{1F600}", end: "\uFFFF" },
])("%o: no key can be there", (options) => {
  expect(range(options)).toBeNull();
});

test.each([
  [{ start: "a", startAfter: "a" }, "both start and startAfter"],
  [{ limit: 0 }, "List limit must be positive."],
  [{ limit: 0, start: "c", end: "b" }, "List limit must be positive."],
])("%o is refused", (options, message) => {
  expect(() => range(options)).toThrow(message);
});

test.each([
  [true, true],
  ["no", true],
  [0, false],
  [undefined, false],
])("reverse: %o is %o", (reverse, expected) => {
  expect(range({ reverse })).toEqual({ reverse: expected });
});
