import initSqlJs from "sql.js";
import { expect, test } from "vitest";
import { FileImage, PAGE_SIZE } from "../../../../src/storage/disk/file-image.ts";
import { checkIntegrity } from "../../../../src/storage/sqlite/integrity.ts";
import { PageFile } from "../../../../src/storage/sqlite/page-file.ts";
import type { InitSqlJs, SqlJs } from "../../../../src/storage/sqlite/sql-js.ts";
import { loadSqlite } from "./load-sqlite.ts";

const sqlite = await loadSqlite();
const sqlJs = (await initSqlJs()) as unknown as SqlJs;

function newFile(): PageFile {
  return new PageFile("key/hook.sqlite", new FileImage());
}

/** sql.js with another `Database` and possibly other functions. */
function brokenSqlJs(change: Partial<SqlJs>): InitSqlJs {
  return () => Promise.resolve({ ...sqlJs, ...change });
}

/** The constructor's `data` if it is our content object. */
interface Data {
  readonly length: number;
  slice(start: number, end: number): Contents;
}

interface Contents {
  readonly length: number;
  subarray(start: number, end: number): Uint8Array;
  set(bytes: Uint8Array, position: number): void;
}

/** A `Database` that replaces our content object. */
function withContents(replace: (data: Data, nth: number) => unknown): Partial<SqlJs> {
  let opened = 0;
  return {
    Database: class extends sqlJs.Database {
      constructor(data?: unknown) {
        const ours = typeof data === "object" && data !== null && !(data instanceof Uint8Array);
        super(ours ? replace(data as Data, ++opened) : data);
      }
    },
  };
}

/** A copy of the bytes of our content object. */
function copyOf(data: Data): Uint8Array {
  return data.slice(0, data.length).subarray(0, Math.min(data.length, PAGE_SIZE)).slice();
}

test.each<[string, Partial<SqlJs>]>([
  ["copies the content at once", withContents((data) => copyOf(data))],
  [
    "copies the content of all files but the first, which gives access to its memory",
    withContents((data, nth) => (nth === 1 ? data : copyOf(data))),
  ],
  [
    "writes to a copy",
    withContents((data, nth) => {
      if (nth === 1) return data;
      const copy = new Uint8Array(64 * PAGE_SIZE);
      const contents = data.slice(0, data.length);
      copy.set(contents.subarray(0, PAGE_SIZE));
      return {
        length: data.length,
        subarray: () => new Uint8Array(0),
        slice: (): Contents => ({
          length: contents.length,
          subarray: (start, end) => {
            contents.subarray(start, start + 1);
            return copy.subarray(start, end);
          },
          set: (bytes, position) => copy.set(bytes, position),
        }),
      };
    }),
  ],
  [
    "writes other bytes than SQLite's",
    withContents((data, nth) => {
      if (nth === 1) return data;
      const contents = data.slice(0, data.length);
      return {
        length: data.length,
        subarray: () => new Uint8Array(0),
        slice: (): Contents => ({
          length: contents.length,
          subarray: (start, end) => contents.subarray(start, end),
          set: (bytes, position) => {
            const other = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length).slice();
            other[PAGE_SIZE - 1] = (other[PAGE_SIZE - 1] ?? 0) ^ 1;
            contents.set(other, position);
          },
        }),
      };
    }),
  ],
])("a build of sql.js that %s is refused when it is loaded", async (_what, change) => {
  await expect(loadSqlite({ initSqlJs: brokenSqlJs(change) })).rejects.toThrow(/sql\.js 1\.16/);
});

test("a build that lacks a function is refused; the error names the function", async () => {
  const change = { _sqlite3_step: undefined } as unknown as Partial<SqlJs>;
  await expect(loadSqlite({ initSqlJs: brokenSqlJs(change) })).rejects.toThrow(/_sqlite3_step/);
});

test("the unmodified build passes the same check", async () => {
  const untouched = withContents((data) => data);
  await expect(loadSqlite({ initSqlJs: brokenSqlJs(untouched) })).resolves.toBeDefined();
});

test("a file opened later without the hook is refused; the error has its path", async () => {
  let broken = false;
  const change = withContents((data) => (broken ? copyOf(data) : data));
  const here = await loadSqlite({ initSqlJs: brokenSqlJs(change) });
  broken = true;
  const database = here.open(newFile());
  expect(() => database.exec("CREATE TABLE t (a)")).toThrow(/cannot open key\/hook\.sqlite/);
  broken = false;
  database.exec("CREATE TABLE t (a)");
  database.close();
});

/** A file that SQLite has truncated, so that the hook is lost. */
function cut(rows: number) {
  const file = newFile();
  const database = sqlite.open(file);
  database.exec("CREATE TABLE t (a INTEGER PRIMARY KEY, b)");
  for (let n = 0; n < 40; n++) {
    database.run("INSERT INTO t (b) VALUES (?)", new Uint8Array(1000).fill(n));
  }
  file.takeChanges();
  if (rows === 0) database.exec("DROP TABLE t");
  else database.run("DELETE FROM t WHERE a > ?", rows);
  file.takeChanges();
  return { file, database };
}

