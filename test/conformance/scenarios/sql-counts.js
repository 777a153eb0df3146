// @ts-nocheck -- runs unchanged in workerd too
/** `rowsRead` and `rowsWritten` of cursors: how many rows SQLite has scanned and written. */

/** Makes five rows: a is 1, 2, 0, 1, 2; b is x1 to x5; c is 1 to 25. */
const ROWS = `
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5)
  INSERT INTO t (id, a, b, c) SELECT i, i % 3, 'x' || i, i * i FROM n`;

const TABLE = "CREATE TABLE t (id INTEGER PRIMARY KEY, a, b, c)";
const INDEXES =
  "CREATE INDEX by_a ON t (a); CREATE INDEX by_b ON t (b); CREATE UNIQUE INDEX by_c ON t (c)";

/** A statement's counts at its start, after each row, and at its end. */
function counts(sql, [text, ...bindings]) {
  const cursor = sql.exec(text, ...bindings);
  const seen = [[cursor.rowsRead, cursor.rowsWritten]];
  for (const _ of cursor) seen.push([cursor.rowsRead, cursor.rowsWritten]);
  seen.push([cursor.rowsRead, cursor.rowsWritten]);
  return seen.map(String).join(" ");
}

/** A scenario: sets up tables, then runs statements one by one and reports the counts of each. */
function asking(made, ...statements) {
  return (ctx) => {
    const { sql } = ctx.storage;
    for (const text of made) sql.exec(text);
    return statements.map((statement) => {
      const parts = [statement].flat();
      return [parts.map(String).join(" | "), counts(sql, parts)];
    });
  };
}

