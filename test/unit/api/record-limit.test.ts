import { expect, test } from "vitest";

import { checkKey, checkRecord } from "../../../src/api/record-limit.ts";

/** The limits of workerd (2026-11-17). */
test.each([
  ["b", 8388635],
  ["b".repeat(100), 8388535],
  ["é".repeat(50), 8388535],
  ["k".repeat(8388632), 4],
])("a record at the limit is accepted", (key, bytes) => {
  const value = (length: number) => ({ length }) as Uint8Array;
  expect(() => checkRecord(key, value(bytes))).not.toThrow();
  expect(() => checkRecord(key, value(bytes + 1))).toThrow("string or blob too big: SQLITE_TOOBIG");
});

test("a key at the limit is accepted", () => {
  expect(() => checkKey("k".repeat(8388642))).not.toThrow();
  expect(() => checkKey("k".repeat(8388643))).toThrow("string or blob too big: SQLITE_TOOBIG");
  expect(() => checkKey("é".repeat(4194322))).toThrow("string or blob too big: SQLITE_TOOBIG");
});