test.each([
  ["several pages: detected by the read across pages", 12, 5],
  ["two pages", 1, 2],
  ["one page: looks like a read of the first page", 0, 1],
])("when SQLite cuts a file to %s, the whole file is recorded again", (_what, rows, pages) => {
  const { file, database } = cut(rows);
  database.exec("VACUUM");
  expect(file.lost).toBe(false);

  const change = file.takeChanges();
  expect(change).toMatchObject({ replaced: true, size: pages * PAGE_SIZE });
  expect(file.takeChanges()).toBeUndefined();
  expect(checkIntegrity(sqlite, file.image)).toEqual([]);

  // The file has its hook again, so small changes are small.
  database.exec("CREATE TABLE IF NOT EXISTS t (a INTEGER PRIMARY KEY, b)");
  file.takeChanges();
  database.run("INSERT INTO t (b) VALUES ('after')");
  const next = file.takeChanges();
  expect(next?.replaced).toBe(false);
  expect(next?.ranges.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(200);
  expect(database.get("SELECT count(*), max(b) FROM t WHERE b = 'after'")).toEqual([1, "after"]);
  database.close();
});

test("a file that is truncated at every commit stays correct", () => {
  const image = new FileImage();
  const plain = new sqlJs.Database();
  plain.run("PRAGMA auto_vacuum=FULL; CREATE TABLE t (a, b)");
  image.write(0, plain.export());
  plain.close();
  const file = new PageFile("key/vacuum.sqlite", image);
  const database = sqlite.open(file);
  for (let round = 0; round < 5; round++) {
    database.run("INSERT INTO t VALUES (?, zeroblob(30000))", round);
    database.run("INSERT INTO t VALUES (?, 'kept')", round);
    database.run("DELETE FROM t WHERE length(b) > 1000");
    expect(file.takeChanges()?.replaced).toBe(true);
    expect(checkIntegrity(sqlite, image)).toEqual([]);
  }
  expect(database.get("SELECT count(*) FROM t")).toEqual([5]);
  database.close();
});

test("a running statement continues while a lost file is exported; later the file has its hook again", () => {
  const { file, database } = cut(30);
  const cursor = database.prepare("SELECT a FROM t WHERE a < 4");
  expect(cursor?.step()).toBe(true);
  // VACUUM cannot run beside another statement, so the loss is simulated.
  file.lost = true;
  database.run("INSERT INTO t VALUES (1000, 'one')");
  expect(file.takeChanges()?.replaced).toBe(true);
  expect(cursor?.step()).toBe(true);
  expect(cursor?.row()).toEqual([2]);
  database.run("INSERT INTO t VALUES (1001, 'two')");
  const change = file.takeChanges();
  expect(change?.replaced).toBe(true);
  expect(checkIntegrity(sqlite, file.image)).toEqual([]);
  cursor?.finalize();
  database.get("SELECT 1");
  file.takeChanges();

  database.run("INSERT INTO t VALUES (1002, 'three')");
  expect(file.takeChanges()?.replaced).toBe(false);
  expect(database.get("SELECT count(*) FROM t WHERE a >= 1000")).toEqual([3]);
  database.close();
});

test("a file lost inside a transaction is exported after its end", () => {
  const { file, database } = cut(30);
  database.exec("BEGIN");
  database.run("INSERT INTO t VALUES (1000, 'one')");
  file.lost = true;
  database.run("INSERT INTO t VALUES (1001, 'two')");
  expect(() => file.takeChanges()).toThrow(/key\/hook\.sqlite/);
  database.exec("COMMIT");
  expect(file.takeChanges()?.replaced).toBe(true);
  const other = sqlite.open(new PageFile("copy", file.image));
  expect(other.get("SELECT count(*) FROM t WHERE a >= 1000")).toEqual([2]);
  other.close();
  database.close();
});

test.each(["WAL", "DELETE", "OFF"])("PRAGMA journal_mode=%s does not hide a write", (mode) => {
  const { file, database } = cut(30);
  database.exec(`PRAGMA journal_mode=${mode}`);
  file.takeChanges();
  database.run("INSERT INTO t VALUES (1000, 'seen')");
  expect(file.dirty).toBe(true);
  expect(database.get("PRAGMA journal_mode")).toEqual(["memory"]);
  const other = sqlite.open(new PageFile("copy", file.image));
  expect(other.get("SELECT b FROM t WHERE a = 1000")).toEqual(["seen"]);
  other.close();
  database.close();
});

test("a file of workerd with a write-ahead log in its header opens and can be written", () => {
  const { file, database } = cut(30);
  database.close();
  const bytes = file.image.toBytes();
  bytes[18] = 2;
  bytes[19] = 2;
  const image = new FileImage();
  image.write(0, bytes);
  const opened = new PageFile("key/wal.sqlite", image);
  const wal = sqlite.open(opened);

  // Reading does not change the header.
  expect(wal.get("SELECT count(*) FROM t")).toEqual([30]);
  expect(checkIntegrity(sqlite, image)).toEqual([]);
  expect(opened.dirty).toBe(false);
  expect([...image.view(18, 20)]).toEqual([2, 2]);

  // The first write corrects the header.
  wal.run("INSERT INTO t VALUES (1000, 'written')");
  expect([...image.view(18, 20)]).toEqual([1, 1]);
  const covered = opened.takeChanges()?.ranges.some(({ offset, bytes: { length } }) => {
    return offset <= 18 && offset + length >= 20;
  });
  expect(covered).toBe(true);
  const plain = new sqlJs.Database(image.toBytes());
  expect(plain.exec("SELECT b FROM t WHERE a = 1000")[0]?.values).toEqual([["written"]]);
  plain.close();
  wal.close();
});
