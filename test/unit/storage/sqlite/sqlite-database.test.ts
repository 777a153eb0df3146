import initSqlJs from "sql.js";
import { expect, onTestFinished, test } from "vitest";
import type { Database, SqlValue } from "../../../../src/storage/sqlite/database.ts";
import { FileImage } from "../../../../src/storage/disk/file-image.ts";
import { PageFile } from "../../../../src/storage/sqlite/page-file.ts";
import { SqliteError } from "../../../../src/storage/sqlite/sqlite-error.ts";
import { loadSqlite } from "./load-sqlite.ts";

const sqlite = await loadSqlite();

function open(image = new FileImage()): Database {
  const database = sqlite.open(new PageFile("key/db.sqlite", image));
  onTestFinished(() => database.close());
  return database;
}

/** The error that `run` throws. */
function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}

// Values

/** A value for comparison: a blob as hexadecimal digits. */
function plain(value: SqlValue | undefined): unknown {
  return value instanceof Uint8Array ? `x${Buffer.from(value).toString("hex")}` : value;
}

test.each<[string, SqlValue, string]>([
  ["zero", 0, "integer"],
  ["a small integer", -7, "integer"],
  ["the largest 32-bit integer", 2 ** 31 - 1, "integer"],
  ["the smallest 32-bit integer", -(2 ** 31), "integer"],
  ["a larger integer", 2 ** 40, "real"],
  ["a fraction", 1.5, "real"],
  ["infinity", Infinity, "real"],
  ["null", null, "null"],
  ["an empty text", "", "text"],
  ["a text", "hello", "text"],
  ["a text with a zero", "a\0b", "text"],
  ["a text that begins with U+FEFF", "\ufeffa", "text"],
  ["a text of all widths", "aé€😀", "text"],
  ["a text of 255 ASCII characters", "x".repeat(255), "text"],
  ["a text of 256 characters", "y".repeat(256), "text"],
  ["a long text", "é€😀".repeat(10_000), "text"],
  ["an empty blob", new Uint8Array(0), "blob"],
  ["a blob", Uint8Array.of(0, 255, 128, 1), "blob"],
  ["a long blob", new Uint8Array(70_000).fill(0xfe), "blob"],
])("%s is stored and read back", (_what, value, type) => {
  const [out, outType] = open().get("SELECT ?, typeof(?1)", value) ?? [];
  expect(outType).toBe(type);
  expect(plain(out)).toBe(plain(value));
});

test("a lone surrogate is written as three bytes, as in workerd, and read as three U+FFFD", () => {
  const database = open();
  expect(database.get("SELECT hex(CAST(? AS BLOB)), ?1", "a\ud800")).toEqual([
    "61EDA080",
    "a\ufffd\ufffd\ufffd",
  ]);
});

test("results are read after memory growth", () => {
  const database = open();
  const blob = new Uint8Array(8_000_000).fill(3);
  const lengths = "length(?), length(?), length(?), length(?)";
  expect(database.get(`SELECT ${lengths}, substr(?4, 8000000)`, blob, blob, blob, blob)).toEqual([
    8_000_000,
    8_000_000,
    8_000_000,
    8_000_000,
    Uint8Array.of(3),
  ]);
  expect(database.get("SELECT ?, ?", "short", "long ".repeat(100_000))?.[0]).toBe("short");
});

test("a read blob is a copy", () => {
  const database = open();
  const [first] = database.get("SELECT x'0102'") as [Uint8Array];
  first[0] = 9;
  expect(database.get("SELECT x'0102'")).toEqual([Uint8Array.of(1, 2)]);
});

// Statements

test("statements run, return rows, and count changes", () => {
  const database = open();
  database.exec("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'one'), (2, 'two')");
  database.run("UPDATE t SET b = ? WHERE a < ?", "few", 3);
  expect(database.changes()).toBe(2);
  expect(database.all("SELECT * FROM t ORDER BY a")).toEqual([
    [1, "few"],
    [2, "few"],
  ]);
  expect(database.get("SELECT * FROM t WHERE a = 3")).toBeUndefined();
  expect(database.get("INSERT INTO t VALUES (3, 'three') RETURNING b")).toEqual(["three"]);
  expect(database.get("SELECT count(*) FROM t")).toEqual([3]);
});

test("bindings of an earlier run are cleared", () => {
  const database = open();
  expect(database.get("SELECT ?, ?", "a", "b")).toEqual(["a", "b"]);
  expect(database.get("SELECT ?, ?", "c")).toEqual(["c", null]);
});

