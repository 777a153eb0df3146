/** Which writes are committed or discarded together. */
const look = (ctx, t) => ({
  stored: t.describe([...ctx.storage.kv.list()]),
  tables: ctx.storage.sql
    .exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '_cf_%' ORDER BY name")
    .toArray()
    .map(({ name }) => name),
  size: ctx.storage.sql.databaseSize,
});

/** The stored state after `begin`, read by a new instance if the old one broke. */
const after = (begin, more = {}) => ({
  calls: { begin, look, ...more },
  steps: [
    {
      outside: async (_stub, t) => ({
        begun: await t.outcome(() => t.call(t.stub(), "begin")),
        there: await t.call(t.stub(), "look"),
      }),
    },
  ],
});

const put = (ctx, key) => void ctx.storage.put(key, 1);

export const scenarios = {
  "turn: an abort discards the writes of its turn": after((ctx) => {
    put(ctx, "a");
    ctx.storage.sql.exec("CREATE TABLE t (a)");
    ctx.storage.kv.put("b", 1);
    ctx.abort("no");
  }),
  "turn: an abort discards awaited writes too": after(async (ctx) => {
    await ctx.storage.put("a", 1);
    await ctx.storage.put("b", 1);
    await ctx.storage.get("a");
    ctx.abort("no");
  }),
  "turns: an abort keeps writes of earlier turns": after(async (ctx, t) => {
    put(ctx, "a");
    await t.wait(50);
    put(ctx, "b");
    ctx.abort("no");
  }),
  "turns: a microtask does not end a turn": after(async (ctx) => {
    put(ctx, "a");
    for (let n = 0; n < 100; n++) await null;
    put(ctx, "b");
    ctx.abort("no");
  }),
  "turns: sync() ends a turn": after(async (ctx) => {
    put(ctx, "a");
    await ctx.storage.sync();
    put(ctx, "b");
    ctx.abort("no");
  }),
  "turns: a call to another object ends a turn": after(async (ctx, t) => {
    put(ctx, "a");
    await t.call(t.stub("other"), "look");
    put(ctx, "b");
    ctx.abort("no");
  }),
  "turns: transaction() ends a turn": after(async (ctx) => {
    put(ctx, "a");
    await ctx.storage.transaction((txn) => txn.put("b", 1));
    put(ctx, "c");
    ctx.abort("no");
  }),
  "turns: transactionSync() does not end a turn": after((ctx) => {
    put(ctx, "a");
    ctx.storage.transactionSync(() => ctx.storage.kv.put("b", 1));
    ctx.abort("no");
  }),
  "turns: deleteAll() ends a turn": after(async (ctx, t) => {
    put(ctx, "a");
    await t.wait(20);
    put(ctx, "b");
    void ctx.storage.deleteAll();
    ctx.abort("no");
  }),
  "abort: in a transaction": after((ctx) =>
    ctx.storage.transaction(async (txn) => {
      await txn.put("a", 1);
      ctx.abort("no");
    }),
  ),
  "abort: discards unconfirmed writes": after((ctx) => {
    void ctx.storage.put("a", 1, { allowUnconfirmed: true });
    ctx.abort("no");
  }),
  "abort: discards the alarm": after((ctx) => {
    void ctx.storage.deleteAlarm();
    put(ctx, "a");
    ctx.abort("no");
  }),
  "turn: a failed statement undoes only itself": after(async (ctx, t) => {
    put(ctx, "a");
    const failed = await t.outcome(() => ctx.storage.sql.exec("INSERT INTO nothing VALUES (1)"));
    put(ctx, "b");
    return failed;
  }),
  "turn: a failed batch undoes only itself": after(async (ctx, t) => {
    put(ctx, "a");
    const failed = await t.outcome(() => ctx.storage.put({ b: 1, c: () => 1 }));
    put(ctx, "d");
    return failed;
  }),
  "tables: created in a transaction that is rolled back": after(async (ctx, t) => {
    const failed = await t.outcome(() =>
      ctx.storage.transaction(async (txn) => {
        await txn.put("a", 1);
        ctx.storage.sql.exec("CREATE TABLE t (a)");
        throw new Error("no");
      }),
    );
    const again = await t.outcome(() => ctx.storage.put("b", 1));
    return { failed, again, list: t.describe(await ctx.storage.list()) };
  }),
  "tables: created in a transactionSync that is rolled back": after(async (ctx, t) => {
    const failed = await t.outcome(() =>
      ctx.storage.transactionSync(() => {
        ctx.storage.kv.put("a", 1);
        ctx.storage.sql.exec("CREATE TABLE t (a)");
        throw new Error("no");
      }),
    );
    ctx.storage.kv.put("b", 1);
    return failed;
  }),
  "tables: calls that create the table of keys": {
    calls: {
      after: async (ctx, t, name) => {
        const { storage } = ctx;
        const writes = {
          nothing: () => undefined,
          get: () => storage.get("a"),
          list: () => storage.list(),
          "put of no entries": () => storage.put({}),
          "put of undefined": () => storage.put({ a: undefined }),
          "put in a transaction": () => storage.transaction((txn) => txn.put({})),
          "put that fails": () => storage.put("a", () => 1),
          delete: () => storage.delete("a"),
          "delete of no keys": () => storage.delete([]),
          "kv.delete": () => storage.kv.delete("a"),
        };
        await t.outcome(writes[name] ?? (() => Object.keys(writes)));
        if (name === "names") return Object.keys(writes);
        return t.outcome(() => storage.sql.exec("SELECT * FROM _cf_KV"));
      },
    },
    steps: [
      {
        outside: async (_stub, t) => {
          const report = {};
          for (const name of await t.call(t.stub(), "after", "names")) {
            report[name] = await t.call(t.stub(name), "after", name);
          }
          return report;
        },
      },
    ],
  },
  "tables: created in an aborted turn": {
    calls: {
      look,
      begin: (ctx) => {
        ctx.storage.kv.put("a", 1);
        ctx.abort("no");
      },
      again: (ctx) => ctx.storage.kv.put("b", 1),
    },
    steps: [
      {
        outside: async (_stub, t) => {
          await t.outcome(() => t.call(t.stub(), "begin"));
          await t.call(t.stub(), "again");
          return t.call(t.stub(), "look");
        },
      },
    ],
  },
};
