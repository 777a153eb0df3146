/** An alarm that fires in a class without a handler. */
export const options = { together: { rate: 0.25 } };

export const scenarios = {
  "no handler: the alarm fires": {
    calls: { seen: async (ctx) => (await ctx.storage.getAlarm()) === null },
    construct(ctx, t) {
      t.journal.push("constructed");
      // Only the constructor may set it.
      if (t.journal.length === 1) void ctx.storage.setAlarm(Date.now() + 300);
    },
    steps: [
      {
        outside: async (_stub, t) => {
          const before = await t.call(t.stub(), "seen");
          await t.wait(3500);
          return { before, after: await t.call(t.stub(), "seen"), journal: t.journal };
        },
      },
    ],
  },
};