test("a cached statement follows the schema", () => {
  const database = open();
  database.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
  expect(database.get("SELECT * FROM t")).toEqual([1]);
  database.exec("ALTER TABLE t ADD COLUMN b DEFAULT 2");
  expect(database.get("SELECT * FROM t")).toEqual([1, 2]);
});

test("more statements than the cache holds, and the first again", () => {
  const database = open();
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < 200; n++) expect(database.get(`SELECT ${n} + ?`, 1)).toEqual([n + 1]);
  }
});

test.each([
  ["syntax", "SELEC 1", "SQLITE_ERROR", 'near "SELEC": syntax error'],
  [
    "a constraint",
    "INSERT INTO t VALUES (1)",
    "SQLITE_CONSTRAINT",
    "UNIQUE constraint failed: t.a",
  ],
  ["too many bindings", "SELECT 1", "SQLITE_RANGE", "column index out of range"],
])("SQLite's error is its own: %s", (_what, sql, codeName, message) => {
  const database = open();
  database.exec("CREATE TABLE t (a UNIQUE); INSERT INTO t VALUES (1)");
  const bindings = codeName === "SQLITE_RANGE" ? [1] : [];
  const error = errorOf(() => database.run(sql, ...bindings));
  expect(error).toBeInstanceOf(SqliteError);
  expect(error).toMatchObject({ codeName, message });
});

test.each(["", "  ", "-- nothing", ";"])("%j contains no statement", (sql) => {
  const database = open();
  expect(() => database.run(sql)).toThrow(/key\/db\.sqlite: there is no statement/);
  expect(database.prepare(sql)).toBeUndefined();
  database.exec(sql);
});

test("foreign keys are on, as in workerd, and sql.js's own functions are absent", () => {
  const database = open();
  database.exec("CREATE TABLE p (id PRIMARY KEY); CREATE TABLE c (p REFERENCES p)");
  expect(() => database.run("INSERT INTO c VALUES (1)")).toThrow("FOREIGN KEY constraint failed");
  expect(() => database.get("SELECT reverse('abc')")).toThrow("no such function: reverse");
});

// Prepared statements

test("several statements are prepared one after another", () => {
  const database = open();
  const texts: string[] = [];
  let rest = "CREATE TABLE t (a); INSERT INTO t VALUES ('é;'); /* é */ SELECT a FROM t; -- end";
  for (;;) {
    const statement = database.prepare(rest);
    if (statement === undefined) break;
    texts.push(statement.sql.trim());
    while (statement.step()) texts.push(...statement.row().map(String));
    ({ rest } = statement);
    statement.finalize();
  }
  expect(texts).toEqual([
    "CREATE TABLE t (a);",
    "INSERT INTO t VALUES ('é;');",
    "/* é */ SELECT a FROM t;",
    "é;",
  ]);
});

test("a text ends at NUL", () => {
  const statement = open().prepare("SELECT 1; \0 SELECT 2");
  expect(statement?.rest).toBe(" \0 SELECT 2");
  expect(open().prepare(statement?.rest ?? "")).toBeUndefined();
  statement?.finalize();
});

test("a prepared statement binds numbers as REAL, and has column names", () => {
  const statement = open().prepare("SELECT ? AS a, typeof(?1) AS b, typeof(?2) AS a");
  expect(statement?.columnNames).toEqual(["a", "b", "a"]);
  statement?.bind([1, null]);
  expect(statement?.step()).toBe(true);
  expect(statement?.row()).toEqual([1, "real", "null"]);
  expect(statement?.step()).toBe(false);
  expect(statement?.columnNames).toEqual(["a", "b", "a"]);
  statement?.finalize();
});

test.each<[string, SqlValue[], boolean]>([
  ["SELECT 1", [], true],
  ["SELECT 1", [1], false],
  ["SELECT ?", [], false],
  ["SELECT ?", [null], true],
  ["SELECT ?, ?", [1], false],
  ["SELECT ?, ?", [1, null], true],
  ["SELECT ?2", [1, 2], true],
  ["SELECT ?2", [1], false],
  ["SELECT :a, :b, :a", ["x", "y"], true],
  ["SELECT :a, :b, :a", ["x", "y", "z"], false],
])("%s takes the bindings %j: %j", (sql, values, right) => {
  const statement = open().prepare(sql);
  const error = errorOf(() => statement?.bind(values));
  expect(error).toEqual(
    right ? undefined : new Error("Wrong number of parameter bindings for SQL query."),
  );
  statement?.finalize();
});

