/** Alarms in a class that has no `alarm()` handler. */

const later = 4102444800000;

export const scenarios = {
  "no handler: setAlarm": async (ctx, t) => ({
    set: await t.outcome(() => ctx.storage.setAlarm(later)),
    "set zero": await t.outcome(() => ctx.storage.setAlarm(0)),
    "set nothing": await t.outcome(() => ctx.storage.setAlarm()),
    "set bad options": await t.outcome(() => ctx.storage.setAlarm(later, 5)),
    get: await t.outcome(() => ctx.storage.getAlarm()),
    delete: await t.outcome(() => ctx.storage.deleteAlarm()),
  }),
  "no handler: in a transaction": async (ctx, t) =>
    ctx.storage.transaction(async (txn) => {
      const open = await t.outcome(() => txn.setAlarm(later));
      txn.rollback();
      return [open, await t.outcome(() => txn.setAlarm(later))];
    }),
  "no handler: in the constructor": {
    construct: (ctx, t) => {
      t.done = t.outcome(() => ctx.storage.setAlarm(later));
    },
    steps: [
      async (ctx, t) => ({ done: await t.done, alarm: t.describe(await ctx.storage.getAlarm()) }),
    ],
  },
  "no handler: in the constructor, after an await": {
    construct: (ctx, t) => {
      t.done = Promise.resolve().then(() => t.outcome(() => ctx.storage.setAlarm(later)));
    },
    steps: [
      async (ctx, t) => ({ done: await t.done, alarm: t.describe(await ctx.storage.getAlarm()) }),
    ],
  },
  "no handler: in the constructor's blockConcurrencyWhile": {
    construct: (ctx, t) => {
      ctx.blockConcurrencyWhile(async () => {
        t.done = await t.outcome(() => ctx.storage.setAlarm(later));
      });
    },
    steps: [async (ctx, t) => ({ done: t.done, alarm: t.describe(await ctx.storage.getAlarm()) })],
  },
};
