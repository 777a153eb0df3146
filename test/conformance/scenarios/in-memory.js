/**
 * Objects of an in-memory namespace. Their storage outlives the instance, and they can have alarms.
 */
export const alarm = true;

export const options = { inMemory: true, enableSql: true };

const look = async (ctx, t) => ({
  stored: t.describe(await ctx.storage.list()),
  alarm: (await ctx.storage.getAlarm()) === null ? "none" : "some",
  events: t.log.push("look"),
});

export const scenarios = {
  "storage: members of an in-memory namespace": async (ctx, t) => ({
    put: await t.outcome(() => ctx.storage.put("a", 1)),
    get: await t.outcome(() => ctx.storage.get("a")),
    list: await t.outcome(() => ctx.storage.list()),
    kv: await t.outcome(() => ctx.storage.kv.get("a")),
    sql: await t.outcome(() => ctx.storage.sql.exec("SELECT 1 AS one").toArray()),
    size: await t.outcome(() => ctx.storage.sql.databaseSize),
    transaction: await t.outcome(() => ctx.storage.transaction((txn) => txn.get("a"))),
    transactionSync: await t.outcome(() => ctx.storage.transactionSync(() => 5)),
    sync: await t.outcome(() => ctx.storage.sync()),
    bookmark: await t.outcome(async () => typeof (await ctx.storage.getCurrentBookmark())),
    delete: await t.outcome(() => ctx.storage.delete("a")),
    deleteAll: await t.outcome(() => ctx.storage.deleteAll()),
    undefined: await t.outcome(() => ctx.storage.put("a", undefined)),
  }),
  "storage: large keys and values": async (ctx, t) => ({
    key: await t.outcome(() => ctx.storage.put("k".repeat(3000), 1)),
    value: await t.outcome(() => ctx.storage.put("a", "v".repeat(200_000))),
    keys: await t.outcome(async () => {
      const keys = Array.from({ length: 200 }, (_, n) => `k${n}`);
      return (await ctx.storage.get(keys)).size;
    }),
  }),
  "storage: still there after the object breaks": {
    calls: {
      look,
      put: (ctx) => ctx.storage.put("a", 1),
      abort: (ctx) => ctx.abort("enough"),
    },
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "put");
          await t.outcome(() => t.call(t.stub(), "abort"));
          return t.call(t.stub(), "look");
        },
      },
    ],
  },
  "alarm: set, seen, deleted": async (ctx, t) => {
    const time = 4102444800000;
    return {
      before: await t.outcome(() => ctx.storage.getAlarm()),
      set: await t.outcome(() => ctx.storage.setAlarm(time)),
      seen: await t.outcome(() => ctx.storage.getAlarm()),
      delete: await t.outcome(() => ctx.storage.deleteAlarm()),
      after: await t.outcome(() => ctx.storage.getAlarm()),
      zero: await t.outcome(() => ctx.storage.setAlarm(0)),
    };
  },
  "alarm: fires": {
    calls: { look, set: (ctx) => ctx.storage.setAlarm(Date.now() + 300) },
    alarm: (ctx, t, info) =>
      void t.journal.push({ retryCount: info?.retryCount, isRetry: info?.isRetry }),
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "set");
          await t.until(() => t.journal.length > 0);
          await t.wait(100);
          return { journal: t.journal, last: await t.call(t.stub(), "look") };
        },
      },
    ],
  },
};