test("NULL replaces an earlier binding", () => {
  const database = open();
  for (const value of ["x", null, 5]) {
    const statement = database.prepare("SELECT ?");
    statement?.bind([value]);
    statement?.step();
    expect(statement?.row()).toEqual([value]);
    statement?.finalize();
  }
});

test.each([
  ["SELECT * FROM t", true],
  ["VALUES (1)", true],
  ["EXPLAIN INSERT INTO t VALUES (1)", true],
  ["PRAGMA table_info(t)", true],
  ["WITH x AS (SELECT 1) SELECT * FROM x", true],
  ["INSERT INTO t VALUES (1)", false],
  ["INSERT INTO t VALUES (1) RETURNING a", false],
  ["WITH x AS (SELECT 1) DELETE FROM t WHERE a IN x", false],
  ["CREATE TABLE u (a)", false],
  // SQLite says so although the table exists.
  ["CREATE TABLE IF NOT EXISTS t (a)", false],
  ["PRAGMA user_version = 5", false],
  ["VACUUM", false],
  ["DROP TABLE t", false],
])("%s is read-only: %j", (sql, readOnly) => {
  const database = open();
  database.exec("CREATE TABLE t (a)");
  const statement = database.prepare(sql);
  expect(statement?.readOnly).toBe(readOnly);
  expect(statement?.readOnly).toBe(readOnly);
  statement?.finalize();
});

test("the same text may be in use several times at once, and again later", () => {
  const database = open();
  database.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)");
  const [one, two] = [database.prepare("SELECT a FROM t"), database.prepare("SELECT a FROM t")];
  one?.step();
  one?.step();
  two?.step();
  expect(database.get("SELECT a FROM t")).toEqual([1]);
  expect([one?.row(), two?.row()]).toEqual([[2], [1]]);
  one?.finalize();
  one?.finalize();
  expect(two?.step()).toBe(true);
  two?.finalize();
  expect(() => two?.step()).toThrow(/finalized/);
  expect(database.all("SELECT a FROM t")).toEqual([[1], [2]]);
});

