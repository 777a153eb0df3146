/** `storage.sql`: cursors. */

const fill = (ctx) => {
  ctx.storage.sql.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)");
  ctx.storage.sql.exec("INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c')");
};

export const scenarios = {
  "cursor: next()": async (ctx) => {
    fill(ctx);
    const cursor = ctx.storage.sql.exec("SELECT * FROM t");
    const results = [cursor.next(), cursor.next(), cursor.next(), cursor.next(), cursor.next()];
    return { results, keys: results.map((result) => Object.keys(result)) };
  },
  "cursor: toArray()": async (ctx, t) => {
    fill(ctx);
    const cursor = ctx.storage.sql.exec("SELECT * FROM t");
    const first = cursor.next();
    return [first, cursor.toArray(), cursor.toArray(), cursor.next()];
  },
  "cursor: one()": async (ctx, t) => {
    fill(ctx);
    const { sql } = ctx.storage;
    const some = sql.exec("SELECT * FROM t");
    some.next();
    some.next();
    const used = sql.exec("SELECT * FROM t WHERE id = 1");
    const first = used.one();
    return {
      one: await t.outcome(() => sql.exec("SELECT * FROM t WHERE id = 1").one()),
      none: await t.outcome(() => sql.exec("SELECT * FROM t WHERE id = 0").one()),
      many: await t.outcome(() => sql.exec("SELECT * FROM t").one()),
      "the last": await t.outcome(() => some.one()),
      "the last again": await t.outcome(() => some.one()),
      first,
      again: await t.outcome(() => used.one()),
      "after many": await t.outcome(() => {
        const cursor = sql.exec("SELECT * FROM t");
        try {
          cursor.one();
        } catch {}
        return cursor.toArray();
      }),
      "no rows at all": await t.outcome(() => sql.exec("DELETE FROM t WHERE id = 9").one()),
    };
  },
  "cursor: raw()": async (ctx, t) => {
    fill(ctx);
    const cursor = ctx.storage.sql.exec("SELECT * FROM t");
    const raw = cursor.raw();
    const first = raw.next();
    const second = cursor.next();
    const rest = [...raw];
    return {
      first,
      second,
      rest,
      end: raw.next(),
      keys: Object.keys(raw.next()),
      cursor: cursor.next(),
    };
  },
  "cursor: raw().toArray() and helpers": async (ctx, t) => {
    fill(ctx);
    const { sql } = ctx.storage;
    return {
      toArray: await t.outcome(() => sql.exec("SELECT * FROM t").raw().toArray()),
    };
  },
  "cursor: iteration shares its position": async (ctx) => {
    fill(ctx);
    const cursor = ctx.storage.sql.exec("SELECT * FROM t");
    const seen = [];
    for (const row of cursor) {
      seen.push(row);
      break;
    }
    seen.push(cursor.next().value);
    seen.push(...cursor);
    return seen;
  },
  "cursor: column names": async (ctx) => {
    fill(ctx);
    const { sql } = ctx.storage;
    const double = sql.exec("SELECT 1 AS a, 2 AS a, 3 AS b");
    const names = double.columnNames;
    const rows = double.toArray();
    const raw = sql.exec("SELECT 1 AS a, 2 AS a, 3 AS b").raw().toArray();
    return {
      names,
      rows,
      raw,
      after: double.columnNames,
      insert: sql.exec("INSERT INTO t VALUES (4, 'd')").columnNames,
      returning: [sql.exec("INSERT INTO t VALUES (5, 'e') RETURNING id, name")].map((cursor) => [
        cursor.columnNames,
        cursor.toArray(),
      ]),
      expression: sql.exec("SELECT 1 + 1, 'x', id FROM t WHERE id = 1").columnNames,
      numbered: sql.exec('SELECT 1 AS "10", 2 AS "2", 3 AS "__proto__"').columnNames,
      row: Object.keys(sql.exec('SELECT 1 AS "10", 2 AS "2", 3 AS x').one()),
      proto: Object.keys(sql.exec('SELECT 3 AS "__proto__", 1 AS a').one()),
    };
  },
  "cursor: a statement runs at once": async (ctx) => {
    fill(ctx);
    const { sql } = ctx.storage;
    sql.exec("INSERT INTO t VALUES (4, 'd')");
    const returning = sql.exec("INSERT INTO t VALUES (5, 'e'), (6, 'f') RETURNING id");
    const count = sql.exec("SELECT count(*) AS n FROM t").one();
    return { count, returning: returning.toArray() };
  },
  "cursor: writes while it is read": async (ctx, t) => {
    fill(ctx);
    const { sql } = ctx.storage;
    const cursor = sql.exec("SELECT * FROM t ORDER BY id");
    const seen = [cursor.next().value];
    sql.exec("INSERT INTO t VALUES (9, 'z')");
    sql.exec("DELETE FROM t WHERE id = 3");
    return [...seen, ...cursor];
  },
  "cursor: across events": [
    async (ctx, t) => {
      fill(ctx);
      t.cursor = ctx.storage.sql.exec("SELECT * FROM t ORDER BY id");
      return t.cursor.next();
    },
    (ctx, t) => t.outcome(() => t.cursor.toArray()),
  ],
  "cursor: the same statement twice": async (ctx, t) => {
    fill(ctx);
    const { sql } = ctx.storage;
    const a = sql.exec("SELECT id FROM t ORDER BY id");
    const first = a.next();
    const b = sql.exec("SELECT id FROM t ORDER BY id");
    return [first, b.next(), a.next(), b.next(), a.toArray(), b.toArray()];
  },
  "cursor: after deleteAll": async (ctx, t) => {
    fill(ctx);
    const cursor = ctx.storage.sql.exec("SELECT * FROM t");
    const done = ctx.storage.sql.exec("SELECT * FROM t WHERE id = 1");
    done.toArray();
    await ctx.storage.deleteAll();
    return [done.columnNames, await t.outcome(() => done.next())];
  },
  "cursor: counts of rows": async (ctx) => {
    fill(ctx);
    const { sql } = ctx.storage;
    const counts = (cursor) => [cursor.rowsRead, cursor.rowsWritten];
    const select = sql.exec("SELECT * FROM t");
    const before = counts(select);
    select.next();
    const one = counts(select);
    select.toArray();
    return {
      before,
      one,
      all: counts(select),
      insert: sql.exec("INSERT INTO t VALUES (4, 'd'), (5, 'e')").rowsWritten,
      update: sql.exec("UPDATE t SET name = 'x'").rowsWritten,
      none: sql.exec("UPDATE t SET name = 'x' WHERE id = 100").rowsWritten,
      remove: sql.exec("DELETE FROM t WHERE id > 3").rowsWritten,
      clear: counts(sql.exec("DELETE FROM t")),
    };
  },
  "cursor: counts of the rows that SQLite scanned": async (ctx) => {
    fill(ctx);
    const { sql } = ctx.storage;
    const counts = (cursor) => {
      cursor.toArray();
      return [cursor.rowsRead, cursor.rowsWritten];
    };
    const insert = counts(sql.exec("INSERT INTO t VALUES (4, 'd'), (5, 'e')"));
    const update = counts(sql.exec("UPDATE t SET name = 'x'"));
    sql.exec("CREATE INDEX by_name ON t (name)");
    return {
      insert,
      update,
      indexed: counts(sql.exec("INSERT INTO t VALUES (6, 'f')")),
      byIndex: counts(sql.exec("SELECT * FROM t WHERE name = 'f'")),
      count: counts(sql.exec("SELECT count(*) FROM t")),
      create: counts(sql.exec("CREATE TABLE u (a)")),
    };
  },
};
