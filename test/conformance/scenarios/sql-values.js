/** `storage.sql`: how bindings are stored, and how values are returned. */

const bindings = {
  null: null,
  undefined: undefined,
  zero: 0,
  "minus zero": -0,
  integer: 5,
  "negative integer": -7,
  fraction: 1.5,
  "2^53": 2 ** 53,
  "2^63": 2 ** 63,
  "1e300": 1e300,
  NaN: NaN,
  Infinity: Infinity,
  "-Infinity": -Infinity,
  "empty text": "",
  text: "text",
  "two-byte text": "é😀",
  "text with NUL": "a\0b",
  "text that begins with a BOM": "\uFEFFa",
  "lone surrogate": "a\uD800b",
  true: true,
  false: false,
  bigint: 5n,
  "big bigint": 2n ** 70n,
  buffer: new Uint8Array([1, 2, 3]).buffer,
  "empty buffer": new ArrayBuffer(0),
  "byte array": new Uint8Array([0, 255]),
  "part of a buffer": new Uint8Array([1, 2, 3, 4]).subarray(1, 3),
  "array of words": new Uint16Array([1, 258]),
  "data view": new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2),
  "resizable buffer": (() => {
    const buffer = new ArrayBuffer(2, { maxByteLength: 4 });
    new Uint8Array(buffer).set([7, 8]);
    return buffer;
  })(),
  "view of a resizable buffer": new Uint8Array(new ArrayBuffer(2, { maxByteLength: 4 })),
  "big int array": new BigInt64Array([1n]),
  date: new Date(0),
  object: {},
  "object with toString": { toString: () => "text" },
  "object with valueOf": { valueOf: () => 5 },
  "boxed number": new Number(5),
  "boxed string": new String("text"),
  array: [1, 2],
  function: () => 1,
  symbol: Symbol("a"),
};

