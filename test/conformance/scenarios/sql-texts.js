// @ts-nocheck -- runs unchanged in workerd too
/** Edge cases of SQL: limits, errors, parameters and names. */

const TABLE =
  "CREATE TABLE t (id INTEGER PRIMARY KEY, a); " +
  "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')";

const rows = (sql, ...args) => sql.exec(...args).toArray();

const made = (ctx, text) => {
  ctx.storage.sql.exec(text);
  return ctx.storage.sql;
};

const each = async (ctx, t, statements) => {
  const report = {};
  for (const text of statements) {
    const name = text.length > 200 ? `${text.slice(0, 40)}… of ${text.length}` : text;
    report[name] = await t.outcome(() => rows(ctx.storage.sql, text).length);
  }
  return report;
};

/** The outcomes of statements, and the rows afterwards. */
const told = async (ctx, t, statements) => {
  const report = [];
  for (const text of statements) {
    report.push([text, await t.outcome(() => rows(ctx.storage.sql, text))]);
  }
  return report;
};

const many = (count, text, by = ", ") => Array.from({ length: count }, (_, i) => text(i)).join(by);
const columns = (count) => many(count, (i) => `${i} AS c${i}`);

export const scenarios = {
  "texts: limits of columns and terms": (ctx, t) =>
    each(ctx, t, [
      "CREATE TABLE a (x)",
      `CREATE TABLE b AS SELECT ${columns(100)}`,
      `CREATE TABLE c AS SELECT ${columns(101)}`,
      `CREATE TABLE w (${many(99, (i) => `c${i}`)})`,
      "ALTER TABLE w ADD COLUMN c99",
      "ALTER TABLE w ADD COLUMN c100",
      `CREATE VIEW v AS SELECT ${columns(101)}`,
      "SELECT * FROM v",
      `SELECT * FROM a ORDER BY ${many(100, () => "x")}`,
      `SELECT * FROM a ORDER BY ${many(101, () => "x")}`,
      `SELECT * FROM a GROUP BY ${many(101, () => "x")}`,
      `UPDATE a SET ${many(100, () => "x = 1")}`,
      `UPDATE a SET ${many(101, () => "x = 1")}`,
      `VALUES (${many(101, (i) => i)})`,
      `SELECT x FROM (${many(6, (i) => `SELECT ${i} AS x`, " UNION ALL ")})`,
      `CREATE VIEW v6 AS ${many(6, (i) => `SELECT ${i} AS x`, " UNION ALL ")}`,
      "SELECT * FROM v6",
      `SELECT 1 FROM ${many(65, (i) => `a t${i}`)}`,
    ]),
  "texts: limits of expressions": (ctx, t) =>
    each(ctx, t, [
      `SELECT ${many(100, () => "1", "+")}`,
      `SELECT ${many(101, () => "1", "+")}`,
      `SELECT ${"(".repeat(99)}1${")".repeat(99)}`,
      `SELECT ${"(".repeat(110)}1${")".repeat(110)}`,
      `SELECT ${"NOT ".repeat(99)}1`,
      `SELECT ${"NOT ".repeat(101)}1`,
      `SELECT 1 WHERE ${many(101, (i) => `1 = ${i}`, " OR ")}`,
      `SELECT CASE ${many(200, (i) => `WHEN ${i} THEN ${i}`, " ")} END`,
      "SELECT 'a' LIKE 'a'",
      `SELECT 'a' LIKE '${"a".repeat(51)}'`,
      `SELECT max(${many(128, (i) => i)})`,
      `SELECT 1 IN (${many(1000, (i) => `(SELECT ${i})`)})`,
    ]),
  "texts: limits of triggers": (ctx, t) => {
    made(
      ctx,
      `CREATE TABLE a (x);
       CREATE TRIGGER more AFTER INSERT ON a WHEN new.x < 50
         BEGIN INSERT INTO a VALUES (new.x + 1); END;
       PRAGMA recursive_triggers = ON`,
    );
    return told(ctx, t, [
      "INSERT INTO a VALUES (41)",
      "INSERT INTO a VALUES (40)",
      "INSERT INTO a VALUES (39)",
      "SELECT count(*) AS n FROM a",
    ]);
  },
  "texts: limits of computed values": (ctx, t) =>
    told(ctx, t, [
      "SELECT replace(hex(zeroblob(3000000)), '0', 'abc') IS NULL AS n",
      "SELECT length(group_concat(hex(zeroblob(1000000)))) AS n FROM (VALUES (1), (2), (3), (4), (5))",
      "SELECT length(zeroblob(8388608)) AS n",
      "SELECT length(randomblob(9000000)) AS n",
    ]),
  "texts: limits of printf()": (ctx, t) =>
    told(ctx, t, [
      "SELECT length(printf('%200000d', 5)) AS n",
      "SELECT length(printf('%.200000f', 5)) AS n",
    ]),
  "texts: offsets and names in errors": async (ctx, t) => {
    made(
      ctx,
      `CREATE TABLE m (a INTEGER PRIMARY KEY, b UNIQUE, c CHECK (c > 0), d NOT NULL DEFAULT 1,
         CONSTRAINT named CHECK (b <> 'x'));
       CREATE UNIQUE INDEX mx ON m (b || 'q');
       CREATE UNIQUE INDEX m2 ON m (c, d);
       INSERT INTO m (a, b, c) VALUES (1, 'a', 1);
       CREATE TABLE g (a, b AS (a * 2))`,
    );
    return each(ctx, t, [
      "INSERT INTO m (a, b, c) VALUES ('text', 'b', 2)",
      "INSERT INTO m (b, c) VALUES ('a', 2)",
      "INSERT INTO m (b, c) VALUES ('x', 2)",
      "INSERT INTO m (b, c) VALUES ('z', -2)",
      "INSERT INTO m (b, c) VALUES ('z', 1)",
      "INSERT INTO m (b, c, d) VALUES ('z', 5, NULL)",
      "UPDATE m SET a = NULL",
      "UPDATE m SET nosuch = 1",
      "UPDATE m SET a = nosuch",
      "UPDATE m SET a = 1 WHERE nosuch = 1",
      "INSERT INTO m VALUES (1, 2)",
      "INSERT INTO g (b) VALUES (1)",
      "SELECT b COLLATE nosuch FROM m ORDER BY 1",
      "SELECT * FROM m ORDER BY 9",
      "SELECT * FROM m, m",
      "SELECT a FROM m, m AS n",
      "SELECT row_number() FROM m",
      "SELECT sum(a) OVER w FROM m",
      "CREATE TABLE bad (a PRIMARY KEY, b PRIMARY KEY)",
      "CREATE TABLE bad (a) WITHOUT ROWID",
      "CREATE TABLE bad (a, a)",
      "CREATE TABLE m (a)",
      "CREATE VIEW m AS SELECT 1",
      "CREATE INDEX mx ON m (a)",
      "CREATE INDEX ix ON m (nosuch)",
      "ALTER TABLE m DROP COLUMN a",
      "ALTER TABLE m DROP COLUMN nosuch",
      "ALTER TABLE m ADD COLUMN z NOT NULL",
      "ALTER TABLE m RENAME COLUMN nosuch TO z",
      "ALTER TABLE m RENAME TO g",
      "SELECT RAISE(ABORT, 'x')",
      "SELECT sum(x) FROM (SELECT 9223372036854775807 AS x UNION ALL SELECT 1)",
      "SELECT x'0'",
      "SELECT 1e",
      "SELECT [a",
      "SELECT ?1 ?2",
      "SELECT @",
      "WITH q AS (SELECT 1)",
      "WITH q AS (SELECT * FROM q) SELECT * FROM q",
      "EXPLAIN",
      "EXPLAIN SELECT nosuch",
      "PRAGMA",
      "PRAGMA;",
      "ANALYZE nosuch",
      "REINDEX nosuch",
    ]);
  },
  "texts: the offset of a repeated token": (ctx, t) => {
    made(ctx, "CREATE TABLE m (a, b)");
    return each(ctx, t, [
      "SELECT max(a) FROM m WHERE max(a) > 1",
      "SELECT * FROM m WHERE a = (SELECT a, b FROM m)",
      "CREATE INDEX ix ON m (random())",
    ]);
  },
  "texts: buffers": async (ctx, t) => {
    const { sql } = ctx.storage;
    const ask = (value) =>
      t.outcome(() => sql.exec("SELECT hex(?) AS hex, typeof(?1) AS type", value).one());
    const detached = new Uint8Array([1, 2]);
    structuredClone(detached, { transfer: [detached.buffer] });
    const growing = new ArrayBuffer(2, { maxByteLength: 8 });
    const tracking = new Uint8Array(growing);
    tracking.set([1, 2]);
    growing.resize(4);
    const grown = [await ask(tracking), await ask(growing)];
    const outside = new Uint8Array(growing, 2, 2);
    growing.resize(3);
    const blob = sql.exec("SELECT x'010203' AS b").one().b;
    return {
      detached: [await ask(detached), await ask(detached.buffer)],
      grown,
      outside: await ask(outside),
      view: await ask(new DataView(growing, 1)),
      floats: await ask(new Float32Array([1.5])),
      blob: [blob, blob.constructor.name, blob.resizable],
    };
  },
  "texts: a bound buffer that changes during the query": (ctx) => {
    const { sql } = ctx.storage;
    const buffer = new Uint8Array([9, 9]);
    const cursor = sql.exec("SELECT hex(?) AS hex UNION ALL SELECT hex(?1)", buffer);
    buffer.fill(0);
    return cursor.toArray();
  },
  "texts: the text of the schema": async (ctx) => {
    ctx.storage.kv.put("a", 1);
    await ctx.storage.getCurrentBookmark();
    const sql = made(ctx, "CREATE TABLE  t (a,\n b); CREATE VIEW v AS SELECT  1");
    return rows(sql, "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema");
  },
  "texts: parameters": (ctx, t) => {
    made(ctx, "CREATE TABLE q (a)");
    const ask = async (text, ...values) => [
      text,
      await t.outcome(() => rows(ctx.storage.sql, text, ...values)),
    ];
    return Promise.all([
      ask("SELECT :a, @a, $a, ?", 1, 2, 3, 4),
      ask("SELECT :a, :b, :a", 1, 2),
      ask("SELECT ?2, ?, ?1", 1, 2, 3),
      ask("SELECT ?0"),
      ask("SELECT ?101"),
      ask("SELECT ?99999999999"),
      ask("SELECT 1; SELECT ?; SELECT 2", 1),
      ask("SELECT ? -- c", 1),
      ask("SELECT 1;/* c */ SELECT 2"),
      ask("SELECT 1;\u00a0"),
      ask("INSERT INTO q VALUES (1); SELECT * FROM nosuch; INSERT INTO q VALUES (2)"),
      ask("SELECT * FROM q"),
      ask("CREATE VIEW v AS SELECT ?", 1),
      ask("CREATE TABLE z (a DEFAULT ?)", 1),
      ask("SELECT * FROM q LIMIT ?", "x"),
      ask("SELECT * FROM q LIMIT ?", 1.5),
      ask("SELECT ? || '' AS a, CAST(?2 AS INTEGER) AS b", 0.1, 2 ** 62),
    ]);
  },
  "texts: refused names and functions": (ctx, t) => {
    ctx.storage.kv.put("a", 1);
    made(ctx, "CREATE TABLE t (a)");
    return each(ctx, t, [
      'SELECT * FROM pragma_table_info("_cf_KV")',
      "SELECT * FROM pragma_table_info('_cf_KV')",
      "SELECT * FROM pragma_page_count",
      "CREATE TABLE g (a DEFAULT (sqlite_version()))",
      "CREATE TABLE g (a, b AS (sqlite_version()))",
      "CREATE TABLE g (a CHECK (a <> sqlite_source_id()))",
      "CREATE TABLE power (a POWER(3), log10 INTEGER)",
      "CREATE INDEX i ON power (a)",
      "CREATE INDEX j ON t (sqlite_version())",
      "ALTER TABLE t ADD COLUMN b DEFAULT (sqlite_version())",
      "CREATE VIEW v AS SELECT sqlite_version()",
      "SELECT * FROM v",
      "SELECT EXISTS (SELECT 1 FROM _cf_KV)",
      "WITH _cf_KV (key) AS (VALUES (1)) SELECT key FROM _cf_KV",
      "CREATE TABLE x_cf_ (a)",
      "CREATE TABLE `_cf_q` (a)",
      "CREATE TABLE temp.tt (a)",
      "PRAGMA temp.table_info(t)",
      "PRAGMA main . table_info ( t )",
      "PRAGMA foreign_keys(+1)",
      "PRAGMA foreign_keys = -1",
      "PRAGMA/**/journal_mode",
      "PRAGMA foreign_keys = on; PRAGMA journal_mode = wal",
    ]);
  },
  "texts: databaseSize": (ctx) => {
    const { sql } = ctx.storage;
    const sizes = [sql.databaseSize];
    for (const text of [
      TABLE,
      "CREATE INDEX i ON t (a)",
      `WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n LIMIT 3000)
         INSERT INTO t SELECT i, 'text ' || i FROM n`,
      "DELETE FROM t",
    ]) {
      sql.exec(text);
      sizes.push(sql.databaseSize);
    }
    ctx.storage.transactionSync(() => {
      sql.exec("DROP TABLE t");
      sizes.push(sql.databaseSize);
    });
    return sizes;
  },
  "texts: ingest()": (ctx, t) => {
    const { sql } = ctx.storage;
    sql.exec("CREATE TABLE g (a)");
    return Promise.all(
      [
        "INSERT INTO g VALUES (1); INSERT INTO g VALUES (2)",
        "-- c\nINSERT INTO g VALUES (3); /* x */",
        "CREATE TRIGGER tr AFTER INSERT ON g BEGIN SELECT 1; SELECT 2; END; SELECT 1",
        "CREATE TRIGGER tq AFTER INSERT ON g BEGIN SELECT ';end;'; END;",
        "SELECT 'a;b'; SELECT \"x;y\"; SELECT `a;b`",
        "SELECT 1; ; SELECT 2;",
        "  ;",
        "SELECT 1;\0 SELECT 2;",
        "INSERT INTO g VALUES ('é😀');x",
        "PRAGMA foreign_keys; SELECT 1;",
        "SELECT CASE WHEN 1 THEN 2 END; SELECT 3;",
        "INSERT INTO g VALUES (?);",
        "SELECT json(x) FROM (SELECT '[]' AS x UNION ALL SELECT 'bad'); SELECT 1;",
        "SELECT * FROM g; DELETE FROM g WHERE a < 3;",
        "INSERT INTO g SELECT 1 UNION ALL SELECT 2 RETURNING a; SELECT",
        "SELECT count(*) FROM g; SELECT * FROM g",
      ].map(async (text) => [text, await t.outcome(() => sql.ingest(text))]),
    );
  },
};

export const options = { experimental: true, compatibilityFlags: ["experimental"] };
