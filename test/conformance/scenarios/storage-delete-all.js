/** `storage.deleteAll()` and `sync()`. */
export const alarm = true;

const soon = 1e9;

export const scenarios = {
  "deleteAll: deletes everything": [
    async (ctx, t) => {
      await ctx.storage.put({ a: 1, b: 2 });
      const result = await t.outcome(() => ctx.storage.deleteAll());
      return { result, after: t.describe(await ctx.storage.list()) };
    },
    (ctx) => ctx.storage.list(),
  ],
  "deleteAll: empty storage": (ctx, t) => t.outcome(() => ctx.storage.deleteAll()),
  "deleteAll: twice": async (ctx, t) => {
    await ctx.storage.put("a", 1);
    return [
      await t.outcome(() => ctx.storage.deleteAll()),
      await t.outcome(() => ctx.storage.deleteAll()),
    ];
  },
  "deleteAll: then new writes": [
    async (ctx) => {
      await ctx.storage.put("a", 1);
      await ctx.storage.deleteAll();
      await ctx.storage.put("b", 2);
      return ctx.storage.list();
    },
    (ctx) => ctx.storage.list(),
  ],
  "deleteAll: in the turn of a write": [
    async (ctx) => {
      ctx.storage.put("a", 1);
      ctx.storage.deleteAll();
      ctx.storage.put("b", 2);
      return ctx.storage.list();
    },
    (ctx) => ctx.storage.list(),
  ],
  "deleteAll: the alarm": [
    async (ctx) => {
      await ctx.storage.setAlarm(Date.now() + soon);
      await ctx.storage.put("a", 1);
      await ctx.storage.deleteAll();
      return (await ctx.storage.getAlarm()) === null;
    },
    async (ctx) => (await ctx.storage.getAlarm()) === null,
  ],
  "deleteAll: an alarm of the same turn": async (ctx) => {
    ctx.storage.setAlarm(Date.now() + soon);
    ctx.storage.deleteAll();
    return (await ctx.storage.getAlarm()) === null;
  },
  "deleteAll: an alarm set afterwards": [
    async (ctx) => {
      ctx.storage.deleteAll();
      await ctx.storage.setAlarm(Date.now() + soon);
      return (await ctx.storage.getAlarm()) === null;
    },
    async (ctx) => (await ctx.storage.getAlarm()) === null,
  ],
  "deleteAll: options": async (ctx, t) => ({
    undefined: await t.outcome(() => ctx.storage.deleteAll(undefined)),
    null: await t.outcome(() => ctx.storage.deleteAll(null)),
    object: await t.outcome(() => ctx.storage.deleteAll({ allowUnconfirmed: true })),
    number: await t.outcome(() => ctx.storage.deleteAll(5)),
  }),
  "sync: results": async (ctx, t) => {
    ctx.storage.put("a", 1, { allowUnconfirmed: true });
    return [
      await t.outcome(() => ctx.storage.sync()),
      await t.outcome(() => ctx.storage.sync(5)),
      await t.outcome(() => Promise.all([ctx.storage.sync(), ctx.storage.sync()])),
    ];
  },
  "bookmarks: format and order": async (ctx, t) => {
    const first = await ctx.storage.getCurrentBookmark();
    const second = await ctx.storage.getCurrentBookmark();
    await ctx.storage.put("a", 1);
    const third = await ctx.storage.getCurrentBookmark();
    return { first, second, third, ordered: first < second && second < third };
  },
  "bookmarks: still there after an abort": [
    (ctx) => ctx.storage.getCurrentBookmark(),
    (ctx) => ctx.storage.getCurrentBookmark(),
  ],
  "bookmarks: after deleteAll": async (ctx) => {
    const before = [await ctx.storage.getCurrentBookmark(), await ctx.storage.getCurrentBookmark()];
    await ctx.storage.deleteAll();
    return [...before, await ctx.storage.getCurrentBookmark()];
  },
  "bookmarks: rolled back": async (ctx) => {
    const seen = [];
    await ctx.storage.transaction(async (txn) => {
      seen.push(await ctx.storage.getCurrentBookmark());
      txn.rollback();
    });
    return [...seen, await ctx.storage.getCurrentBookmark()];
  },
  "bookmarks: unsupported methods": async (ctx, t) => ({
    time: await t.outcome(() => ctx.storage.getBookmarkForTime(0)),
    "time as date": await t.outcome(() => ctx.storage.getBookmarkForTime(new Date())),
    "time text": await t.outcome(() => ctx.storage.getBookmarkForTime("x")),
    "time missing": await t.outcome(() => ctx.storage.getBookmarkForTime()),
    restore: await t.outcome(() => ctx.storage.onNextSessionRestoreBookmark("x")),
    "restore missing": await t.outcome(() => ctx.storage.onNextSessionRestoreBookmark()),
    wait: await t.outcome(() => ctx.storage.waitForBookmark?.("x")),
  }),
};
