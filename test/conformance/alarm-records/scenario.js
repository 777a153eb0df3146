// @ts-nocheck -- runs unchanged in workerd too
/** An object whose alarm is set in one run and read in another. */
export const alarm = true;

const scenario = {
  calls: {
    set: (ctx, t, time) => ctx.storage.setAlarm(time),
    look: async (ctx) => ({
      alarm: await ctx.storage.getAlarm(),
      runs: (await ctx.storage.get("runs")) ?? [],
    }),
  },
  alarm: async (ctx, t, { scheduledTime, retryCount }) => {
    const runs = (await ctx.storage.get("runs")) ?? [];
    await ctx.storage.put("runs", [...runs, { scheduledTime, retryCount }]);
  },
  steps: [
    {
      outside: (stub, t) => {
        const { time } = t.input;
        return time === undefined ? t.call(stub, "look") : t.call(stub, "set", time);
      },
    },
  ],
};

const LABELS = [
  "the same",
  "the object's overdue, the scheduler's later",
  "the object's later, the scheduler's overdue",
  "the object's far, the scheduler's overdue",
  "the object has none",
  "the scheduler has none",
  "both overdue, and not the same",
];

export const scenarios = Object.fromEntries(LABELS.map((label) => [label, scenario]));
