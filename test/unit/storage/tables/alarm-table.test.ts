import initSqlJs from "sql.js";
import { beforeEach, expect, test } from "vitest";
import { AlarmTable } from "../../../../src/storage/tables/alarm-table.ts";
import type { Database } from "../../../../src/storage/sqlite/database.ts";
import { FileImage } from "../../../../src/storage/disk/file-image.ts";
import { PageFile } from "../../../../src/storage/sqlite/page-file.ts";
import { loadSqlite } from "../sqlite/load-sqlite.ts";

const sqlite = await loadSqlite();

let database: Database;
let table: AlarmTable;

beforeEach(() => {
  database = sqlite.open(new PageFile("key/metadata.sqlite", new FileImage()));
  table = new AlarmTable(database);
  return () => database.close();
});

const NOW = 1_795_478_400_123;

function row(actorId: string, scheduledTime: number, actorName: string | null = null) {
  return { actorId, scheduledTime, actorName };
}

test("the table has workerd's schema, and is created once", () => {
  expect(database.all("SELECT name, sql FROM sqlite_schema")).toEqual([
    [
      "_cf_ALARM",
      "CREATE TABLE _cf_ALARM (\n      actor_id TEXT PRIMARY KEY,\n" +
        "      scheduled_time INTEGER,\n      actor_name TEXT\n    ) WITHOUT ROWID",
    ],
  ]);
  database.file.takeChanges();
  expect(new AlarmTable(database).count()).toBe(0);
  expect(database.file.dirty).toBe(false);
});

test("a file without the column actor_name gets it, and keeps its alarms", async () => {
  const SQL = await initSqlJs();
  const old = new SQL.Database();
  old.run(
    "CREATE TABLE _cf_ALARM (actor_id TEXT PRIMARY KEY, scheduled_time INTEGER) WITHOUT ROWID; " +
      "INSERT INTO _cf_ALARM VALUES ('aa', 1795478400123000000), ('bb', 1795478400124000000)",
  );
  const image = new FileImage();
  image.write(0, old.export());
  old.close();
  const file = new PageFile("key/metadata.sqlite", image);
  const migrated = new AlarmTable(sqlite.open(file));
  expect(file.dirty).toBe(true);
  expect(migrated.list(10, 0)).toEqual([row("aa", NOW), row("bb", NOW + 1)]);
  migrated.upsert("aa", "name", NOW);
  expect(migrated.get("aa")).toEqual(row("aa", NOW, "name"));
  file.takeChanges();

  const again = sqlite.open(new PageFile("key/metadata.sqlite", image));
  expect(new AlarmTable(again).get("aa")).toEqual(row("aa", NOW, "name"));
  expect(again.file.dirty).toBe(false);
  again.close();
});

test.each<[string, string | undefined, string | undefined, string | null]>([
  ["no name", undefined, undefined, null],
  ["a name stays when there is none", "first", undefined, "first"],
  ["a name comes later", undefined, "second", "second"],
  ["a name is replaced", "first", "second", "second"],
  ["an empty name is a name", "first", "", ""],
  ["any text", undefined, "é\0😀\ufeff", "é\0😀\ufeff"],
])("%s", (_what, first, second, expected) => {
  table.upsert("aa", first, NOW);
  table.upsert("aa", second, NOW + 5);
  expect(table.get("aa")).toEqual(row("aa", NOW + 5, expected));
  expect(table.count()).toBe(1);
});

test.each([
  [0, "0"],
  [1, "1000000"],
  [NOW, "1795478400123000000"],
  [9_223_372_036_854, "9223372036854000000"],
])("%i ms are stored as the integer %s", (time, nanoseconds) => {
  table.upsert("aa", undefined, time);
  expect(
    database.get("SELECT typeof(scheduled_time), CAST(scheduled_time AS TEXT) FROM _cf_ALARM"),
  ).toEqual(["integer", nanoseconds]);
  expect(table.get("aa")?.scheduledTime).toBe(time);
  expect(table.earliest()).toBe(time);
});

test.each([1.5, NaN, Infinity, 9_223_372_036_855])("%d ms are refused", (time) => {
  expect(() => table.upsert("aa", undefined, time)).toThrow(RangeError);
  expect(table.count()).toBe(0);
});

test("due alarms are ordered by time, then by id", () => {
  table.upsert("cc", undefined, NOW + 2);
  table.upsert("bb", "b", NOW + 1);
  table.upsert("aa", undefined, NOW + 1);
  table.upsert("dd", undefined, NOW - 5);
  const [dd, aa, bb, cc] = [
    row("dd", NOW - 5),
    row("aa", NOW + 1),
    row("bb", NOW + 1, "b"),
    row("cc", NOW + 2),
  ];
  expect(table.due(NOW - 6)).toEqual([]);
  expect(table.due(-Infinity)).toEqual([]);
  expect(table.due(NOW)).toEqual([dd]);
  expect(table.due(NOW + 1)).toEqual([dd, aa, bb]);
  expect(table.due(NOW + 1, 2)).toEqual([dd, aa]);
  expect(table.due(Infinity)).toEqual([dd, aa, bb, cc]);
  expect(table.due(Infinity, 0)).toEqual([]);
  expect(table.list(2, 0)).toEqual([dd, aa]);
  expect(table.list(2, 3)).toEqual([cc]);
  expect(table.list(2, 4)).toEqual([]);
  expect(table.count()).toBe(4);
});

test("the earliest time of all alarms, or after a given time", () => {
  expect(table.earliest()).toBeNull();
  table.upsert("aa", undefined, NOW);
  table.upsert("bb", undefined, NOW + 1);
  table.upsert("cc", undefined, NOW + 7);
  expect(table.earliest()).toBe(NOW);
  expect(table.earliest(-Infinity)).toBe(NOW);
  expect(table.earliest(NOW - 1)).toBe(NOW);
  expect(table.earliest(NOW)).toBe(NOW + 1);
  expect(table.earliest(NOW + 1)).toBe(NOW + 7);
  expect(table.earliest(NOW + 7)).toBeNull();
  expect(table.earliest(Infinity)).toBeNull();
});

test("an alarm is deleted; deleting a missing one has no effect", () => {
  table.upsert("aa", "name", NOW);
  table.delete("bb");
  expect(table.get("aa")).toEqual(row("aa", NOW, "name"));
  table.delete("aa");
  expect(table.get("aa")).toBeUndefined();
  expect(table.count()).toBe(0);
});

test("an imported file may have fractions of a millisecond and rows without a time", () => {
  database.exec(
    "INSERT INTO _cf_ALARM VALUES ('aa', 1795478400123999999, NULL), ('bb', NULL, 'no time')",
  );
  expect(table.earliest()).toBe(NOW);
  expect(table.earliest(NOW)).toBeNull();
  expect(table.due(NOW)).toEqual([row("aa", NOW)]);
  expect(table.list(10, 0)).toEqual([row("aa", NOW)]);
  expect(table.get("bb")).toBeUndefined();
  expect(table.count()).toBe(1);
});