test("a write that fails at the end of its statement throws", () => {
  const database = open();
  database.exec("CREATE TABLE p (id PRIMARY KEY)");
  database.exec("CREATE TABLE c (p REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
  const sql = "INSERT INTO c VALUES (1) RETURNING p";
  expect(() => database.get(sql)).toThrow("FOREIGN KEY constraint failed");
  const statement = database.prepare(sql);
  expect(statement?.step()).toBe(true);
  expect(() => statement?.finalize()).toThrow("FOREIGN KEY constraint failed");
  expect(database.get("SELECT count(*) FROM c")).toEqual([0]);
  expect(database.inTransaction).toBe(false);
});

// Transactions

test.each<[string, string[], boolean]>([
  ["nothing", [], false],
  ["BEGIN", ["BEGIN"], true],
  ["COMMIT", ["BEGIN", "COMMIT"], false],
  ["END", ["BEGIN", "END TRANSACTION"], false],
  ["ROLLBACK", ["BEGIN TRANSACTION", "ROLLBACK TRANSACTION"], false],
  ["a savepoint", ["SAVEPOINT a"], true],
  ["a released savepoint", ["SAVEPOINT a", "RELEASE a"], false],
  ["a savepoint released in a transaction", ["BEGIN", "SAVEPOINT a", "RELEASE a"], true],
  ["the inner of two savepoints", ["SAVEPOINT a", "SAVEPOINT b", "RELEASE b"], true],
  ["the outer of two savepoints", ["SAVEPOINT a", "SAVEPOINT b", "RELEASE a"], false],
  ["back to a savepoint", ["SAVEPOINT a", "ROLLBACK TO a"], true],
  ["several at once", ["BEGIN; CREATE TABLE t (a); COMMIT"], false],
  ["several at once, the last open", ["BEGIN; COMMIT; BEGIN"], true],
  ["behind a comment", ["/* ROLLBACK */ BEGIN"], true],
])("whether it is in a transaction: %s", (_what, statements, expected) => {
  const database = open();
  expect(database.inTransaction).toBe(false);
  for (const sql of statements) database.exec(sql);
  expect(database.inTransaction).toBe(expected);
});

test.each<[string, string, boolean]>([
  ["an error of one statement", "INSERT INTO t VALUES (1)", true],
  ["OR ROLLBACK", "INSERT OR ROLLBACK INTO t VALUES (1)", false],
  ["a full disk", "INSERT INTO t VALUES (zeroblob(100000))", false],
  ["no such savepoint", "RELEASE nowhere", true],
])("after an error, SQLite reports its state: %s", (_what, sql, expected) => {
  const database = open();
  database.exec("CREATE TABLE t (a UNIQUE); INSERT INTO t VALUES (1)");
  database.exec("PRAGMA max_page_count = 10");
  const before = database.file.image.toBytes();
  database.exec("BEGIN");
  database.run("INSERT INTO t VALUES (2)");
  expect(database.inTransaction).toBe(true);
  expect(() => database.run(sql)).toThrow(SqliteError);
  expect(database.inTransaction).toBe(expected);
  if (expected) database.exec("ROLLBACK");
  expect(Buffer.compare(database.file.image.toBytes(), before)).toBe(0);
  expect(database.get("SELECT count(*) FROM t")).toEqual([1]);
});

test("a running write outside a transaction is not a transaction", () => {
  const database = open();
  database.exec("CREATE TABLE t (a)");
  const cursor = database.prepare("INSERT INTO t VALUES (1), (2) RETURNING a");
  cursor?.step();
  expect(() => database.exec("RELEASE nowhere")).toThrow("no such savepoint: nowhere");
  expect(database.inTransaction).toBe(false);
  cursor?.step();
  cursor?.finalize();
  expect(database.get("SELECT count(*) FROM t")).toEqual([2]);
});

// The file

test("reset() replaces the database with a blank one, in any state", () => {
  const database = open();
  database.exec("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)");
  database.file.takeChanges();
  const cursor = database.prepare("SELECT a FROM t");
  cursor?.step();
  database.exec("BEGIN");
  database.run("INSERT INTO t VALUES (3)");
  database.reset();
  expect(database.inTransaction).toBe(false);
  expect(() => cursor?.step()).toThrow(/closed or reset/);
  cursor?.finalize();
  expect(database.file.takeChanges()).toEqual({
    path: "key/db.sqlite",
    size: 0,
    replaced: true,
    ranges: [],
  });
  expect(database.all("SELECT * FROM sqlite_schema")).toEqual([]);
  expect(database.file.takeChanges()).toBeUndefined();

  database.exec("CREATE TABLE u (a)");
  database.reset();
  database.exec("CREATE TABLE v (a)");
  const change = database.file.takeChanges();
  expect(change).toMatchObject({ replaced: true, size: 8192 });
  expect(database.all("SELECT name FROM sqlite_schema")).toEqual([["v"]]);
});

test("close() rolls back an open transaction, and the database refuses further use", () => {
  const image = new FileImage();
  const database = open(image);
  database.exec("CREATE TABLE t (a)");
  database.exec("BEGIN");
  database.run("INSERT INTO t VALUES (1)");
  database.close();
  database.close();
  expect(database.inTransaction).toBe(false);
  expect(() => database.get("SELECT 1")).toThrow(/key\/db\.sqlite is closed/);
  expect(() => database.reset()).toThrow(/key\/db\.sqlite is closed/);
  expect(open(image).get("SELECT count(*) FROM t")).toEqual([0]);
});

test("the error for an invalid, damaged or differently paged file has its path", async () => {
  const garbage = new FileImage();
  garbage.write(0, new Uint8Array(8192).fill(65));
  const error = errorOf(() => open(garbage).get("SELECT 1"));
  expect(error).toBeInstanceOf(SqliteError);
  expect(error).toMatchObject({
    codeName: "SQLITE_NOTADB",
    message: "cannot open key/db.sqlite: file is not a database",
  });

  const whole = open();
  whole.exec("CREATE TABLE t (a)");
  const damaged = whole.file.image;
  // The table's CREATE statement is at the end of the first page.
  damaged.write(4096 - 12, new TextEncoder().encode("damaged"));
  whole.close();
  expect(() => open(damaged).get("SELECT 1")).toThrow(
    /^cannot open key\/db\.sqlite: malformed database schema/,
  );

  const SQL = await initSqlJs();
  const other = new SQL.Database();
  other.run("PRAGMA page_size=8192; CREATE TABLE t (a)");
  const image = new FileImage();
  image.write(0, other.export());
  other.close();
  expect(() => open(image).get("SELECT 1")).toThrow(/key\/db\.sqlite: its page size is 8192 bytes/);
});
