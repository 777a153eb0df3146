import { beforeEach, describe, expect, test } from "vitest";

import type { Database } from "../../../../../src/storage/sqlite/database.ts";
import { FileImage } from "../../../../../src/storage/disk/file-image.ts";
import { PageFile } from "../../../../../src/storage/sqlite/page-file.ts";
import { SqlPolicy } from "../../../../../src/storage/sqlite/policy/sql-policy.ts";
import { checkSqlText } from "../../../../../src/storage/sqlite/policy/sql-text-policy.ts";
import { loadSqlite } from "../load-sqlite.ts";

const sqlite = await loadSqlite();
let database: Database;
let policy: SqlPolicy;

beforeEach(() => {
  database = sqlite.open(new PageFile("namespace/actor.sqlite", new FileImage()));
  database.exec(`
    CREATE TABLE _cf_KV (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
    CREATE TABLE _cf_METADATA (key INTEGER PRIMARY KEY, value BLOB);
    CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);
    CREATE INDEX by_name ON t (name);
    CREATE VIEW spy AS SELECT value FROM _cf_KV;
    CREATE TRIGGER tampering AFTER DELETE ON t BEGIN DELETE FROM _cf_KV; END;
    CREATE TABLE copy (a, b);`);
  policy = new SqlPolicy(database);
});

