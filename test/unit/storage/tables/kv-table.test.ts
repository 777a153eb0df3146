import { beforeEach, expect, test } from "vitest";
import { encodeUtf8, throughUtf8 } from "../../../../src/codec/utf8.ts";
import type { Database } from "../../../../src/storage/sqlite/database.ts";
import { FileImage } from "../../../../src/storage/disk/file-image.ts";
import { type KvListOptions, KvTable } from "../../../../src/storage/tables/kv-table.ts";
import { PageFile } from "../../../../src/storage/sqlite/page-file.ts";
import { loadSqlite } from "../sqlite/load-sqlite.ts";

const sqlite = await loadSqlite();
const bytes = (...values: number[]): Uint8Array => Uint8Array.of(...values);

let database: Database;
let kv: KvTable;

beforeEach(() => {
  database = sqlite.open(new PageFile("key/kv.sqlite", new FileImage()));
  kv = new KvTable(database);
  return () => database.close();
});

test("a value is put, read, replaced and deleted", () => {
  kv.put("a", bytes(1));
  kv.put("b", bytes());
  expect(kv.get("a")).toEqual(bytes(1));
  expect(kv.get("b")).toEqual(bytes());
  expect(kv.get("c")).toBeUndefined();
  kv.put("a", bytes(2, 3));
  expect(kv.get("a")).toEqual(bytes(2, 3));
  expect(kv.delete("a")).toBe(true);
  expect(kv.delete("a")).toBe(false);
  expect(kv.get("a")).toBeUndefined();
});

test("deleting a missing key creates the table", () => {
  expect(kv.delete("a")).toBe(false);
  expect(database.all("SELECT name FROM sqlite_schema")).toEqual([["_cf_KV"]]);
});

test("reading creates no table; the first write creates workerd's", () => {
  expect(kv.get("a")).toBeUndefined();
  expect(kv.getMany(["a"])).toEqual([]);
  expect(kv.list()).toEqual([]);
  expect(database.file.dirty).toBe(false);
  expect(database.all("SELECT * FROM sqlite_schema")).toEqual([]);
  kv.put("a", bytes(1));
  expect(database.all("SELECT name, sql FROM sqlite_schema")).toEqual([
    [
      "_cf_KV",
      "CREATE TABLE _cf_KV (\n        key TEXT PRIMARY KEY,\n        value BLOB\n      ) WITHOUT ROWID",
    ],
  ]);
});

test("an existing table is found", () => {
  kv.put("a", bytes(1));
  expect(new KvTable(database).get("a")).toEqual(bytes(1));
});

test("after a rollback and forget() the table is created again", () => {
  database.exec("BEGIN");
  kv.put("a", bytes(1));
  database.exec("ROLLBACK");
  kv.forget();
  expect(kv.get("a")).toBeUndefined();
  kv.put("a", bytes(2));
  expect(kv.get("a")).toEqual(bytes(2));
  database.reset();
  kv.forget();
  expect(kv.list()).toEqual([]);
  kv.put("b", bytes(3));
  expect(kv.list()).toEqual([["b", bytes(3)]]);
});

/** In the order of their UTF-8 bytes, which differs from JavaScript's sort order. */
const KEYS = [
  "",
  "\0",
  "\0a",
  "A",
  "a",
  "a\0",
  "a\0b",
  "a\ufeff",
  "b",
  "é",
  "\ud7ff",
  "\ue000",
  "\ufeffa",
  "\uffff",
  "\u{10000}",
  "😀",
  "😀a",
  "\u{10ffff}",
];

test("the keys above are in byte order, not in JavaScript's order", () => {
  const hex = KEYS.map((key) => Buffer.from(encodeUtf8(key)).toString("hex"));
  expect(hex).toEqual(hex.toSorted());
  expect(KEYS).not.toEqual(KEYS.toSorted());
});

test("keys are listed in the order of their UTF-8 bytes, unchanged", () => {
  const shuffled = KEYS.toReversed();
  shuffled.forEach((key, n) => kv.put(key, bytes(n)));
  expect(kv.list().map(([key]) => key)).toEqual(KEYS);
  expect(kv.list({ reverse: true }).map(([key]) => key)).toEqual(KEYS.toReversed());
  expect(kv.getMany([...shuffled, "b", "not there"]).map(([key]) => key)).toEqual(KEYS);
  for (const [n, key] of shuffled.entries()) expect(kv.get(key)).toEqual(bytes(n));
});

test("keys that differ in lone surrogates are different keys", () => {
  const keys = ["a\ud800", "a\udc00", "a\ue000", "a\ufffd"];
  keys.forEach((key, n) => kv.put(key, bytes(n)));
  expect(keys.map((key) => kv.get(key))).toEqual([bytes(0), bytes(1), bytes(2), bytes(3)]);
  expect(kv.getMany(keys.toReversed())).toEqual(kv.list());
  expect(kv.list().map(([key]) => key)).toEqual(keys.map(throughUtf8));
});

test.each<[KvListOptions, string]>([
  [{}, "a b c é 😀"],
  [{ start: "b" }, "b c é 😀"],
  [{ start: "b\0" }, "c é 😀"],
  [{ end: "c" }, "a b"],
  [{ start: "b", end: "é" }, "b c"],
  [{ start: "c", end: "b" }, ""],
  [{ start: "b", end: "b" }, ""],
  [{ end: "" }, ""],
  [{ start: "z" }, "é 😀"],
  [{ start: "\uffff" }, "😀"],
  [{ end: "\uffff" }, "a b c é"],
  [{ limit: 2 }, "a b"],
  [{ limit: 100 }, "a b c é 😀"],
  [{ reverse: true }, "😀 é c b a"],
  [{ reverse: true, limit: 2 }, "😀 é"],
  [{ reverse: true, start: "b", end: "é", limit: 1 }, "c"],
  [{ start: "b", limit: 2 }, "b c"],
  [{ start: undefined, end: undefined, limit: undefined, reverse: false }, "a b c é 😀"],
])("list(%j) gives %s", (options, expected) => {
  for (const key of ["c", "a", "😀", "é", "b"]) kv.put(key, bytes(1));
  const found = kv.list(options);
  expect(found.map(([key]) => key).join(" ")).toBe(expected);
  expect(found.every(([, value]) => value.length === 1)).toBe(true);
});

test("a large limit, a large value and many keys", () => {
  const value = new Uint8Array(200_000).map((_, n) => n);
  kv.put("large", value);
  expect(Buffer.compare(kv.get("large") ?? bytes(), value)).toBe(0);
  database.exec("BEGIN");
  for (let n = 0; n < 5000; n++) kv.put(`key ${String(n).padStart(4, "0")}`, bytes(1));
  database.exec("COMMIT");
  expect(kv.list()).toHaveLength(5001);
  expect(kv.list({ start: "key 0100", limit: 2 ** 40 })).toHaveLength(4901);
});
