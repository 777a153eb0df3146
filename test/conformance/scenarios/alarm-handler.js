/** The alarm handler: its arguments, its operations, and other events while it runs. */
export const alarm = true;

export const options = { together: { rate: 0.5 } };

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
  "alarm: arguments of the handler": {
    calls,
    alarm(ctx, t, ...args) {
      const [info] = args;
      t.journal.push({
        count: args.length,
        keys: Object.keys(info),
        class: info.constructor.name,
        inherited: Object.getOwnPropertyNames(Object.getPrototypeOf(info)),
        own: Object.entries(Object.getOwnPropertyDescriptors(info)).map(([key, descriptor]) => [
          key,
          Object.keys(descriptor),
          descriptor.writable,
          descriptor.enumerable,
          descriptor.configurable,
        ]),
        frozen: Object.isFrozen(info),
        types: Object.values(info).map((value) => typeof value),
        isRetry: info.isRetry,
        retryCount: info.retryCount,
        scheduledTime: told(ctx, info.scheduledTime),
        early: Date.now() < info.scheduledTime,
      });
    },
    steps: [fires(1, 200)],
  },
  "alarm: fractions of a ms": {
    calls: {
      ...calls,
      fraction: async (ctx) => {
        const time = Date.now() + 100;
        times[ctx.id.name] = time;
        await ctx.storage.setAlarm(time + 0.7);
      },
    },
    alarm: (ctx, t, info) => void t.journal.push(told(ctx, info.scheduledTime)),
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "fraction");
          await t.until(() => t.journal.length > 0);
          return t.journal;
        },
      },
    ],
  },
  "alarm: the handler's result is ignored": {
    calls,
    alarm: (ctx, t) => {
      t.journal.push("ran");
      return { retry: true };
    },
    steps: [fires(1)],
  },
  "alarm: getAlarm in the handler and after": {
    calls,
    async alarm(ctx, t) {
      t.journal.push(await seen(ctx));
      await t.wait(50);
      t.journal.push(await seen(ctx));
      ctx.waitUntil(t.wait(300).then(async () => t.journal.push(`later: ${await seen(ctx)}`)));
    },
    steps: [fires(3)],
  },
  "alarm: getAlarm from another event while the handler runs": {
    calls,
    async alarm(ctx, t) {
      t.journal.push("begins");
      await t.until(() => t.journal.includes("seen"));
      t.journal.push("ends");
    },
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "set");
          await t.until(() => t.journal.length > 0);
          const during = await t.call(t.stub(), "seen");
          t.journal.push("seen");
          await t.until(() => t.journal.includes("ends"));
          return { during, journal: t.journal, after: await t.call(t.stub(), "seen") };
        },
      },
    ],
  },
  "alarm: set by another event while the handler runs": {
    calls,
    async alarm(ctx, t, info) {
      t.journal.push(`begins ${told(ctx, info.scheduledTime)} ${info.retryCount}`);
      await t.until(() => t.journal.includes("set"));
      t.journal.push("ends");
    },
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "set");
          await t.until(() => t.journal.length > 0);
          await t.call(t.stub(), "set", 100);
          const during = await t.call(t.stub(), "seen");
          t.journal.push("set");
          await t.until(() => t.journal.length > 4);
          return { during, journal: t.journal, after: await t.call(t.stub(), "seen") };
        },
      },
    ],
  },
  "alarm: the handler sets the same time again": {
    calls,
    async alarm(ctx, t, info) {
      t.journal.push(await seen(ctx));
      if (t.journal.length > 1) return;
      await t.wait(20);
      await ctx.storage.setAlarm(info.scheduledTime);
      t.journal.push(await seen(ctx));
    },
    steps: [fires(3)],
  },
  "alarm: deleted by another event while the handler runs": {
    calls,
    async alarm(ctx, t) {
      t.journal.push("begins");
      await t.until(() => t.journal.includes("deleted"));
      t.journal.push(await seen(ctx));
    },
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "set");
          await t.until(() => t.journal.length > 0);
          await t.call(t.stub(), "delete");
          t.journal.push("deleted");
          await t.until(() => t.journal.length > 2);
          await t.wait(500);
          return { journal: t.journal, after: await t.call(t.stub(), "seen") };
        },
      },
    ],
  },
  "alarm: set and deleted again in the handler": {
    calls,
    async alarm(ctx, t) {
      await set(ctx, t, 100);
      await ctx.storage.deleteAlarm();
      t.journal.push(await seen(ctx));
    },
    steps: [fires(1), { outside: (_stub, t) => t.wait(500).then(() => t.journal.length) }],
  },
  "alarm: only the last one set fires": {
    calls: {
      ...calls,
      several: async (ctx, t) => {
        await ctx.storage.setAlarm(Date.now() + 100);
        await ctx.storage.setAlarm(Date.now() + 1e6);
        await set(ctx, t, 300);
      },
    },
    alarm: (ctx, t, info) => void t.journal.push(told(ctx, info.scheduledTime)),
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "several");
          await t.until(() => t.journal.length > 0);
          await t.wait(500);
          return t.journal;
        },
      },
    ],
  },
  "alarm: deleted before it is due": {
    calls,
    alarm: (ctx, t) => void t.journal.push("ran"),
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "set", 1500);
          await t.call(t.stub(), "delete");
          await t.wait(2500);
          return t.journal;
        },
      },
    ],
  },
  "alarm: moved to later before it is due": {
    calls,
    alarm: (ctx, t) => void t.journal.push("ran"),
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "set", 1500);
          await t.call(t.stub(), "set", 1e6);
          await t.wait(2500);
          return { journal: t.journal, after: await t.call(t.stub(), "seen") };
        },
      },
    ],
  },
  "alarm: set in a transaction that is rolled back": {
    calls: {
      ...calls,
      rollback: (ctx, t) =>
        ctx.storage.transaction(async (txn) => {
          await txn.setAlarm(Date.now() + 200);
          txn.rollback();
        }),
      throws: (ctx, t) =>
        t.outcome(() =>
          ctx.storage.transaction(async () => {
            await ctx.storage.setAlarm(Date.now() + 200);
            throw new Error("no");
          }),
        ),
      sync: (ctx, t) =>
        t.outcome(() =>
          ctx.storage.transactionSync(() => {
            void ctx.storage.setAlarm(Date.now() + 200);
            throw new Error("no");
          }),
        ),
    },
    alarm: (ctx, t) => void t.journal.push("ran"),
    steps: [
      {
        outside: async (_stub, t) => {
          const results = [];
          for (const name of ["rollback", "throws", "sync"]) {
            results.push(await t.call(t.stub(), name), await t.call(t.stub(), "seen"));
          }
          await t.wait(1000);
          return { results, journal: t.journal };
        },
      },
    ],
  },
  "alarm: deleted in a transaction that is rolled back": {
    calls: {
      ...calls,
      rollback: async (ctx, t) => {
        await set(ctx, t, 1500);
        await ctx.storage.transaction(async (txn) => {
          await txn.deleteAlarm();
          txn.rollback();
        });
      },
    },
    alarm: (ctx, t, info) => void t.journal.push(told(ctx, info.scheduledTime)),
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "rollback");
          const before = await t.call(t.stub(), "seen");
          await t.until(() => t.journal.length > 0);
          return { before, journal: t.journal };
        },
      },
    ],
  },
  "alarm: set with allowUnconfirmed": {
    calls: {
      ...calls,
      unconfirmed: async (ctx) => {
        await ctx.storage.setAlarm(Date.now() + 100, { allowUnconfirmed: true });
      },
    },
    alarm: (ctx, t) => void t.journal.push("ran"),
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "unconfirmed");
          await t.until(() => t.journal.length > 0);
          return t.journal;
        },
      },
    ],
  },
  "alarm: set and not awaited": {
    calls: { ...calls, not: (ctx) => void ctx.storage.setAlarm(Date.now()) },
    alarm: (ctx, t) => void t.journal.push("ran"),
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "not");
          await t.until(() => t.journal.length > 0);
          return t.journal;
        },
      },
    ],
  },
  "alarm: set in the same turn as an abort": {
    calls: {
      ...calls,
      abort: (ctx) => {
        void ctx.storage.setAlarm(Date.now());
        ctx.abort("enough");
      },
    },
    alarm: (ctx, t) => void t.journal.push("ran"),
    steps: [
      {
        outside: async (_stub, t) => {
          const result = await t.outcome(() => t.call(t.stub(), "abort"));
          await t.wait(500);
          return { result, journal: t.journal, after: await t.call(t.stub(), "seen") };
        },
      },
    ],
  },
  "alarm: set in the constructor fires": {
    calls,
    construct(ctx, t) {
      if (t.journal.length > 0) return;
      t.journal.push("constructed");
      void ctx.storage.setAlarm(Date.now() + 500);
    },
    alarm: (ctx, t, info) => void t.journal.push(told(ctx, info.scheduledTime)),
    steps: [
      {
        outside: async (_stub, t) => {
          const before = await t.call(t.stub(), "seen");
          await t.until(() => t.journal.length > 1);
          return { before, journal: t.journal, after: await t.call(t.stub(), "seen") };
        },
      },
    ],
  },
  "alarm: set in the constructor's section": {
    calls,
    construct(ctx, t) {
      void ctx.blockConcurrencyWhile(async () => {
        if (t.journal.length > 0) return;
        await ctx.storage.setAlarm(Date.now());
        await t.wait(200);
        t.journal.push("section ends");
      });
    },
    alarm: (ctx, t) => void t.journal.push("alarm"),
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "seen");
          await t.until(() => t.journal.length > 1);
          return t.journal;
        },
      },
    ],
  },
  "alarm: waits for a critical section": {
    calls: {
      ...calls,
      section: (ctx, t) =>
        ctx.blockConcurrencyWhile(async () => {
          await set(ctx, t);
          await t.wait(500);
          t.journal.push("section ends");
        }),
    },
    alarm: (ctx, t) => void t.journal.push("alarm"),
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "section");
          await t.until(() => t.journal.length > 1);
          return t.journal;
        },
      },
    ],
  },
  "alarm: runs while another event waits": {
    calls: {
      ...calls,
      slow: async (ctx, t) => {
        t.journal.push("call begins");
        await set(ctx, t);
        await t.until(() => t.journal.includes("alarm"));
        t.journal.push("call ends");
      },
    },
    alarm: (ctx, t) => void t.journal.push("alarm"),
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "slow");
          return t.journal;
        },
      },
    ],
  },
  "alarm: a critical section in the handler blocks other events": {
    calls: { ...calls, note: (ctx, t) => void t.journal.push("call") },
    alarm: (ctx, t) =>
      ctx.blockConcurrencyWhile(async () => {
        t.journal.push("section begins");
        await t.wait(500);
        t.journal.push("section ends");
      }),
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "set");
          await t.until(() => t.journal.length > 0);
          await t.call(t.stub(), "note");
          return t.journal;
        },
      },
    ],
  },
  "alarm: calls its own object": {
    calls: { ...calls, note: (ctx, t) => void t.journal.push("call") },
    async alarm(ctx, t) {
      t.journal.push("begins");
      await t.call(t.stub(), "note");
      t.journal.push("ends");
    },
    steps: [fires(3)],
  },
  "alarm: alarms of several objects, in the order of their times": {
    calls: { ...calls, at: (ctx, t, time) => ctx.storage.setAlarm(time) },
    alarm: (ctx, t) => void t.journal.push(ctx.id.name.split(" ").at(-1)),
    steps: [
      {
        outside: async (_stub, t) => {
          const now = Date.now();
          for (const [apart, ms] of [
            ["third", 3500],
            ["first", 2500],
            ["second", 3000],
          ]) {
            await t.call(t.stub(apart), "at", now + ms);
          }
          await t.until(() => t.journal.length > 2);
          return t.journal;
        },
      },
    ],
  },
  "alarm: set again and again": {
    calls,
    async alarm(ctx, t, info) {
      t.journal.push(info.retryCount);
      if (t.journal.length < 5) await set(ctx, t, 20);
    },
    steps: [fires(5)],
  },
  "alarm: deleteAll in the handler": {
    calls: { ...calls, list: (ctx) => ctx.storage.list() },
    async alarm(ctx, t) {
      await ctx.storage.put("a", 1);
      await ctx.storage.deleteAll();
      t.journal.push(await seen(ctx));
      await ctx.storage.put("b", 2);
    },
    steps: [fires(1), { outside: (_stub, t) => t.call(t.stub(), "list") }],
  },
  "alarm: deleteAll, then setAlarm, in the handler": {
    calls,
    async alarm(ctx, t) {
      if (t.journal.push("ran") > 1) return;
      await ctx.storage.deleteAll();
      await set(ctx, t, 100);
    },
    steps: [fires(2)],
  },
  "alarm: deleteAll before it is due": {
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
