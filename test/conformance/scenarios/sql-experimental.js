// @ts-nocheck -- runs unchanged in workerd too
/** The parts of `storage.sql` that need the compatibility flag `experimental`. */

export const options = { experimental: true, compatibilityFlags: ["experimental"] };

const table = (ctx) => {
  const { sql } = ctx.storage;
  sql.exec("CREATE TABLE t (a, b)");
  return sql;
};

export const scenarios = {
  "prepare: a statement": (ctx) => {
    const statement = table(ctx).prepare("INSERT INTO t VALUES (?, ?)");
    return [typeof statement, Object.prototype.toString.call(statement)];
  },
  "prepare: a statement runs at every call": (ctx) => {
    const sql = table(ctx);
    const insert = sql.prepare("INSERT INTO t VALUES (?, ?)");
    insert(1, 2);
    insert("x", null);
    const select = sql.prepare("SELECT * FROM t WHERE a = ?");
    return [
      sql.exec("SELECT * FROM t").toArray(),
      [...select("x")],
      select(1).one(),
      sql.prepare("SELECT 1 AS a; SELECT 2 AS b")().toArray(),
    ];
  },
  "prepare: a statement is checked at the call": async (ctx, t) => {
    const sql = table(ctx);
    return [
      await t.outcome(() => typeof sql.prepare("nonsense")),
      await t.outcome(() => sql.prepare("nonsense")()),
      await t.outcome(() => sql.prepare("SELECT * FROM t WHERE a = ?")()),
      await t.outcome(() => sql.prepare()),
      await t.outcome(() => typeof sql.prepare(5)),
    ];
  },
  "ingest: runs complete statements": (ctx) => {
    const sql = table(ctx);
    return [
      sql.ingest("INSERT INTO t VALUES (3, 4); INSERT INTO t VALUES (5, 6); SELECT"),
      sql.ingest("INSERT INTO t VALUES (7"),
      sql.ingest("INSERT INTO t VALUES ('a;b', 1); INSERT INTO t VALUES (1, 1);"),
      sql.ingest("CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END; CREATE TABLE u (a)"),
      sql.exec("SELECT count(*) AS n FROM t").one(),
    ].map((one) => [one.remainder, one.statementCount, one.n]);
  },
  "ingest: nothing": (ctx) => {
    const sql = table(ctx);
    return [sql.ingest(""), sql.ingest("  ")].map((one) => [one.remainder, one.statementCount]);
  },
  "ingest: its result": (ctx) => {
    const result = table(ctx).ingest("INSERT INTO t VALUES (3, 4);");
    return [Object.keys(result).toSorted(), result.rowsWritten];
  },
  "ingest: fails": async (ctx, t) => {
    const sql = table(ctx);
    return [
      await t.outcome(() => sql.ingest("INSERT INTO t VALUES (1, 1); nonsense; SELECT 1;")),
      sql.exec("SELECT count(*) AS n FROM t").one(),
      await t.outcome(() => sql.ingest("SELECT * FROM missing;")),
      await t.outcome(() => sql.ingest("BEGIN; ")),
      await t.outcome(() => sql.ingest()),
    ];
  },
  "setMaxPageCountForTest: a limit": async (ctx, t) => {
    const sql = table(ctx);
    const set = await t.outcome(() => sql.setMaxPageCountForTest(5));
    return [set, typeof sql.setMaxPageCountForTest];
  },
};
