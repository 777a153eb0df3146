import initSqlJs from "sql.js";
import { beforeAll, expect, test } from "vitest";
import type { Database } from "../../../../src/storage/sqlite/database.ts";
import { FileImage } from "../../../../src/storage/disk/file-image.ts";
import { checkIntegrity } from "../../../../src/storage/sqlite/integrity.ts";
import { PageFile } from "../../../../src/storage/sqlite/page-file.ts";
import type { Sqlite } from "../../../../src/storage/sqlite/sqlite.ts";
import { loadSqlite } from "./load-sqlite.ts";
import { seededRandom } from "../../seeded-random.ts";

let sqlite: Sqlite;

beforeAll(async () => {
  sqlite = await loadSqlite();
});

/** A copy of the file that is built from its changes only. */
class Replica {
  readonly image = new FileImage();
  bytes = 0;

  apply(file: PageFile): void {
    const change = file.takeChanges();
    if (change === undefined) return;
    if (change.replaced) this.image.truncate(0);
    let end = 0;
    for (const { offset, bytes } of change.ranges) {
      if (offset < end) throw new Error(`the range at ${offset} overlaps the one before`);
      end = offset + bytes.length;
      this.image.write(offset, bytes);
      this.bytes += bytes.length;
    }
    if (this.image.size !== change.size) throw new Error("the ranges do not reach the end");
  }
}

/** The content of all tables, with blobs as digits, for comparison. */
function content(query: (sql: string) => unknown[][]): string {
  const tables = query("SELECT name, sql FROM sqlite_schema ORDER BY name");
  const rows = tables.map(([name, sql]) => [
    sql,
    String(sql).startsWith("CREATE TABLE") ? query(`SELECT * FROM ${name} ORDER BY 1, 2`) : [],
  ]);
  return JSON.stringify(rows, (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value,
  );
}

function contentOf(database: Database): string {
  return content((sql) => database.all(sql));
}

/** The same, read by unmodified sql.js from plain bytes. */
async function contentOfBytes(bytes: Uint8Array): Promise<string> {
  const SQL = await initSqlJs();
  const database = new SQL.Database(bytes);
  try {
    const problems = database.exec("PRAGMA integrity_check")[0]?.values.flat();
    if (problems?.join() !== "ok") throw new Error(`the bytes are damaged: ${problems?.join()}`);
    return content((sql) => database.exec(sql)[0]?.values ?? []);
  } finally {
    database.close();
  }
}

/** A random statement of any kind. */
function step(database: Database, random: () => number): void {
  const pick = (n: number): number => Math.floor(random() * n);
  const table = `t${pick(4)}`;
  const exists = database.get("SELECT 1 FROM sqlite_schema WHERE name = ?", table) !== undefined;
  if (!exists) {
    const kind = pick(2) === 0 ? "(k TEXT PRIMARY KEY, v) WITHOUT ROWID" : "(k TEXT, v)";
    database.exec(`CREATE TABLE ${table} ${kind}`);
    if (pick(2) === 0) database.exec(`CREATE INDEX ${table}_v ON ${table} (v)`);
    return;
  }
  const key = `key ${pick(300)}`;
  const kind = pick(100);
  if (kind < 45) {
    const value = new Uint8Array(pick(10) === 0 ? pick(20_000) : pick(200)).fill(pick(256));
    database.run(`INSERT OR REPLACE INTO ${table} (k, v) VALUES (?, ?)`, key, value);
  } else if (kind < 65) database.run(`UPDATE ${table} SET v = ? WHERE k = ?`, pick(1e6), key);
  else if (kind < 80) database.run(`DELETE FROM ${table} WHERE k < ?`, `key ${pick(30)}`);
  else if (kind < 90) {
    const rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)";
    database.exec(
      `${rows} INSERT OR IGNORE INTO ${table} (k, v) SELECT 'many ' || i, i * 1.5 FROM n`,
    );
  } else if (kind < 95) database.exec(`DELETE FROM ${table}`);
  else if (kind < 98) database.exec(`DROP TABLE ${table}`);
  else if (kind < 99) database.reset();
  else database.exec(`ALTER TABLE ${table} ADD COLUMN c${pick(1e9)} DEFAULT 5`);
}