/** The error's message for a text; undefined if it is accepted. */
function refusal(sql: string): string | undefined {
  try {
    checkSqlText(sql);
    const statement = database.prepare(sql);
    statement?.finalize();
    policy.checkProgram(statement?.sql ?? "");
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe("system tables are refused", () => {
  test.each([
    ["SELECT * FROM _cf_KV", "access to _cf_KV.key is prohibited"],
    ["SELECT value FROM (SELECT * FROM _cf_KV)", "access to _cf_KV.value is prohibited"],
    ["SELECT key FROM _cf_METADATA", "access to _cf_METADATA.key is prohibited"],
    ["SELECT value FROM _cf_METADATA", "access to _cf_METADATA.value is prohibited"],
    ["SELECT count(*) FROM _cf_KV", "not authorized"],
    ["SELECT * FROM spy", "access to _cf_KV.value is prohibited"],
    ["SELECT count(*) FROM spy", "not authorized"],
    ["INSERT INTO copy SELECT 1, value FROM spy", "access to _cf_KV.value is prohibited"],
    ["CREATE TABLE mine AS SELECT * FROM spy", "access to _cf_KV.value is prohibited"],
    [
      "SELECT * FROM t WHERE name IN (SELECT key FROM _cf_KV)",
      "access to _cf_KV.key is prohibited",
    ],
    ["INSERT INTO copy SELECT * FROM _cf_KV", "access to _cf_KV.key is prohibited"],
    ["CREATE TABLE mine AS SELECT * FROM _cf_KV", "access to _cf_KV.key is prohibited"],
    ["UPDATE t SET name = (SELECT value FROM _cf_KV)", "access to _cf_KV.value is prohibited"],
    ["INSERT INTO _cf_KV VALUES ('a', 'b')", "not authorized"],
    ["UPDATE _cf_KV SET value = 1", "not authorized"],
    ["DELETE FROM _cf_KV", "not authorized"],
    ["DELETE FROM _cf_KV WHERE key = 'a'", "not authorized"],
    ["DELETE FROM t", "not authorized"],
    ["DROP TABLE _cf_KV", "not authorized"],
    ["DROP TABLE IF EXISTS main._CF_kv", "not authorized"],
    ["ALTER TABLE t RENAME TO _cf_t", "not authorized"],
    ["CREATE TABLE IF NOT EXISTS _cf_new (a)", "not authorized"],
    ['CREATE TABLE "_cf_new" (a)', "not authorized"],
    ["CREATE INDEX i ON _cf_KV (value)", "not authorized"],
    ["CREATE TRIGGER r AFTER INSERT ON _cf_KV BEGIN SELECT 1; END", "not authorized"],
    ["PRAGMA table_info('_cf_KV')", "not authorized"],
    ["SELECT * FROM pragma_table_info('_cf_KV')", "not authorized"],
    ["EXPLAIN SELECT * FROM _cf_KV", "access to _cf_KV.key is prohibited"],
    ["EXPLAIN QUERY PLAN SELECT * FROM _cf_KV", "access to _cf_KV.key is prohibited"],
  ])("%s", (sql, message) => {
    expect(refusal(sql)).toBe(message);
  });
});

describe("statements that could disable the tracking of changes are refused", () => {
  test.each([
    "VACUUM",
    "VACUUM INTO 'x'",
    "ATTACH 'x' AS y",
    "DETACH main",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA journal_mode",
    "pragma\nMAIN . journal_mode(wal)",
    'PRAGMA "journal_mode" = wal',
    "/* */ PRAGMA journal_mode = wal",
    "-- x\nPRAGMA journal_mode = wal",
    ";;PRAGMA journal_mode = wal",
    "\uFEFFPRAGMA journal_mode = wal",
    "\uFEFF;\uFEFF PRAGMA journal_mode = wal",
    " \vPRAGMA journal_mode = wal",
    "\vPRAGMA journal_mode = wal",
    "EXPLAIN PRAGMA journal_mode = wal",
    "EXPLAIN QUERY PLAN PRAGMA locking_mode = NORMAL",
    "PRAGMA auto_vacuum = FULL",
    "PRAGMA cache_spill = ON",
    "PRAGMA locking_mode = NORMAL",
    "PRAGMA incremental_vacuum",
    "PRAGMA writable_schema = ON",
    "PRAGMA page_size = 512",
    "BEGIN",
    "SAVEPOINT a",
    "ROLLBACK",
    "CREATE TEMP TABLE a (b)",
    "CREATE TABLE temp.a (b)",
    "CREATE VIRTUAL TABLE a USING fts3(b)",
  ])("%o", (sql) => {
    const before = database.get("PRAGMA journal_mode");
    expect(refusal(sql)).toEqual(expect.any(String));
    expect(database.get("PRAGMA journal_mode")).toEqual(before);
    expect(database.get("PRAGMA locking_mode")).toEqual(["exclusive"]);
  });
});

describe("functions", () => {
  test.each([
    ["SELECT sqlite_version()", "not authorized to use function: sqlite_version"],
    ["SELECT count(*) FILTER (WHERE sqlite_source_id() = 'x') FROM t", /sqlite_source_id/],
    ["CREATE VIEW v AS SELECT sqlite_version()", undefined],
    ["SELECT if(1, 2)", "not authorized to use function: if"],
    ["SELECT iif(1, 2, 3), abs(1) + sum(1) OVER ()", undefined],
    ["SELECT 1 LIKE 2, 1 GLOB 2, 'a' -> 0", undefined],
    ["DROP TABLE IF EXISTS missing", undefined],
    ["CREATE TABLE IF NOT EXISTS t (a)", undefined],
    ["SELECT fts3_tokenizer('simple')", "no such function: fts3_tokenizer"],
  ])("%s", (sql, message) => {
    const found = refusal(sql);
    if (message instanceof RegExp) expect(found).toMatch(message);
    else expect(found).toBe(message);
  });
});

describe("ordinary statements are accepted", () => {
  test.each([
    "SELECT * FROM t",
    "WITH _cf_x AS (SELECT 1) SELECT * FROM _cf_x",
    "SELECT '_cf_KV' AS _cf_a FROM t",
    "VALUES (1), (2)",
    "INSERT INTO t VALUES (?, ?) ON CONFLICT DO UPDATE SET name = excluded.name RETURNING *",
    "UPDATE t SET name = 'x'",
    "REPLACE INTO t VALUES (1, 'a')",
    "ALTER TABLE t ADD COLUMN _cf_more",
    "ALTER TABLE t RENAME COLUMN name TO _cf_name",
    "CREATE INDEX i ON t (name)",
    "CREATE TABLE made AS SELECT * FROM t",
    "DROP TABLE copy",
    "DROP INDEX by_name",
    "ANALYZE",
    "REINDEX",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA defer_foreign_keys(yes)",
    "PRAGMA table_info(t)",
    "PRAGMA quick_check",
    "SELECT * FROM pragma_table_info('t')",
    "SELECT * FROM json_each('[1]')",
    "EXPLAIN QUERY PLAN SELECT * FROM t",
  ])("%s", (sql) => {
    expect(refusal(sql)).toBeUndefined();
  });
});

test("accepted statements are checked again after tables have changed", () => {
  database.exec("CREATE TABLE other (value)");
  expect(refusal("SELECT value FROM other")).toBeUndefined();
  database.exec("DROP TABLE other; CREATE VIEW other AS SELECT value FROM _cf_KV");
  policy.forget();
  expect(refusal("SELECT value FROM other")).toBe("access to _cf_KV.value is prohibited");
});
