// @ts-nocheck -- runs unchanged in workerd too
/** Edge cases of SQL: cursors during changes, rollbacks, deferred foreign keys. */

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

/** The outcomes of statements, and the rows afterwards. */
const told = async (ctx, t, statements) => {
  const report = [];
  for (const text of statements) {
    report.push([text, await t.outcome(() => rows(ctx.storage.sql, text))]);
  }
  return report;
};

/** The outcome of a call, without the unique number in workerd's internal errors. */
const masked = async (t, call) => {
  const outcome = JSON.stringify(await t.outcome(call));
  return JSON.parse(outcome.replace(/reference = \w+/, "reference = …"));
};

/** A scenario: an object breaks; reports the errors of its caller and of later callers. */
const breaking = (first) => ({
  calls: { first, ids: (ctx) => rows(ctx.storage.sql, "SELECT * FROM t") },
  steps: [
    { outside: (stub, t) => masked(t, () => t.call(stub, "first")) },
    { outside: (_, t) => masked(t, () => t.call(t.stub(), "ids")) },
  ],
});

export const scenarios = {
  "edges: writes while a cursor is open": async (ctx, t) => {
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
  "edges: schema changes while a cursor is open": async (ctx, t) => {
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
  "edges: a rollback while a cursor is open": async (ctx, t) => {
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
  "edges: a row of a cursor fails": async (ctx, t) => {
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
  "edges: unread rows of RETURNING": async (ctx, t) => {
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
  "edges: a full database": [
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
  "edges: transactionSync with unread rows of RETURNING": async (ctx, t) => {
    const sql = made(ctx, TABLE);
    const cursor = sql.exec("UPDATE t SET a = 'u' RETURNING id");
    const begun = await masked(t, () => ctx.storage.transactionSync(() => 1));
    return [begun, cursor.toArray().length];
  },
  "edges: deferred foreign keys in transactions": [
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
  "edges: transaction() violates a deferred foreign key": breaking(async (ctx, t) => {
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
  "edges: deleteAll() while a cursor is open": async (ctx, t) => {
    const sql = made(ctx, TABLE);
    const text = "SELECT * FROM t";
    const cursor = sql.exec(text);
    cursor.next();
    const ended = sql.exec(text);
    ended.toArray();
    await ctx.storage.deleteAll();
    const seen = {
      counts: [await t.outcome(() => cursor.rowsRead), await t.outcome(() => cursor.rowsWritten)],
      columns: cursor.columnNames,
      next: await t.outcome(() => cursor.next()),
      toArray: await t.outcome(() => cursor.toArray()),
      one: await t.outcome(() => cursor.one()),
      raw: await t.outcome(() => [...cursor.raw()]),
      ended: [ended.rowsRead, ended.toArray()],
      gone: await t.outcome(() => rows(sql, text)),
    };
    sql.exec(TABLE);
    return [seen, rows(sql, text)];
  },
  "edges: schema changes in transactions that are rolled back": async (ctx, t) => {
    const sql = made(ctx, TABLE);
    const seen = [];
    const look = () => seen.push(sql.exec("SELECT * FROM t").columnNames.join(" "));
    look();
    await ctx.storage.transaction(async (outer) => {
      sql.exec("ALTER TABLE t ADD COLUMN z DEFAULT 5");
      look();
      await ctx.storage.transaction(async (inner) => {
        sql.exec("ALTER TABLE t ADD COLUMN y DEFAULT 6");
        look();
        inner.rollback();
      });
      look();
      outer.rollback();
    });
    look();
    const thrown = await t.outcome(() =>
      ctx.storage.transactionSync(() => {
        ctx.storage.kv.put("a", 2);
        sql.exec("DROP TABLE t");
        throw new Error("no");
      }),
    );
    look();
    return [seen, thrown, [...ctx.storage.kv.list()]];
  },
  "edges: transactionSync in transaction()": async (ctx, t) => {
    const sql = made(ctx, TABLE);
    const seen = await ctx.storage.transaction(async (txn) => {
      await txn.put("k", 1);
      const thrown = await t.outcome(() =>
        ctx.storage.transactionSync(() => {
          sql.exec("DELETE FROM t");
          ctx.storage.kv.put("k", 2);
          throw new Error("inside");
        }),
      );
      const then = [await txn.get("k"), ids(sql)];
      ctx.storage.transactionSync(() => sql.exec("DELETE FROM t WHERE id = 1"));
      return [thrown, then];
    });
    return [seen, ids(sql), await ctx.storage.get("k")];
  },
};

export const options = { experimental: true, compatibilityFlags: ["experimental"] };