/** A transaction of several steps and savepoints, which may be rolled back. */
function transaction(database: Database, random: () => number): void {
  database.exec("BEGIN");
  const before = database.file.image.toBytes();
  for (let n = Math.floor(random() * 5); n >= 0; n--) {
    database.exec("SAVEPOINT inner_one");
    step(database, random);
    if (!database.inTransaction) return; // it was a reset
    if (random() < 0.3) database.exec("ROLLBACK TO inner_one");
    database.exec("RELEASE inner_one");
  }
  if (Buffer.compare(database.file.image.toBytes(), before) !== 0) {
    throw new Error("SQLite wrote before the COMMIT");
  }
  database.exec(random() < 0.3 ? "ROLLBACK" : "COMMIT");
}

test.each([1, 2, 3])(
  "after random SQL the changes give the same bytes and a sound file (seed %i)",
  { timeout: 60_000 },
  async (seed) => {
    const random = seededRandom(seed);
    const file = new PageFile("random", new FileImage());
    let database = sqlite.open(file);
    const replica = new Replica();
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 80; n++) {
        if (random() < 0.3) transaction(database, random);
        else step(database, random);
        // Sometimes take several commits together.
        if (random() < 0.7) replica.apply(file);
        if (random() < 0.02) {
          database.close();
          database = sqlite.open(file);
        }
      }
      replica.apply(file);
      expect(Buffer.compare(replica.image.toBytes(), file.image.toBytes())).toBe(0);
      expect(checkIntegrity(sqlite, replica.image)).toEqual([]);
      expect(await contentOfBytes(replica.image.toBytes())).toEqual(contentOf(database));
    }
    expect(file.lost).toBe(false);
    database.close();
  },
);

test("a small write changes its bytes, not a whole page", () => {
  const file = new PageFile("small", new FileImage());
  const database = sqlite.open(file);
  database.exec("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)");
  for (let n = 0; n < 1000; n++) database.run("INSERT INTO t (b) VALUES (?)", "x".repeat(100));
  const replica = new Replica();
  replica.apply(file);
  replica.bytes = 0;
  for (let n = 0; n < 100; n++) {
    database.run("INSERT INTO t (b) VALUES (?)", "y".repeat(100));
    replica.apply(file);
  }
  expect(replica.bytes).toBeLessThan(100 * 300);
  database.close();
});

test("reading and rolling back change nothing", () => {
  const file = new PageFile("read", new FileImage());
  const database = sqlite.open(file);
  expect(database.all("SELECT * FROM sqlite_schema")).toEqual([]);
  expect(file.image.size).toBe(0);
  database.exec("CREATE TABLE t (a)");
  file.takeChanges();
  database.get("SELECT count(*) FROM t");
  database.exec("BEGIN");
  database.run("INSERT INTO t VALUES (1)");
  database.exec("ROLLBACK");
  database.run("DELETE FROM t WHERE a = 1");
  expect(file.dirty).toBe(false);
  expect(file.takeChanges()).toBeUndefined();
  database.close();
});

test("even a large transaction changes the file only when it commits", () => {
  const file = new PageFile("large", new FileImage());
  const database = sqlite.open(file);
  database.exec("CREATE TABLE t (a INTEGER PRIMARY KEY, b)");
  file.takeChanges();
  database.exec("BEGIN");
  // Many times the size of SQLite's cache.
  for (let n = 0; n < 500; n++) database.run("INSERT INTO t (b) VALUES (zeroblob(4000))");
  database.run("UPDATE t SET b = zeroblob(3000) WHERE a % 2");
  expect(file.dirty).toBe(false);
  expect(file.image.size).toBe(8192);
  database.exec("ROLLBACK");
  expect(file.dirty).toBe(false);
  expect(database.get("SELECT count(*) FROM t")).toEqual([0]);
  database.close();
});

test("a file without tables has no bytes; SQLite reads it as one page", () => {
  const database = sqlite.open(new PageFile("blank", new FileImage()));
  expect(
    database.get("SELECT page_count, page_size FROM pragma_page_count, pragma_page_size"),
  ).toEqual([1, 4096]);
  database.close();
});
