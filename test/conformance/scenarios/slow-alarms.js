/** Alarms with the true delays of their retries: 2 s, doubled each time, plus up to a quarter. */
export const alarm = true;

export const options = { slow: true, together: { rate: 20 } };

/** Longer than six retries with all their jitter (157.5 s), shorter than seven retries. */
const ALL_RETRIES = 190_000;

/** 4 s from now, so that the call returns before the alarm fires, even on a fast clock. */
const set = async (ctx, t, ms = 4000) => ctx.storage.setAlarm(Date.now() + ms);

const look = async (ctx, t) => {
  const alarm = await ctx.storage.getAlarm();
  return { alarm: alarm === null ? "none" : "some", stored: t.describe(await ctx.storage.list()) };
};

/** The tries of each object's alarm, by the object's name. They outlive the instance. */
const triesOf = new Map();

/**
 * Records a try, and whether it came too early: before the alarm's time, or less than `2 **
 * retryCount` seconds after the try before it.
 */
const tried = (ctx, t, info) => {
  const { name } = ctx.id;
  const tries = triesOf.get(name) ?? [];
  triesOf.set(name, tries);
  const before = tries.at(-1);
  const { scheduledTime } = info;
  const least = before === undefined ? scheduledTime : before.at + 1000 * 2 ** tries.length;
  const at = Date.now();
  tries.push({ at, scheduledTime });
  return t.journal.push({
    retryCount: info.retryCount,
    isRetry: info.isRetry,
    "same time": before === undefined || before.scheduledTime === scheduledTime,
    "too early": at < least,
  });
};

/** Sets an alarm whose handler does `fail`, and waits until all retries are over. */
const failing = (fail, more = {}) => ({
  calls: { set, look },
  alarm(ctx, t, info) {
    tried(ctx, t, info);
    return fail(ctx, t, info);
  },
  steps: [
    {
      outside: async (_stub, t) => {
        await t.call(t.stub(), "set");
        await t.wait(ALL_RETRIES);
        return { journal: t.journal, last: await t.call(t.stub(), "look") };
      },
    },
  ],
  ...more,
});

export const scenarios = {
  "retries: seven tries, then abandoned": failing(() => {
    throw new Error("always");
  }),
  "retries: seven tries of a handler that aborts, then abandoned": failing((ctx) =>
    ctx.abort("always"),
  ),
  "retries: the last retry succeeds": failing((ctx, t, info) => {
    if (info.retryCount < 6) throw new Error("six times");
  }),
  "retries: abandoned, and set again": failing(
    () => {
      throw new Error("always");
    },
    {
      steps: [
        {
          outside: async (_stub, t) => {
            await t.call(t.stub(), "set");
            await t.wait(ALL_RETRIES);
            const before = t.journal.length;
            await t.call(t.stub(), "set");
            await t.until(() => t.journal.length > before);
            return { before, fresh: t.journal.at(before).retryCount };
          },
        },
      ],
    },
  ),
  "retries: writes of each try are kept": failing(async (ctx) => {
    await ctx.storage.put(`try ${(await ctx.storage.list()).size}`, 1);
    throw new Error("always");
  }),
  "retries: a constructor that throws does not count": {
    calls: { set, look },
    construct(ctx, t) {
      const { constructed } = (t.journal[0] ??= { constructed: [] });
      constructed.push(constructed.length);
      // The first construction is for the call that sets the alarm; the next four fail.
      if (constructed.length > 1 && constructed.length < 6) throw new Error("not yet");
    },
    alarm: (ctx, t, info) =>
      void t.journal.push({ retryCount: info.retryCount, isRetry: info.isRetry }),
    steps: [
      {
        outside: async (_stub, t) => {
          await t.outcome(() => t.call(t.stub(), "breaks"));
          await t.until(() => t.journal.length > 1, 60_000);
          return { journal: t.journal, last: await t.call(t.stub(), "look") };
        },
      },
    ],
  },
  "retries: an alarm set between retries fires after the next": {
    calls: { set, look },
    alarm(ctx, t, info) {
      t.journal.push({ retryCount: info.retryCount, isRetry: info.isRetry });
      if (t.journal.length < 4) throw new Error("three times");
    },
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "set");
          // Between the second try and the third there are 4 s.
          await t.until(() => t.journal.length === 2);
          await t.wait(1000);
          await t.call(t.stub(), "set", 1000);
          await t.until(() => t.journal.length === 4, 30_000);
          return { journal: t.journal, last: await t.call(t.stub(), "look") };
        },
      },
    ],
  },
};
scenarios["retries: a constructor that throws does not count"].calls.breaks = async (ctx, t) => {
  await set(ctx, t);
  await ctx.storage.sync();
  ctx.abort("so that it is constructed again");
};
