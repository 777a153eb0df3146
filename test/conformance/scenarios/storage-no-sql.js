/** A class on disk in a namespace without `enableSql`. */
export const options = { enableSql: false };

export const scenarios = {
  "no sql: refused calls": async (ctx, t) => {
    const { kv, sql } = ctx.storage;
    return {
      "kv.get": await t.outcome(() => kv.get("a")),
      "kv.get without key": await t.outcome(() => kv.get()),
      "kv.put": await t.outcome(() => kv.put("a", 1)),
      "kv.delete": await t.outcome(() => kv.delete("a")),
      "kv.list": await t.outcome(() => kv.list()),
      "kv.list with limit 0": await t.outcome(() => kv.list({ limit: 0 })),
      "sql.exec": await t.outcome(() => sql.exec("SELECT 1")),
      "sql.databaseSize": await t.outcome(() => sql.databaseSize),
    };
  },
  "no sql: calls that work": async (ctx, t) => ({
    put: await t.outcome(() => ctx.storage.put("a", "x".repeat(200000))),
    get: await t.outcome(() => ctx.storage.get("a")),
    transactionSync: await t.outcome(() => ctx.storage.transactionSync(() => 5)),
    bookmark: await t.outcome(() => ctx.storage.getCurrentBookmark()),
  }),
};
