// @ts-nocheck -- it runs as it is, in workerd too
/** SQL where it is easily got wrong: cursors over changes, rollbacks, deferred keys, limits, errors. */

const TABLE =
  "CREATE TABLE t (id INTEGER PRIMARY KEY, a); " +
  "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')";
const KEYS =
  "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p (id)); " +
  "CREATE TABLE d (p REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)";

const rows = (sql, ...args) => sql.exec(...args).toArray();
const ids = (sql) =>
  rows(sql, "SELECT id FROM t")
    .map(({ id }) => id)
    .join(" ");

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

/** What came of statements and what the rows were afterwards. */
const told = async (ctx, t, statements) => {
  const report = [];
  for (const text of statements) {
    report.push([text, await t.outcome(() => rows(ctx.storage.sql, text))]);
  }
  return report;
};

/** What a call came to, without the number that workerd gives each internal error of its own. */
const masked = async (t, call) => {
  const outcome = JSON.stringify(await t.outcome(call));
  return JSON.parse(outcome.replace(/reference = \w+/, "reference = …"));
};

/** A scenario: an object breaks, and what its caller and those after it see. */
const breaking = (first) => ({
  calls: { first, ids: (ctx) => rows(ctx.storage.sql, "SELECT * FROM t") },
  steps: [
    { outside: (stub, t) => masked(t, () => t.call(stub, "first")) },
    { outside: (_, t) => masked(t, () => t.call(t.stub(), "ids")) },
  ],
});

const many = (count, text, by = ", ") => Array.from({ length: count }, (_, i) => text(i)).join(by);
const columns = (count) => many(count, (i) => `${i} AS c${i}`);

