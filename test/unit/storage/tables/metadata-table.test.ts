import { beforeEach, expect, test } from "vitest";
import type { Database } from "../../../../src/storage/sqlite/database.ts";
import { FileImage } from "../../../../src/storage/disk/file-image.ts";
import { MetadataTable } from "../../../../src/storage/tables/metadata-table.ts";
import { PageFile } from "../../../../src/storage/sqlite/page-file.ts";
import { loadSqlite } from "../sqlite/load-sqlite.ts";

const sqlite = await loadSqlite();

let database: Database;
let metadata: MetadataTable;

beforeEach(() => {
  database = sqlite.open(new PageFile("key/metadata.sqlite", new FileImage()));
  metadata = new MetadataTable(database);
  return () => database.close();
});

test("reading and deleting a missing alarm create no table", () => {
  expect(metadata.getAlarm()).toBeNull();
  expect(metadata.getBookmark()).toBeNull();
  metadata.setAlarm(null);
  expect(database.file.dirty).toBe(false);
});

test("the first write creates workerd's table", () => {
  metadata.setAlarm(1);
  expect(database.all("SELECT name, sql FROM sqlite_schema")).toEqual([
    [
      "_cf_METADATA",
      "CREATE TABLE _cf_METADATA (\n        key INTEGER PRIMARY KEY,\n        value BLOB\n      )",
    ],
  ]);
});

test.each([
  [0, "0"],
  [1, "1000000"],
  [-1, "-1000000"],
  [1_795_478_400_123, "1795478400123000000"],
  [1_795_478_400_125, "1795478400125000000"],
  [9_007_199_254_741, "9007199254741000000"],
  [9_223_372_036_854, "9223372036854000000"],
  [-9_223_372_036_854, "-9223372036854000000"],
])("an alarm at %i ms is stored as the integer %s", (time, nanoseconds) => {
  metadata.setAlarm(time);
  expect(database.all("SELECT key, typeof(value), CAST(value AS TEXT) FROM _cf_METADATA")).toEqual([
    [1, "integer", nanoseconds],
  ]);
  expect(metadata.getAlarm()).toBe(time);
});

test.each([1.5, NaN, Infinity, 9_223_372_036_855, -9_223_372_036_855, 2 ** 53])(
  "an alarm at %d ms is refused, and the previous one stays",
  (time) => {
    metadata.setAlarm(5);
    expect(() => metadata.setAlarm(time)).toThrow(RangeError);
    expect(metadata.getAlarm()).toBe(5);
  },
);

test("an alarm is replaced, and deleted by writing NULL as in workerd", () => {
  metadata.setAlarm(1000);
  metadata.setAlarm(2000);
  expect(metadata.getAlarm()).toBe(2000);
  metadata.setAlarm(null);
  expect(metadata.getAlarm()).toBeNull();
  expect(database.all("SELECT * FROM _cf_METADATA")).toEqual([[1, null]]);
});

test.each([0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 52])(
  "the bookmark counter %d is stored as an integer beside the alarm",
  (count) => {
    metadata.setAlarm(7);
    metadata.setBookmark(count);
    expect(metadata.getBookmark()).toBe(count);
    expect(database.all("SELECT key, typeof(value) FROM _cf_METADATA")).toEqual([
      [1, "integer"],
      [2, "integer"],
    ]);
    expect(metadata.getAlarm()).toBe(7);
  },
);

test("after a rollback and forget() the table is created again", () => {
  database.exec("BEGIN");
  metadata.setAlarm(1);
  database.exec("ROLLBACK");
  metadata.forget();
  expect(metadata.getAlarm()).toBeNull();
  metadata.setAlarm(2);
  expect(metadata.getAlarm()).toBe(2);
});
