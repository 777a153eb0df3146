import { describe, expect, test } from "vitest";

import { decodeUtf8, encodeUtf8, throughUtf8, utf8Length } from "../../../src/codec/utf8.ts";

/** A string, its bytes as workerd stores them, and the string after reading. */
const TABLE: [text: string, bytes: string, back: string][] = [
  ["", "", ""],
  ["a\0b", "610062", "a\0b"],
  ["é", "c3a9", "é"],
  ["\ufeffa", "efbbbf61", "\ufeffa"],
  ["日", "e697a5", "日"],
  ["\ud7ff\ue000\uffff", "ed9fbfee8080efbfbf", "\ud7ff\ue000\uffff"],
  ["😀", "f09f9880", "😀"],
  ["\u{10ffff}", "f48fbfbf", "\u{10ffff}"],
  // A lone surrogate is written as three bytes, each of which is read as U+FFFD.
  ["\ud800", "eda080", "\ufffd\ufffd\ufffd"],
  ["a\udfffb", "61edbfbf62", "a\ufffd\ufffd\ufffdb"],
  ["\udc00\ud800", "edb080eda080", "\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd"],
  ["\ud800😀\ud800", "eda080f09f9880eda080", "\ufffd\ufffd\ufffd😀\ufffd\ufffd\ufffd"],
];

describe("UTF-8 as in workerd", () => {
  test.each(TABLE)("%j", (text, bytes, back) => {
    const encoded = encodeUtf8(text);
    expect(Buffer.from(encoded).toString("hex")).toBe(bytes);
    expect(utf8Length(text)).toBe(encoded.length);
    expect(decodeUtf8(encoded)).toBe(back);
    expect(throughUtf8(text)).toBe(back);
  });
});