export const scenarios = {
  "edges: a cursor over writes": async (ctx, t) => {
    const sql = made(ctx, TABLE);
    const cursor = sql.exec("SELECT * FROM t");
    const first = cursor.next().value;
    sql.exec("DELETE FROM t WHERE id = 2");
    sql.exec("UPDATE t SET a = 'z' WHERE id = 4");
    sql.exec("INSERT INTO t VALUES (9, 'n')");
    const rest = [...cursor];
    const cleared = sql.exec("SELECT * FROM t");
    sql.exec("DELETE FROM t");
    return [first, rest, await t.outcome(() => cleared.toArray())];
  },
  "edges: a cursor over changes of tables": async (ctx, t) => {
    const sql = made(ctx, TABLE);
    const cursor = sql.exec("SELECT * FROM t");
    const seen = [];
    for (const text of [
      "DROP TABLE t",
      "ALTER TABLE t ADD COLUMN z",
      "CREATE INDEX i ON t (a)",
      "DROP INDEX i",
      "ALTER TABLE t RENAME COLUMN a TO b",
      "CREATE TABLE other (x)",
      "DROP TABLE other",
      "ANALYZE",
      "PRAGMA case_sensitive_like = ON",
    ]) {
      seen.push([
        text,
        await t.outcome(() => rows(sql, text)),
        await t.outcome(() => cursor.next()),
      ]);
    }
    return [seen, cursor.columnNames, await t.outcome(() => rows(sql, "SELECT * FROM t"))];
  },
  "edges: a cursor over a rollback": async (ctx, t) => {
    const sql = made(ctx, TABLE);
    const seen = [];
    for (const text of ["INSERT INTO t VALUES (7, 'q')", "CREATE TABLE n (x)", "SELECT 1"]) {
      const cursor = sql.exec("SELECT * FROM t");
      cursor.next();
      const thrown = await t.outcome(() =>
        ctx.storage.transactionSync(() => {
          sql.exec(text);
          throw new Error("no");
        }),
      );
      seen.push([
        thrown,
        await t.outcome(() => cursor.next()),
        await t.outcome(() => cursor.toArray()),
      ]);
    }
    await ctx.storage.sync();
    const cursor = sql.exec("SELECT * FROM t");
    await ctx.storage.transaction(async (txn) => {
      sql.exec("DELETE FROM t");
      txn.rollback();
    });
    return [seen, await t.outcome(() => cursor.toArray())];
  },
  "edges: a cursor of which a row fails": async (ctx, t) => {
    const sql = made(
      ctx,
      "CREATE TABLE j (x); INSERT INTO j VALUES ('[1]'), ('[2]'), ('bad'), ('[3]')",
    );
    const text = "SELECT json(x) AS v FROM j";
    const cursor = sql.exec(text);
    const nexts = [];
    for (let i = 0; i < 5; i++) nexts.push(await t.outcome(() => cursor.next()));
    const all = sql.exec(text);
    const some = sql.exec("SELECT json(x) AS v FROM j LIMIT 3");
    return {
      nexts,
      all: [
        await t.outcome(() => all.toArray()),
        await t.outcome(() => all.toArray()),
        await t.outcome(() => all.next()),
        all.columnNames,
      ],
      raw: await t.outcome(() => [...sql.exec(text).raw()]),
      one: [await t.outcome(() => some.one()), await t.outcome(() => some.next())],
      first: await t.outcome(() => sql.exec("SELECT json('bad')")),
    };
  },
  "edges: rows of RETURNING that nobody reads": async (ctx, t) => {
    const sql = made(ctx, `${TABLE}; CREATE TABLE k (x UNIQUE)`);
    const cursor = sql.exec("INSERT INTO t VALUES (10, 'x'), (11, 'y') RETURNING id");
    sql.exec("DELETE FROM t WHERE id = 11");
    return [
      ids(sql),
      cursor.toArray(),
      await t.outcome(() => sql.exec("INSERT INTO k VALUES (1), (2), (1) RETURNING x")),
      rows(sql, "SELECT * FROM k"),
    ];
  },
  "edges: iterators": async (ctx, t) => {
    const sql = made(ctx, TABLE);
    const text = "SELECT id FROM t";
    const cursor = sql.exec(text);
    const iterator = cursor[Symbol.iterator]();
    const broken = sql.exec(text);
    for (const _ of broken) break;
    const [first, second] = broken;
    const shared = sql.exec(text);
    const raws = [shared.raw(), shared.raw()];
    const begun = sql.exec(text);
    begun.next();
    const one = sql.exec("SELECT 1 AS x");
    return {
      next: [iterator.next(), await t.outcome(() => iterator.return?.(5)), iterator.next()],
      functions: [typeof iterator.throw, typeof cursor.return],
      broken: [first, second, broken.toArray()],
      shared: [raws[0].next(), raws[1].next(), shared.next(), [...raws[0]]],
      begun: await t.outcome(() => begun.one()),
      one: [one.one(), await t.outcome(() => one.one()), one.toArray()],
      wrong: await t.outcome(() => Object.getPrototypeOf(cursor).next.call({})),
    };
  },
  "edges: OR FAIL, OR ABORT": async (ctx, t) => {
    const sql = made(ctx, TABLE);
    return [
      await t.outcome(() => sql.exec("INSERT OR FAIL INTO t VALUES (30, 'p'), (1, 'dup')")),
      ids(sql),
      await t.outcome(() => sql.exec("INSERT OR ABORT INTO t VALUES (31, 'p'), (1, 'dup')")),
      ids(sql),
    ];
  },
  "edges: OR ROLLBACK": breaking(async (ctx, t) => {
    const sql = made(ctx, TABLE);
    await ctx.storage.sync();
    sql.exec("INSERT INTO t VALUES (20, 'p')");
    return t.outcome(() => sql.exec("INSERT OR ROLLBACK INTO t VALUES (1, 'dup')"));
  }),
  "edges: writes after OR ROLLBACK": breaking(async (ctx, t) => {
    const sql = made(ctx, TABLE);
    await ctx.storage.sync();
    await t.outcome(() => sql.exec("INSERT OR ROLLBACK INTO t VALUES (1, 'dup')"));
    sql.exec("INSERT INTO t VALUES (30, 'x')");
  }),
  "edges: out of room": [
    async (ctx, t) => {
      const sql = made(ctx, TABLE);
      await ctx.storage.sync();
      sql.setMaxPageCountForTest(8);
      sql.exec("INSERT INTO t VALUES (100, 'x')");
      return t.outcome(() => sql.exec("INSERT INTO t VALUES (101, zeroblob(100000))"));
    },
    (ctx) => ids(ctx.storage.sql),
  ],
  "edges: transactionSync in transactionSync": async (ctx, t) => {
    const sql = made(ctx, TABLE);
    const { storage } = ctx;
    const insert = (id) => sql.exec("INSERT INTO t VALUES (?, 'x')", id).rowsWritten;
    const failing = (id) => () => {
      insert(id);
      throw new Error(`no ${id}`);
    };
    const nested = await t.outcome(() =>
      storage.transactionSync(() => {
        insert(10);
        const thrown = [11, 12].map((id) => {
          try {
            return storage.transactionSync(failing(id));
          } catch (error) {
            return error.message;
          }
        });
        storage.transactionSync(() => storage.transactionSync(() => insert(13)));
        return thrown;
      }),
    );
    return [
      nested,
      ids(sql),
      await t.outcome(() => storage.transactionSync(() => [insert(14), insert(14)])),
      await t.outcome(() =>
        storage.transactionSync(() => {
          storage.transactionSync(() => sql.exec("CREATE TABLE z (q)"));
          throw new Error("outer");
        }),
      ),
      await t.outcome(() => sql.exec("SELECT * FROM z")),
      await t.outcome(() => storage.transactionSync(() => sql.exec("SELECT 5 AS n")).one()),
      await t.outcome(() =>
        storage.transactionSync(() => {
          throw undefined;
        }),
      ),
      ids(sql),
    ];
  },
  "edges: transactionSync while rows of RETURNING are left": async (ctx, t) => {
    const sql = made(ctx, TABLE);
    const cursor = sql.exec("UPDATE t SET a = 'u' RETURNING id");
    const begun = await masked(t, () => ctx.storage.transactionSync(() => 1));
    return [begun, cursor.toArray().length];
  },
  "edges: deferred keys in transactions": [
    async (ctx, t) => {
      const sql = made(ctx, KEYS);
      await ctx.storage.sync();
      const kept = await t.outcome(() =>
        ctx.storage.transactionSync(() => sql.exec("INSERT INTO d VALUES (5)").rowsWritten),
      );
      sql.exec("INSERT INTO p VALUES (5)");
      await ctx.storage.sync();
      const thrown = await t.outcome(() =>
        ctx.storage.transactionSync(() => {
          sql.exec("INSERT INTO d VALUES (6)");
          throw new Error("back");
        }),
      );
      await ctx.storage.sync();
      return [kept, thrown, rows(sql, "SELECT * FROM d")];
    },
    (ctx) => rows(ctx.storage.sql, "SELECT * FROM d"),
  ],
  "edges: a deferred key that transaction() cannot commit": breaking(async (ctx, t) => {
    const sql = made(ctx, `${TABLE}; ${KEYS}`);
    await ctx.storage.sync();
    return ctx.storage.transaction(async () => void sql.exec("INSERT INTO d VALUES (5)"));
  }),
  "edges: defer_foreign_keys": async (ctx, t) => {
    const sql = made(ctx, KEYS);
    const orphan = "INSERT INTO c VALUES (5)";
    const clean = "DELETE FROM c";
    const on = "PRAGMA defer_foreign_keys = ON";
    const ask = "PRAGMA defer_foreign_keys";
    await ctx.storage.sync();
    const first = await told(ctx, t, [on, ask, orphan, "INSERT INTO p VALUES (5)", clean]);
    await ctx.storage.sync();
    const later = await told(ctx, t, [ask, "INSERT INTO c VALUES (6)", on]);
    await t.wait(5);
    const nextTurn = await told(ctx, t, [ask, "INSERT INTO c VALUES (6)", clean]);
    await ctx.storage.sync();
    const read = await told(ctx, t, [on, "SELECT * FROM c", ask, "INSERT INTO c VALUES (6)"]);
    ctx.storage.kv.put("a", 1);
    await ctx.storage.sync();
    sql.exec(on);
    ctx.storage.kv.get("a");
    const key = await told(ctx, t, ["INSERT INTO c VALUES (6)", "PRAGMA foreign_keys = OFF"]);
    await ctx.storage.sync();
    sql.exec("PRAGMA defer_foreign_keys('on')");
    const quoted = await told(ctx, t, [ask, "INSERT INTO c VALUES (6)", clean]);
    return { first, later, nextTurn, read, key, quoted };
  },
  "edges: limits of columns and terms": (ctx, t) =>
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
  "edges: limits of expressions": (ctx, t) =>
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
  "edges: limits of triggers": (ctx, t) => {
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
  "edges: limits of values that SQL makes": (ctx, t) =>
    told(ctx, t, [
      "SELECT replace(hex(zeroblob(3000000)), '0', 'abc') IS NULL AS n",
      "SELECT length(group_concat(hex(zeroblob(1000000)))) AS n FROM (VALUES (1), (2), (3), (4), (5))",
      "SELECT length(zeroblob(8388608)) AS n",
      "SELECT length(randomblob(9000000)) AS n",
    ]),
  "edges: limits of printf()": (ctx, t) =>
    told(ctx, t, [
      "SELECT length(printf('%200000d', 5)) AS n",
      "SELECT length(printf('%.200000f', 5)) AS n",
    ]),
  "edges: places and names of errors": async (ctx, t) => {
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
  "edges: a place that is not the first of its kind": (ctx, t) => {
    made(ctx, "CREATE TABLE m (a, b)");
    return each(ctx, t, [
      "SELECT max(a) FROM m WHERE max(a) > 1",
      "SELECT * FROM m WHERE a = (SELECT a, b FROM m)",
      "CREATE INDEX ix ON m (random())",
    ]);
  },
  "edges: buffers": async (ctx, t) => {
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
  "edges: a buffer that is changed while it is read": (ctx) => {
    const { sql } = ctx.storage;
    const buffer = new Uint8Array([9, 9]);
    const cursor = sql.exec("SELECT hex(?) AS hex UNION ALL SELECT hex(?1)", buffer);
    buffer.fill(0);
    return cursor.toArray();
  },
  "edges: the schema as it is told": async (ctx) => {
    ctx.storage.kv.put("a", 1);
    await ctx.storage.getCurrentBookmark();
    const sql = made(ctx, "CREATE TABLE  t (a,\n b); CREATE VIEW v AS SELECT  1");
    return rows(sql, "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_schema");
  },
  "edges: parameters": (ctx, t) => {
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
  "edges: names and functions that are refused": (ctx, t) => {
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
  "edges: databaseSize": (ctx) => {
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
  "edges: ingest()": (ctx, t) => {
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