export const scenarios = {
  "counts: INSERT": asking(
    [TABLE],
    "INSERT INTO t (a) VALUES (1)",
    "INSERT INTO t (a, b) VALUES (1, 2), (3, 4), (5, 6)",
    "INSERT INTO t DEFAULT VALUES",
    ["INSERT INTO t (id, a) VALUES (?, ?)", 7, 8],
    "INSERT INTO t (a) SELECT a FROM t",
    "INSERT INTO t (a) SELECT a FROM t WHERE a = 1",
    "INSERT INTO t (a) VALUES (1) RETURNING id",
    "INSERT INTO t (a) VALUES (1), (2) RETURNING *",
    "INSERT INTO t (a) SELECT a FROM t WHERE a = 8 RETURNING id, a",
    "INSERT INTO t (a) SELECT a FROM t WHERE a = 1000 RETURNING id",
  ),
  "counts: INSERT with an index": asking(
    [TABLE, "CREATE INDEX by_a ON t (a)", ROWS],
    "INSERT INTO t (a) VALUES (1)",
    "INSERT INTO t (a) VALUES (1), (2), (3)",
    "INSERT INTO t (a, b, c) SELECT a, b, c FROM t",
    "INSERT INTO t (a) VALUES (9) RETURNING id",
    "REPLACE INTO t (id, a) VALUES (3, 3)",
  ),
  "counts: INSERT with three indexes, one of them UNIQUE": asking(
    [TABLE, INDEXES, ROWS],
    "INSERT INTO t (a, b, c) VALUES (1, 2, 300)",
    "INSERT INTO t (a, b, c) VALUES (1, 2, 301), (1, 2, 302)",
    "INSERT INTO t (a, b, c) VALUES (1, 2, 303) RETURNING id",
    "INSERT OR IGNORE INTO t (a, b, c) VALUES (1, 2, 301), (1, 2, 304)",
    "REPLACE INTO t (a, b, c) VALUES (1, 2, 301)",
    "REPLACE INTO t (id, a, b, c) VALUES (1, 2, 3, 302)",
    "INSERT INTO t (a, b, c) SELECT a, b, c + 5000 FROM t",
  ),
  "counts: INSERT … ON CONFLICT": asking(
    [TABLE, INDEXES, ROWS, "CREATE TABLE k (key TEXT PRIMARY KEY, value)"],
    "INSERT INTO t (a, b, c) VALUES (1, 2, 25) ON CONFLICT (c) DO UPDATE SET a = 5",
    "INSERT INTO t (a, b, c) VALUES (1, 2, 25) ON CONFLICT (c) DO UPDATE SET c = 305",
    "INSERT INTO t (a, b, c) VALUES (1, 2, 305), (1, 2, 306) ON CONFLICT (c) DO UPDATE SET a = 6",
    "INSERT INTO t (a, b, c) VALUES (1, 2, 305), (1, 2, 307) ON CONFLICT (c) DO NOTHING",
    ["INSERT INTO t (id, a) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET a = excluded.a", 1, 10],
    ["INSERT INTO t (id, a) VALUES (?, ?) ON CONFLICT DO UPDATE SET a = 9 RETURNING *", 99, 10],
    ["INSERT INTO k VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", "d", 1],
    ["INSERT INTO k VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", "d", 2],
    ["REPLACE INTO k VALUES (?, ?)", "d", 3],
    ["REPLACE INTO k VALUES (?, ?)", "e", 3],
  ),
  "counts: UPDATE": asking(
    [TABLE, INDEXES, ROWS],
    "UPDATE t SET a = 9 WHERE id = 2",
    "UPDATE t SET a = 9 WHERE id = 99",
    "UPDATE t SET a = 1, b = 2 WHERE id = 2",
    "UPDATE t SET id = id + 100 WHERE id = 5",
    "UPDATE t SET a = 9 WHERE c = 16",
    "UPDATE t SET b = 'y' WHERE a = 9",
    "UPDATE t SET a = a",
    "UPDATE t SET c = c + 1000",
    "UPDATE OR IGNORE t SET c = 4000 WHERE id < 4",
    "UPDATE t SET a = 3 WHERE id = 1 RETURNING *",
    "UPDATE t SET b = 'z' WHERE a = 3 RETURNING id",
    "UPDATE t SET c = 4 WHERE id = 1000 RETURNING id",
  ),
  "counts: DELETE": asking(
    [TABLE, INDEXES, ROWS],
    "DELETE FROM t WHERE id = 1",
    "DELETE FROM t WHERE id = 1",
    "DELETE FROM t WHERE a = 2",
    "DELETE FROM t WHERE c = 9 RETURNING *",
    "INSERT INTO t (a) VALUES (1), (2), (3), (4)",
    "DELETE FROM t WHERE id > 6",
    "DELETE FROM t",
    "DELETE FROM t",
  ),
  "counts: a table WITHOUT ROWID": asking(
    [
      "CREATE TABLE w (k TEXT PRIMARY KEY, v) WITHOUT ROWID",
      "INSERT INTO w VALUES ('a', 1), ('b', 2), ('c', 3)",
    ],
    "SELECT * FROM w",
    "SELECT * FROM w WHERE k = 'b'",
    "SELECT * FROM w WHERE k = 'zz'",
    "INSERT INTO w VALUES ('d', 4)",
    "REPLACE INTO w VALUES ('d', 5)",
    "INSERT INTO w VALUES ('d', 6) ON CONFLICT (k) DO UPDATE SET v = excluded.v",
    "UPDATE w SET v = 9 WHERE k = 'a'",
    "UPDATE w SET k = 'z' WHERE k = 'a'",
    "DELETE FROM w WHERE k = 'b'",
    "SELECT count(*) FROM w",
    "DELETE FROM w WHERE v > 6",
  ),
  "counts: a table WITHOUT ROWID, with an index": asking(
    [
      "CREATE TABLE w (k TEXT PRIMARY KEY, v) WITHOUT ROWID",
      "CREATE INDEX by_v ON w (v)",
      "INSERT INTO w VALUES ('a', 1), ('b', 2), ('c', 3)",
    ],
    "INSERT INTO w VALUES ('e', 4), ('f', 4)",
    "UPDATE w SET v = v + 1",
    "SELECT * FROM w WHERE v = 5",
    "DELETE FROM w",
  ),
  "counts: AUTOINCREMENT": asking(
    ["CREATE TABLE u (id INTEGER PRIMARY KEY AUTOINCREMENT, x)"],
    "INSERT INTO u (x) VALUES (1)",
    "INSERT INTO u (x) VALUES (1), (2), (3)",
    "INSERT INTO u (id, x) VALUES (100, 1)",
    "INSERT INTO u (x) VALUES (7) RETURNING id",
    "INSERT INTO u (x) SELECT x FROM u",
    "DELETE FROM u",
  ),
  "counts: partial indexes, indexes on expressions and generated columns": asking(
    [
      TABLE,
      "CREATE INDEX by_part ON t (b) WHERE a = 1",
      "CREATE INDEX by_sum ON t (a + 1, b)",
      ROWS,
      "CREATE TABLE g (id INTEGER PRIMARY KEY, a, b AS (a * 2) STORED, c AS (a + 1))",
      "CREATE INDEX by_c ON g (c)",
      "INSERT INTO g (a) VALUES (1), (2), (3)",
    ],
    "INSERT INTO t (a, b) VALUES (1, 'p')",
    "INSERT INTO t (a, b) VALUES (2, 'p')",
    "INSERT INTO t (a, b) VALUES (2, 'p'), (1, 'q')",
    "SELECT * FROM t WHERE a + 1 = 2",
    "DELETE FROM t WHERE id = 1",
    "INSERT INTO g (a) VALUES (4)",
    "UPDATE g SET a = 5 WHERE id = 1",
    "SELECT * FROM g WHERE c = 6",
  ),
  "counts: foreign keys": asking(
    [
      "CREATE TABLE p (id INTEGER PRIMARY KEY, n)",
      "CREATE TABLE ch (id INTEGER PRIMARY KEY, pid REFERENCES p (id) ON DELETE CASCADE)",
      "CREATE INDEX by_pid ON ch (pid)",
      "INSERT INTO p VALUES (1, 1), (2, 2), (3, 3)",
    ],
    "INSERT INTO ch VALUES (13, 3)",
    "INSERT INTO ch VALUES (14, NULL)",
    "UPDATE p SET n = 30",
    "DELETE FROM ch WHERE id = 13",
  ),
  "counts: triggers and views": asking(
    [
      TABLE,
      "CREATE TABLE log (m)",
      "CREATE TRIGGER inserted AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.id); END",
      `CREATE TRIGGER updated AFTER UPDATE ON t WHEN new.a > 1
         BEGIN INSERT INTO log VALUES (new.id), (old.id); END`,
      ROWS,
      "CREATE VIEW v AS SELECT a, count(*) AS n FROM t GROUP BY a",
      "CREATE TRIGGER in_view INSTEAD OF INSERT ON v BEGIN INSERT INTO log VALUES (new.a); END",
    ],
    "INSERT INTO t (a) VALUES (1)",
    "INSERT INTO t (a) VALUES (1) RETURNING id",
    "UPDATE t SET a = 5 WHERE id = 1",
    "UPDATE t SET a = 0 WHERE id = 1",
    "SELECT * FROM v",
    "SELECT * FROM v WHERE n > 1",
    "INSERT INTO v (a) VALUES (7)",
    "INSERT INTO v (a) VALUES (8), (9)",
  ),
  "counts: CREATE and ALTER": asking(
    [],
    "CREATE TABLE q (a)",
    "CREATE TABLE IF NOT EXISTS q (a)",
    "CREATE VIEW vv AS SELECT 1",
    "ALTER TABLE q ADD COLUMN d",
  ),
  "counts: SELECT of all rows": asking(
    [TABLE, "CREATE TABLE none (a)", ROWS],
    "SELECT * FROM t",
    "SELECT * FROM none",
    "SELECT * FROM t WHERE a = 1",
    "SELECT * FROM t WHERE a = 1 AND b = 'x1' AND c > 0",
    "SELECT * FROM t WHERE a = 77",
    "SELECT * FROM t WHERE 0",
    "SELECT * FROM t WHERE b LIKE 'x%'",
    "SELECT * FROM t ORDER BY b",
    "SELECT * FROM t ORDER BY id DESC",
    "SELECT * FROM t LIMIT 2",
    "SELECT * FROM t LIMIT 2 OFFSET 1",
    "SELECT * FROM t ORDER BY b LIMIT 2",
    "SELECT DISTINCT a FROM t",
    "SELECT 1",
    "VALUES (1), (2), (3)",
    "SELECT * FROM json_each('[1,2,3]')",
    "SELECT * FROM pragma_table_info('t')",
  ),
  "counts: SELECT by rowid": asking(
    [TABLE, ROWS],
    "SELECT * FROM t WHERE id = 3",
    ["SELECT * FROM t WHERE id = ?", 3],
    ["SELECT * FROM t WHERE id = ?", 33],
    ["SELECT * FROM t WHERE id = ?", "3"],
    ["SELECT * FROM t WHERE id = ?", "33"],
    ["SELECT * FROM t WHERE id = ?", "three"],
    ["SELECT * FROM t WHERE id = ?", 1.5],
    ["SELECT * FROM t WHERE id = ?", null],
    "SELECT * FROM t WHERE id > 2",
    ["SELECT * FROM t WHERE id > ?", 2.5],
    ["SELECT * FROM t WHERE id > ?", 99],
    ["SELECT * FROM t WHERE id > ?", null],
    ["SELECT * FROM t WHERE id <= ?", "x"],
    ["SELECT * FROM t WHERE id BETWEEN ? AND ?", 2, 4],
    "SELECT * FROM t WHERE id < 3 ORDER BY id DESC",
    "SELECT * FROM t WHERE id IN (1, 3, 77)",
  ),
  "counts: SELECT by an index": asking(
    [TABLE, "CREATE INDEX by_a ON t (a)", "CREATE INDEX by_b_c ON t (b, c)", ROWS],
    "SELECT * FROM t WHERE a = 1",
    ["SELECT * FROM t WHERE a = ?", 1],
    ["SELECT * FROM t WHERE a = ?", 77],
    "SELECT a FROM t WHERE a = 1",
    "SELECT a FROM t",
    "SELECT b, c FROM t WHERE b = 'x2'",
    "SELECT c FROM t WHERE b = 'x2' AND c > 1",
    "SELECT * FROM t ORDER BY a",
    "SELECT * FROM t ORDER BY a DESC LIMIT 1",
    "SELECT * FROM t WHERE a > 0",
    "SELECT * FROM t WHERE a > 0 AND a < 2",
    "SELECT * FROM t WHERE a = 1 AND b = 'x1'",
    "SELECT DISTINCT a FROM t",
  ),
  "counts: aggregates": asking(
    [TABLE, "CREATE TABLE none (a)", "CREATE INDEX by_a ON t (a)", ROWS],
    "SELECT count(*) FROM t",
    "SELECT count(*) FROM none",
    "SELECT count(*), 5 FROM t",
    "SELECT count(*) FROM t WHERE a = 1",
    "SELECT count(b) FROM t",
    "SELECT max(id) FROM t",
    "SELECT max(a) FROM t",
    "SELECT min(b) FROM t",
    "SELECT min(id), max(id) FROM t",
    "SELECT sum(c) FROM t WHERE a > 0",
    "SELECT a, count(*) FROM t GROUP BY a",
    "SELECT b, count(*) FROM t GROUP BY b",
    "SELECT group_concat(b) FROM t",
  ),
  "counts: several tables": asking(
    [
      TABLE,
      ROWS,
      "CREATE TABLE u (k INTEGER PRIMARY KEY, v)",
      "INSERT INTO u VALUES (1, 1), (2, 2)",
    ],
    "SELECT * FROM t, u",
    "SELECT * FROM t JOIN u ON u.v = t.id",
    "SELECT * FROM u JOIN t ON t.id = u.k",
    "SELECT * FROM u, json_each('[1,2]')",
    "SELECT id FROM t UNION ALL SELECT k FROM u",
    "WITH q AS (SELECT a FROM t) SELECT * FROM q WHERE a > 1",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 10) SELECT * FROM n",
    "SELECT a, (SELECT max(k) FROM u) FROM t",
    "SELECT * FROM t WHERE c = (SELECT max(v) FROM u)",
  ),
  "counts: pragmas and EXPLAIN": asking(
    [TABLE, "CREATE INDEX by_a ON t (a)", ROWS],
    "PRAGMA table_info(t)",
    "PRAGMA index_list(t)",
    "PRAGMA table_list",
    "PRAGMA main.page_size",
    "PRAGMA foreign_keys",
    "PRAGMA defer_foreign_keys = 0",
    "EXPLAIN SELECT * FROM t",
    "EXPLAIN QUERY PLAN DELETE FROM t",
  ),
  "counts: several statements give the last one's": asking(
    [TABLE, ROWS],
    "SELECT * FROM t; SELECT 1",
    "INSERT INTO t (a) VALUES (1); SELECT * FROM t",
    "SELECT * FROM t; INSERT INTO t (a) VALUES (1), (2)",
  ),
  "counts: after the end, and of an unread cursor": async (ctx, t) => {
    const { sql } = ctx.storage;
    for (const text of [TABLE, "CREATE INDEX by_a ON t (a)", ROWS]) sql.exec(text);
    const of = (cursor) => [cursor.rowsRead, cursor.rowsWritten];
    const ended = sql.exec("SELECT * FROM t");
    ended.toArray();
    const first = sql.exec("SELECT * FROM t WHERE a = 1");
    const second = sql.exec("SELECT * FROM t WHERE a = 1");
    second.toArray();
    const many = sql.exec("SELECT * FROM t");
    await t.outcome(() => many.one());
    sql.exec("INSERT INTO t (a) VALUES (1), (2)");
    const again = sql.exec("SELECT * FROM t WHERE a = 1");
    again.toArray();
    sql.exec("CREATE INDEX by_b ON t (b)");
    const anew = sql.exec("INSERT INTO t (a) VALUES (3)");
    return [of(ended), of(first), of(second), of(many), of(again), of(anew), ended.next()];
  },
  "counts: a statement that SQLite compiles again": async (ctx) => {
    const { sql } = ctx.storage;
    sql.exec(`${TABLE}; CREATE INDEX by_a ON t (a); CREATE INDEX by_b ON t (b)`);
    sql.exec(`
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300)
      INSERT INTO t (a, b, c) SELECT 1, i % 100, i FROM n`);
    const texts = [
      "SELECT c FROM t WHERE a = 1 AND b = 5",
      "SELECT c FROM t WHERE a = 1 AND c < 9",
      "SELECT c FROM t LIMIT 2",
      "UPDATE t SET a = a WHERE c < 3",
    ];
    const report = [];
    for (const change of [
      "SELECT 1",
      "ANALYZE",
      "PRAGMA reverse_unordered_selects = ON",
      "DELETE FROM sqlite_stat1; ANALYZE sqlite_schema",
      "DROP INDEX by_b",
      "SELECT 2",
    ]) {
      sql.exec(change).toArray();
      // At the first run, SQLite notices halfway that it must compile them again.
      for (const text of texts) sql.exec(text).toArray();
      report.push([change, ...texts.map((text) => counts(sql, [text]))]);
    }
    return report;
  },
  "counts, unknown: rows looked up by a column's value": asking(
    [
      "CREATE TABLE x (id INTEGER PRIMARY KEY, yid)",
      "CREATE TABLE y (id INTEGER PRIMARY KEY, n)",
      "INSERT INTO x VALUES (1, 1), (2, 1), (3, 2), (4, 9), (5, NULL)",
      "INSERT INTO y VALUES (1, 'a'), (2, 'b'), (3, 'c')",
    ],
    "SELECT * FROM x JOIN y ON y.id = x.yid",
    "SELECT * FROM y WHERE id IN (SELECT yid FROM x)",
  ),
  "counts, unknown: ambiguous query plans": asking(
    [TABLE, "CREATE INDEX by_a ON t (a)", ROWS],
    "SELECT * FROM t WHERE a IN (0, 1, 5)",
    "SELECT * FROM t WHERE a = 1 OR a = 2",
    "SELECT id FROM t UNION SELECT a FROM t",
    "SELECT (SELECT count(*) FROM t) FROM t",
    "CREATE TABLE u (id INTEGER PRIMARY KEY AUTOINCREMENT, x)",
    "INSERT INTO u (id, x) VALUES (100, 1)",
    "REPLACE INTO u (id, x) VALUES (100, 2)",
  ),
  "counts, unknown: a bound pattern or LIMIT": asking(
    [TABLE, ROWS],
    ["SELECT * FROM t WHERE b LIKE ?", "x1%"],
    ["SELECT * FROM t WHERE a = 1 LIMIT ?", 3],
    ["SELECT * FROM t ORDER BY b DESC LIMIT ?", 1],
  ),
  "counts, unknown: schema changes and table scans": asking(
    [TABLE, ROWS],
    "CREATE INDEX by_a ON t (a)",
    "ANALYZE",
    "ALTER TABLE t RENAME COLUMN a TO aa",
    "PRAGMA quick_check",
    "DROP TABLE t",
  ),
};
