import { expect, test } from "vitest";

import { FacetIndex } from "../../../../src/actor/facets/facet-index.ts";
import { parseFilePath } from "../../../../src/actor/file-path.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const EMPTY = new Uint8Array();

/** As workerd 2026-11-17 wrote it: a, b, c, é😀/../, then "in" below b. */
const WRITTEN =
  "57efb0c55bcecdc4" +
  "0000010061" +
  "0000010062" +
  "0000010063" +
  "00000a00c3a9f09f98802f2e2e2f" +
  "02000200696e";

test("an index has workerd's bytes and is read back", () => {
  const index = new FacetIndex(EMPTY);
  const numbers = ["a", "b", "c", "é😀/../"].map((name) => index.add(0, name));
  expect([...numbers, index.add(2, "in")]).toEqual([1, 2, 3, 4, 5]);
  expect(hex(index.toBytes())).toBe(WRITTEN);

  const read = new FacetIndex(Buffer.from(WRITTEN, "hex"));
  expect([read.find(0, "b"), read.find(2, "in"), read.find(0, "in")]).toEqual([2, 5, undefined]);
  expect(read.children(0)).toEqual([
    ["a", 1],
    ["b", 2],
    ["c", 3],
    ["é😀/../", 4],
  ]);
  expect([read.descendants(0), read.descendants(2), read.descendants(5)]).toEqual([
    [1, 2, 5, 3, 4],
    [5],
    [],
  ]);
  expect(read.add(5, "x")).toBe(6);
});

test("all() lists facets by number, parents before children", () => {
  const index = new FacetIndex(Buffer.from(WRITTEN, "hex"));
  const all = [...index.all()];
  expect(all.map(({ number }) => number)).toEqual(all.map((_, i) => i + 1));
  for (const { number, parent, name } of all) {
    expect(index.find(parent, name)).toBe(number);
    expect(parent).toBeLessThan(number);
  }
  expect(all.length).toBeGreaterThan(3);
});

test("an entry that a crash cut off is ignored", () => {
  const bytes = Buffer.from(WRITTEN, "hex");
  const cut = new FacetIndex(bytes.subarray(0, bytes.length - 1));
  expect([cut.find(0, "c"), cut.find(2, "in")]).toEqual([3, undefined]);
});

test("bytes that are not an index are refused", () => {
  expect(() => new FacetIndex(Buffer.from("SQLite format 3\0"))).toThrow("unknown magic number");
  expect(() => new FacetIndex(new Uint8Array(3))).toThrow("unknown magic number");
});

test("there are at most 65,535 facets", () => {
  const index = new FacetIndex(EMPTY);
  for (let i = 0; i < 0xffff; i++) index.add(0, String(i));
  expect(() => index.add(0, "one more")).toThrow("Maximum number of facets exceeded");
});

test.each([
  ["k/metadata.sqlite", { uniqueKey: "k", kind: "metadata", id: "", number: 0 }],
  ["a/b/0f.sqlite", { uniqueKey: "a/b", kind: "object", id: "0f", number: 0 }],
  ["k/0f.12.sqlite", { uniqueKey: "k", kind: "facet", id: "0f", number: 12 }],
  ["k/0f.facets", { uniqueKey: "k", kind: "facets", id: "0f", number: 0 }],
  ["metadata.sqlite", undefined],
  ["k/0f.db", undefined],
])("%s is a file of a disk: %j", (path, parsed) => {
  expect(parseFilePath(path)).toEqual(parsed);
});
