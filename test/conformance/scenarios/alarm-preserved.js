/** `deleteAll()` and alarms, under the flag that preserves them. */
export const alarm = true;

export const options = {
  together: { rate: 0.25 },
  compatibilityFlags: ["delete_all_preserves_alarm"],
};

/** The time of each object's alarm. */
const times = {};

/** Sets an alarm in `ms` and remembers its time. The alarm fires after this call returns. */
const set = async (ctx, t, ms = 500) => {
  const time = Date.now() + ms;
  times[ctx.id.name] = time;
  await ctx.storage.setAlarm(time);
};

/** Describes a time without absolute values, which differ between runs. */
const told = (ctx, time) => {
  if (time === null) return "none";
  if (time === times[ctx.id.name]) return "as set";
  return time <= Date.now() ? "past" : "future";
};

const seen = async (ctx) => told(ctx, await ctx.storage.getAlarm());

const calls = { set, seen, delete: (ctx) => ctx.storage.deleteAlarm() };

/** Sets an alarm, waits for `count` lines in the journal and returns the pending alarm. */
const fires = (count, ms) => ({
  outside: async (_stub, t) => {
    await t.call(t.stub(), "set", ms);
    await t.until(() => t.journal.length >= count);
    return { journal: t.journal, after: await t.call(t.stub(), "seen") };
  },
});

export const scenarios = {
  "preserved: deleteAll in the handler": {
    calls: { ...calls, list: (ctx) => ctx.storage.list() },
    async alarm(ctx, t) {
      await ctx.storage.put("a", 1);
      await ctx.storage.deleteAll();
      t.journal.push(await seen(ctx));
      await ctx.storage.put("b", 2);
    },
    steps: [fires(1), { outside: (_stub, t) => t.call(t.stub(), "list") }],
  },
  "preserved: deleteAll, then setAlarm, in the handler": {
    calls,
    async alarm(ctx, t) {
      if (t.journal.push("ran") > 1) return;
      await ctx.storage.deleteAll();
      await set(ctx, t, 100);
    },
    steps: [fires(2)],
  },
  "preserved: deleteAll before it is due": {
    calls: {
      ...calls,
      wipe: async (ctx, t) => {
        await set(ctx, t, 500);
        await ctx.storage.deleteAll();
        return seen(ctx);
      },
    },
    alarm: (ctx, t) => void t.journal.push("ran"),
    steps: [
      {
        outside: async (_stub, t) => {
          const pending = await t.call(t.stub(), "wipe");
          await t.wait(1500);
          return { pending, journal: t.journal, after: await t.call(t.stub(), "seen") };
        },
      },
    ],
  },
};
