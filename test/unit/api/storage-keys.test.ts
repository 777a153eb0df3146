import { describe, expect, test } from "vitest";

import { afterPrefix, compareKeys, toKeys } from "../../../src/api/storage-keys.ts";
import { encodeUtf8 } from "../../../src/codec/utf8.ts";

/** In the order of UTF-8 bytes; a lone surrogate is three bytes, `ED A0 80` and up. */
const ordered = [
  "",
  "\0",
  "A",
  "a",
  "a\0",
  "a\uD7FF",
  "a\uD800",
  "a\uD83D",
  "a\uD83Dx",
  "a\uDC00",
  "a\uDE00",
  "a\uDFFF",
  "a\uE000",
  "a\uFFFF",
  "a\u{10000}",
  "a\u{1F600}",
  "a\u{1F600}\0",
  "a\u{1F601}",
  "a\u{10FFFF}",
  "b",
  "é",
];

test("keys are compared by their UTF-8 bytes", () => {
  for (const [i, a] of ordered.entries()) {
    for (const [j, b] of ordered.entries()) {
      const order = Math.sign(compareKeys(a, b));
      expect([a, b, order]).toEqual([a, b, Math.sign(i - j)]);
      const bytes = Buffer.compare(encodeUtf8(a), encodeUtf8(b));
      expect([a, b, order]).toEqual([a, b, bytes]);
    }
  }
});

describe("afterPrefix()", () => {
  test.each([
    ["", undefined],
    ["a", "b"],
    ["a\uD7FF", "a\uD800"],
    ["a\uFFFF", "a\u{10000}"],
    ["a\u{10FFFF}", "b"],
    ["\u{10FFFF}\u{10FFFF}", undefined],
    ["a\uDFFF", "a\uE000"],
  ])("%o: %o", (prefix, end) => {
    expect(afterPrefix(prefix)).toBe(end);
  });

  test("is above every key with the prefix, with no other key between", () => {
    for (const prefix of ordered) {
      const end = afterPrefix(prefix);
      for (const key of ordered) {
        const bytes = Buffer.from(encodeUtf8(key));
        const start = encodeUtf8(prefix);
        const begins = bytes.subarray(0, start.length).equals(start);
        const inRange =
          compareKeys(key, prefix) >= 0 && (end === undefined || compareKeys(key, end) < 0);
        expect([prefix, key, inRange]).toEqual([prefix, key, begins]);
      }
    }
  });
});

describe("toKeys()", () => {
  const parameter = { className: "Storage", method: "get", position: 1 };

  test.each([
    [["a", "b"], "a"],
    [[undefined], "undefined"],
    [[["b", 1, , ["c", "d"]]], ["b", "1", "undefined", "c,d"]],
    [[new Set(["a"])], "[object Set]"],
  ])("%o: %o", (args, keys) => {
    expect(toKeys(args, parameter)).toEqual(keys);
  });

  test("a missing argument is refused", () => {
    expect(() => toKeys([], parameter)).toThrow(
      "Failed to execute 'get' on 'Storage': parameter 1 is not of type 'string or Array'.",
    );
  });
});
