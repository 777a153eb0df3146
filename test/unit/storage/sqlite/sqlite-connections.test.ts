import initSqlJs from "sql.js";
import { afterEach, expect, test, vi } from "vitest";
import type { Database } from "../../../../src/storage/sqlite/database.ts";
import { FileImage } from "../../../../src/storage/disk/file-image.ts";
import { PageFile } from "../../../../src/storage/sqlite/page-file.ts";
import type { InitSqlJs, SqlJs } from "../../../../src/storage/sqlite/sql-js.ts";
import type { Sqlite } from "../../../../src/storage/sqlite/sqlite.ts";
import { loadSqlite } from "./load-sqlite.ts";

const sqlJs = (await initSqlJs()) as unknown as SqlJs;
const databases: Database[] = [];

afterEach(() => {
  for (const database of databases.splice(0)) database.close();
});

function open(sqlite: Sqlite, name: string): Database {
  const database = sqlite.open(new PageFile(`key/${name}.sqlite`, new FileImage()));
  databases.push(database);
  database.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)");
  return database;
}

const count = (database: Database): unknown => database.get("SELECT count(*) FROM t")?.[0];

test("open connections stay within the limit, and all databases work", async () => {
  const sqlite = await loadSqlite({ connections: 3 });
  const opened = Array.from({ length: 10 }, (_, n) => open(sqlite, `${n}`));
  expect(sqlite.connections).toBe(3);
  for (let round = 0; round < 3; round++) {
    for (const database of opened) database.run("INSERT INTO t VALUES (?)", round);
  }
  expect(opened.map(count)).toEqual(opened.map(() => 6));
  expect(sqlite.connections).toBe(3);
  for (const database of opened) database.close();
  expect(sqlite.connections).toBe(0);
});

test("the least recently used connection is closed", async () => {
  const sqlite = await loadSqlite({ connections: 2 });
  const [a, b] = [open(sqlite, "a"), open(sqlite, "b")];
  // The cached view of the file shows whether the connection is still the same.
  a.exec("PRAGMA max_page_count = 77");
  b.exec("PRAGMA max_page_count = 78");
  count(a);
  open(sqlite, "c");
  expect(a.get("PRAGMA max_page_count")).toEqual([77]);
  expect(b.get("PRAGMA max_page_count")).not.toEqual([78]);
});

test("no connection is closed in a transaction or with a statement in use", async () => {
  const sqlite = await loadSqlite({ connections: 2 });
  const [a, b] = [open(sqlite, "a"), open(sqlite, "b")];
  a.exec("BEGIN");
  a.run("INSERT INTO t VALUES (4)");
  const cursor = b.prepare("SELECT a FROM t");
  cursor?.step();
  const others = ["c", "d", "e"].map((name) => open(sqlite, name));
  expect(sqlite.connections).toBe(3);
  expect(a.inTransaction).toBe(true);
  a.exec("COMMIT");
  expect(cursor?.step()).toBe(true);
  expect(cursor?.row()).toEqual([2]);
  cursor?.finalize();
  expect(others.map(count)).toEqual([3, 3, 3]);
  expect(sqlite.connections).toBe(2);
  expect(count(a)).toBe(4);
});

test("settings by PRAGMA survive the connection", async () => {
  const sqlite = await loadSqlite({ connections: 1 });
  const a = open(sqlite, "a");
  a.exec("PRAGMA foreign_keys=OFF; PRAGMA recursive_triggers=ON; PRAGMA case_sensitive_like=ON");
  a.run("PRAGMA legacy_alter_table = ON");
  const settings = (database: Database): unknown[] => [
    ...database.all("PRAGMA foreign_keys").flat(),
    ...database.all("PRAGMA recursive_triggers").flat(),
    ...database.all("PRAGMA legacy_alter_table").flat(),
    ...database.all("PRAGMA ignore_check_constraints").flat(),
    ...database.all("SELECT 'a' LIKE 'A'").flat(),
  ];
  for (let round = 0; round < 3; round++) {
    const other = open(sqlite, `other ${round}`);
    expect(settings(other)).toEqual([1, 0, 0, 0, 1]);
    expect(settings(a)).toEqual([0, 1, 1, 0, 0]);
  }
  a.reset();
  expect(settings(a)).toEqual([1, 0, 0, 0, 1]);
});

test("a stubbed Math.random has no effect", async () => {
  const random = vi.spyOn(Math, "random").mockReturnValue(0.5);
  const sqlite = await loadSqlite();
  const opened = ["a", "b", "c"].map((name) => open(sqlite, name));
  expect(opened.map(count)).toEqual([3, 3, 3]);
  random.mockRestore();
});

/** sql.js with space for `room` files; when full, it throws an object that is not an Error. */
function smallSqlJs(room: number): InitSqlJs {
  let files = 0;
  class Database extends sqlJs.Database {
    constructor(data?: unknown) {
      // eslint-disable-next-line no-throw-literal -- as Emscripten does
      if (files >= room) throw { name: "ErrnoError", errno: 33 };
      super(data);
      files++;
    }
    override close(): void {
      super.close();
      files--;
    }
  }
  return () => Promise.resolve({ ...sqlJs, Database });
}

test("when sql.js is full, idle connections are closed; without any, the error names the file", async () => {
  const sqlite = await loadSqlite({ initSqlJs: smallSqlJs(2) });
  const [a, b, c] = [open(sqlite, "a"), open(sqlite, "b"), open(sqlite, "c")];
  expect(sqlite.connections).toBe(2);
  a.exec("BEGIN");
  b.exec("BEGIN");
  expect(() => count(c)).toThrow(/cannot open key\/c\.sqlite: .*no room .*2 that are open/);
  b.exec("COMMIT");
  expect(count(c)).toBe(3);
});
