/** Rarely used SQL: virtual tables, maintenance, SQLite's defensive mode. */
const rows = (sql, ...args) => sql.exec(...args).toArray();

/** What came of statements, one by one. */
const each = async (ctx, t, statements) => {
  const report = {};
  for (const text of statements) {
    report[text] = await t.outcome(() => rows(ctx.storage.sql, text));
  }
  return report;
};

export const scenarios = {
  "virtual tables: full text": async (ctx, t) => {
    return each(ctx, t, [
      "CREATE VIRTUAL TABLE upper USING FTS5(x)",
      "CREATE VIRTUAL TABLE docs USING fts5(title, body)",
      "INSERT INTO docs VALUES ('one', 'the quick fox'), ('two', 'a lazy dog')",
      "SELECT title FROM docs WHERE docs MATCH 'quick'",
      "SELECT highlight(docs, 1, '[', ']') AS h FROM docs WHERE docs MATCH 'lazy'",
      "SELECT snippet(docs, 1, '<', '>', '…', 2) AS s FROM docs WHERE docs MATCH 'dog'",
      "SELECT title, bm25(docs) < 0 AS scored FROM docs WHERE docs MATCH 'fox'",
      "CREATE VIRTUAL TABLE words USING fts5vocab(docs, 'row')",
      "SELECT term, doc, cnt FROM words ORDER BY term",
      "INSERT INTO docs(docs) VALUES ('optimize')",
      "INSERT INTO docs(docs) VALUES ('integrity-check')",
      "SELECT name FROM sqlite_master WHERE name LIKE 'docs%' ORDER BY name",
      "SELECT * FROM docs_config",
      "DELETE FROM docs_config",
      "DROP TABLE docs_data",
      "DROP TABLE docs",
      "SELECT count(*) AS n FROM sqlite_master",
    ]);
  },
  "virtual tables: R*Tree": (ctx, t) =>
    each(ctx, t, [
      "CREATE VIRTUAL TABLE places USING rtree(id, x1, x2, y1, y2)",
      "INSERT INTO places VALUES (1, 0, 1, 0, 1), (2, 5, 6, 5, 6)",
      "SELECT id FROM places WHERE x1 > 4",
      "SELECT rtreecheck('places') AS ok",
      "CREATE VIRTUAL TABLE whole USING rtree_i32(id, x1, x2)",
      "INSERT INTO whole VALUES (1, 2, 3)",
      "SELECT * FROM whole",
      "SELECT length(data) > 0 AS some FROM places_node LIMIT 1",
      "DELETE FROM places_node",
      "DROP TABLE places",
    ]),
  "virtual tables: others": (ctx, t) =>
    each(ctx, t, [
      "CREATE TABLE a (x)",
      "CREATE VIRTUAL TABLE b USING fts4(x)",
      "CREATE VIRTUAL TABLE c USING fts3(x)",
      "CREATE VIRTUAL TABLE d USING geopoly(x)",
      "CREATE VIRTUAL TABLE e USING dbstat",
      "CREATE VIRTUAL TABLE f USING csv(filename='x')",
      "CREATE VIRTUAL TABLE g USING missing",
      "SELECT * FROM json_each('[1, 2]')",
      "SELECT key, value FROM json_tree('{\"a\": [1]}')",
      "SELECT * FROM generate_series(1, 3)",
      "SELECT * FROM pragma_table_info('a')",
      "SELECT * FROM dbstat",
      "SELECT * FROM sqlite_dbpage",
      "SELECT * FROM bytecode('SELECT 1')",
    ]),
  "maintenance: analyze, vacuum, reindex, explain": async (ctx, t) => {
    const { sql } = ctx.storage;
    sql.exec("CREATE TABLE t (a INTEGER PRIMARY KEY, b); CREATE INDEX i ON t (b)");
    sql.exec("INSERT INTO t (b) VALUES (1), (2), (2)");
    ctx.storage.kv.put("a", 1);
    const report = await each(ctx, t, [
      "ANALYZE",
      "ANALYZE t",
      "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx",
      "ANALYZE _cf_KV",
      "REINDEX",
      "REINDEX i",
      "REINDEX t",
      "REINDEX _cf_KV",
      "VACUUM",
      "VACUUM INTO 'x'",
      "PRAGMA optimize",
      "PRAGMA incremental_vacuum",
    ]);
    report.explain = await t.outcome(() => rows(sql, "EXPLAIN SELECT 1").length > 0);
    report.plan = await t.outcome(() =>
      rows(sql, "EXPLAIN QUERY PLAN SELECT * FROM t WHERE b = 1").map(({ detail }) => detail),
    );
    return report;
  },
  "defensive: the schema and shadow tables": async (ctx, t) => {
    ctx.storage.sql.exec("CREATE TABLE t (a)");
    return each(ctx, t, [
      "PRAGMA writable_schema = ON",
      "UPDATE sqlite_master SET sql = 'x'",
      "DELETE FROM sqlite_schema",
      "INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 0, 'x')",
      "CREATE TABLE sqlite_mine (a)",
      "DROP TABLE sqlite_master",
      "SELECT type, name, sql FROM sqlite_schema",
      "SELECT name FROM sqlite_temp_master",
      'CREATE TABLE "" (a)',
      "CREATE TABLE _CF_x (a)",
      "CREATE TABLE x (_cf_a)",
      "CREATE VIEW _cf_v AS SELECT 1",
      "CREATE INDEX _cf_i ON t (a)",
      "CREATE TRIGGER _cf_t AFTER INSERT ON t BEGIN SELECT 1; END",
      "ALTER TABLE t RENAME TO _cf_t",
      "ALTER TABLE t RENAME COLUMN a TO _cf_a",
    ]);
  },
  "generated: columns, strict tables, upserts, returning": (ctx, t) =>
    each(ctx, t, [
      "CREATE TABLE s (a INTEGER, b TEXT AS (a || 'x') STORED) STRICT",
      "INSERT INTO s VALUES ('no')",
      "INSERT INTO s VALUES (1) RETURNING *",
      "CREATE TABLE u (k PRIMARY KEY, n) WITHOUT ROWID",
      "INSERT INTO u VALUES (1, 1) ON CONFLICT (k) DO UPDATE SET n = n + 1 RETURNING n",
      "INSERT INTO u VALUES (1, 1) ON CONFLICT (k) DO UPDATE SET n = n + 1 RETURNING n",
      "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT sum(n) AS s FROM r",
      "SELECT row_number() OVER (ORDER BY k) AS r FROM u",
      "SELECT json_group_array(k) AS a FROM u",
      'SELECT "nothing" AS text',
      "SELECT 1 WHERE 'abc' REGEXP 'b'",
      "SELECT 'abc' GLOB 'a*' AS g, 'ABC' LIKE 'abc' AS l",
      "SELECT 9007199254740993 AS big, 1e999 AS inf, -0.0 AS zero, x'00ff' AS blob",
      "VALUES (1, 2), (3, 4)",
    ]),
};