export const scenarios = {
  "sql: bindings of every kind": async (ctx, t) => {
    const report = {};
    for (const [name, value] of Object.entries(bindings)) {
      report[name] = await t.outcome(() =>
        ctx.storage.sql
          .exec(
            "SELECT ?1 AS value, typeof(?1) AS type, hex(?1) AS hex, length(?1) AS length",
            value,
          )
          .one(),
      );
    }
    return report;
  },
  "sql: bindings in columns with an affinity": async (ctx, t) => {
    const { sql } = ctx.storage;
    sql.exec("CREATE TABLE t (i INTEGER, r REAL, t TEXT, b BLOB, n NUMERIC, a)");
    const report = {};
    for (const value of [1, 1.5, "1", "x", true, null]) {
      sql.exec("INSERT INTO t VALUES (?1, ?1, ?1, ?1, ?1, ?1)", value);
      const types = ["i", "r", "t", "b", "n", "a"].map(
        (column) => `typeof(${column}) AS ${column}`,
      );
      report[`${typeof value} ${value}`] = [
        sql.exec("SELECT * FROM t").one(),
        sql.exec(`SELECT ${types} FROM t`).one(),
      ];
      sql.exec("DELETE FROM t");
    }
    return report;
  },
  "sql: values of every kind": async (ctx, t) => {
    const report = {};
    for (const expression of [
      "NULL",
      "0",
      "-1",
      "9007199254740993",
      "9223372036854775807",
      "-9223372036854775808",
      "1.5",
      "1e999",
      "-0.0",
      "''",
      "'text'",
      "'a' || char(0) || 'b'",
      "char(128512)",
      "char(65279) || 'a'",
      "CAST(x'FF61' AS TEXT)",
      "x''",
      "x'00FF'",
      "TRUE",
      "5 / 2",
      "5.0 / 2",
    ]) {
      report[expression] = await t.outcome(() =>
        ctx.storage.sql.exec(`SELECT ${expression} AS v`).one(),
      );
    }
    return report;
  },
  "sql: calls of every kind": async (ctx, t) => {
    const { sql } = ctx.storage;
    return {
      "no argument": await t.outcome(() => sql.exec()),
      undefined: await t.outcome(() => sql.exec(undefined)),
      null: await t.outcome(() => sql.exec(null)),
      number: await t.outcome(() => sql.exec(5)),
      object: await t.outcome(() => sql.exec({ toString: () => "SELECT 5 AS n" }).one()),
      array: await t.outcome(() => sql.exec(["SELECT 5 AS n"]).one()),
      symbol: await t.outcome(() => sql.exec(Symbol("a"))),
      empty: await t.outcome(() => sql.exec("")),
      "only a semicolon": await t.outcome(() => sql.exec(";")),
      "only a comment": await t.outcome(() => sql.exec("-- nothing")),
      "statement and comment": await t.outcome(() => sql.exec("SELECT 5 AS n; -- five").toArray()),
      "statement and blanks": await t.outcome(() => sql.exec("SELECT 5 AS n; \n ").toArray()),
      "statement and semicolons": await t.outcome(() => sql.exec("SELECT 5 AS n;;").toArray()),
      "semicolon and statement": await t.outcome(() => sql.exec("; SELECT 5 AS n").toArray()),
      "NUL in the text": await t.outcome(() => sql.exec("SELECT 5 AS n\0, 6").toArray()),
      detached: await t.outcome(() => (0, sql.exec)("SELECT 1")),
      "too few bindings": await t.outcome(() => sql.exec("SELECT ?, ?", 1)),
      "too many bindings": await t.outcome(() => sql.exec("SELECT ?", 1, 2)),
      "a binding too many": await t.outcome(() => sql.exec("SELECT 1", 1)),
      "named bindings": await t.outcome(() => sql.exec("SELECT :a AS a, $b AS b", 1, 2).one()),
      "numbered bindings": await t.outcome(() => sql.exec("SELECT ?2 AS a, ?1 AS b", 1, 2).one()),
      "numbered bindings with a gap": await t.outcome(() =>
        sql.exec("SELECT ?3 AS a", 1, 2, 3).one(),
      ),
      "two statements": await t.outcome(() => sql.exec("SELECT 1 AS a; SELECT 2 AS b").toArray()),
      "bindings of the last": await t.outcome(() =>
        sql.exec("SELECT 1; SELECT ? AS b", 2).toArray(),
      ),
      "bindings of the first": await t.outcome(() => sql.exec("SELECT ?; SELECT 2", 2)),
    };
  },
  "sql: several statements": async (ctx, t) => {
    const { sql } = ctx.storage;
    const made = await t.outcome(() =>
      sql
        .exec(
          "CREATE TABLE t (a); INSERT INTO t VALUES (1); INSERT INTO t VALUES (2); SELECT * FROM t",
        )
        .toArray(),
    );
    const failed = await t.outcome(() =>
      sql.exec(
        "INSERT INTO t VALUES (3); INSERT INTO missing VALUES (1); INSERT INTO t VALUES (4)",
      ),
    );
    return { made, failed, after: sql.exec("SELECT * FROM t").toArray() };
  },
  "sql: databaseSize": async (ctx, t) => {
    const { sql } = ctx.storage;
    const sizes = [sql.databaseSize];
    sql.exec("CREATE TABLE t (a)");
    sizes.push(sql.databaseSize);
    sql.exec("INSERT INTO t VALUES (?)", "x".repeat(10000));
    sizes.push(sql.databaseSize);
    sql.exec("DROP TABLE t");
    sizes.push(sql.databaseSize);
    await ctx.storage.deleteAll();
    sizes.push(sql.databaseSize);
    return sizes;
  },
  "sql: shapes": async (ctx, t) => {
    const { sql } = ctx.storage;
    const cursor = sql.exec("SELECT 1 AS a");
    const raw = sql.exec("SELECT 1 AS a").raw();
    const names = (value) => [
      value.constructor.name,
      Object.prototype.toString.call(value),
      Object.keys(value),
    ];
    return {
      sql: names(sql),
      cursor: names(cursor),
      raw: names(raw),
      iterator: names(cursor[Symbol.iterator]()),
      itself: cursor[Symbol.iterator]() === cursor,
      classes: [typeof sql.Cursor, typeof sql.Statement, cursor instanceof sql.Cursor],
      "new cursor": await t.outcome(() => new sql.Cursor()),
      prepare: typeof sql.prepare,
      ingest: typeof sql.ingest,
      row: Object.getPrototypeOf(cursor.one()) === Object.prototype,
    };
  },
  "sql: in transactions": async (ctx, t) => {
    const { sql } = ctx.storage;
    sql.exec("CREATE TABLE t (a)");
    ctx.storage.transactionSync(() => sql.exec("INSERT INTO t VALUES (1)"));
    const thrown = await t.outcome(() =>
      ctx.storage.transactionSync(() => {
        sql.exec("INSERT INTO t VALUES (2); CREATE TABLE u (a)");
        throw new Error("no");
      }),
    );
    await ctx.storage.transaction(async (txn) => {
      sql.exec("INSERT INTO t VALUES (3)");
      await txn.put("a", 1);
      txn.rollback();
    });
    await ctx.storage.transaction(async () => void sql.exec("INSERT INTO t VALUES (4)"));
    return {
      thrown,
      t: sql.exec("SELECT a FROM t").toArray(),
      u: await t.outcome(() => sql.exec("SELECT * FROM u")),
      a: t.describe(await ctx.storage.get("a")),
    };
  },
  "sql: rows are still there after an abort": [
    (ctx) => {
      ctx.storage.sql.exec("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, x'FF')");
      ctx.storage.put("a", 1);
    },
    (ctx) => ctx.abort("once"),
    async (ctx) => [ctx.storage.sql.exec("SELECT * FROM t").one(), await ctx.storage.get("a")],
  ],
  "sql: foreign keys": async (ctx, t) => {
    const { sql } = ctx.storage;
    sql.exec(
      "CREATE TABLE parent (id INTEGER PRIMARY KEY); " +
        "CREATE TABLE child (parent INTEGER REFERENCES parent (id) ON DELETE CASCADE)",
    );
    const orphan = await t.outcome(() => sql.exec("INSERT INTO child VALUES (1)"));
    sql.exec("INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1); DELETE FROM parent");
    return { orphan, children: sql.exec("SELECT * FROM child").toArray() };
  },
  "sql: a deferred constraint that is met at the commit": async (ctx, t) => {
    const { sql } = ctx.storage;
    sql.exec(
      "CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (parent INTEGER " +
        "REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)",
    );
    sql.exec("INSERT INTO child VALUES (1)");
    sql.exec("INSERT INTO parent VALUES (1)");
    await ctx.storage.sync();
    return sql.exec("SELECT * FROM child").toArray();
  },
  "sql: a deferred constraint that is violated at the commit": [
    async (ctx, t) => {
      const { sql } = ctx.storage;
      sql.exec(
        "CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (parent INTEGER " +
          "REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)",
      );
      await ctx.storage.sync();
      sql.exec("INSERT INTO child VALUES (1)");
      return "an answer that must not leave";
    },
    (ctx) => ctx.storage.sql.exec("SELECT * FROM child").toArray(),
  ],
  "sql: the schema changes between two runs of a statement": async (ctx, t) => {
    const { sql } = ctx.storage;
    sql.exec("CREATE TABLE a (x); INSERT INTO a VALUES (1)");
    const read = () => t.outcome(() => sql.exec("SELECT * FROM a").toArray());
    const first = await read();
    sql.exec("ALTER TABLE a ADD COLUMN y DEFAULT 2");
    const second = await read();
    sql.exec("DROP TABLE a");
    const third = await read();
    await ctx.storage.put("secret", 1);
    sql.exec("CREATE VIEW a AS SELECT key FROM _cf_KV");
    return { first, second, third, fourth: await read() };
  },
  "sql: alter table": async (ctx, t) => {
    const { sql } = ctx.storage;
    sql.exec("CREATE TABLE a (x, y); CREATE INDEX i ON a (y); INSERT INTO a VALUES (1, 2)");
    sql.exec("ALTER TABLE a RENAME TO b");
    sql.exec("ALTER TABLE b RENAME COLUMN x TO z");
    sql.exec("ALTER TABLE b ADD COLUMN w DEFAULT 3");
    sql.exec("DROP INDEX i");
    sql.exec("ALTER TABLE b DROP COLUMN y");
    sql.exec("CREATE TABLE c AS SELECT * FROM b");
    return sql.exec("SELECT * FROM c").toArray();
  },
  "sql: offsets of errors in several statements": async (ctx, t) => {
    const report = {};
    for (const text of [
      "  SELEC 2",
      "SELECT 1; SELEC 2",
      "SELECT 1;\n\tSELEC 2",
      "SELECT 1; /* x */ SELEC 2",
      "SELECT 1; SELECT 'é', missing FROM sqlite_master",
      "SELECT 1;   SELECT no_such(1)",
      "SELECT missing, missing FROM sqlite_master",
      "SELECT 1, 1 1 FROM sqlite_master WHERE 1 1",
      "SELECT 1; SELECT ?101",
      "SELECT 1;\u000b",
      "SELECT 1;\uFEFF",
      "SELECT 1; \f\r\n",
    ]) {
      report[text] = await t.outcome(() => ctx.storage.sql.exec(text).toArray());
    }
    return report;
  },
};
