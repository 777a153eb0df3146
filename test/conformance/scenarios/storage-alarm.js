/** `getAlarm()`, `setAlarm()`, `deleteAlarm()`: arguments, checks, and the alarm's handler. */
export const alarm = true;

/** The first millisecond of 2100: later than any run of these tests. */
const later = 4102444800000;

const times = {
  "no argument": [],
  undefined: [undefined],
  null: [null],
  date: [new Date(later)],
  number: [later],
  "fraction of a ms": [later + 0.7],
  "invalid date": [new Date(NaN)],
  NaN: [NaN],
  zero: [0],
  "date of zero": [new Date(0)],
  "minus zero": [-0],
  negative: [-1],
  "less than a ms": [0.5],
  Infinity: [Infinity],
  "-Infinity": [-Infinity],
  "last date": [8.64e15],
  "after the last date": [8.64e15 + 1],
  "last ns of an int64": [9223372036854],
  "beyond an int64 of ns": [9223372036855],
  "far beyond": [1e300],
  text: [String(later)],
  "date text": ["2100-01-01"],
  "boxed number": [new Number(later)],
  bigint: [BigInt(later)],
  boolean: [true],
  object: [{}],
  "object with valueOf": [{ valueOf: () => later }],
  "subclass of date": [new (class extends Date {})(later)],
  "changed valueOf": [Object.assign(new Date(later), { valueOf: () => 1 })],
  symbol: [Symbol("a")],
  "options undefined": [later, undefined],
  "options null": [later, null],
  "options object": [later, { allowConcurrency: true, allowUnconfirmed: true }],
  "options number": [later, 5],
  "options with a getter that throws": [
    later,
    {
      get allowConcurrency() {
        throw new RangeError("no");
      },
    },
  ],
};

/** A marker: the value depends on the time of the run. */
const told = (time) =>
  typeof time === "number" && Math.abs(time - Date.now()) < 5000 ? "about now" : time;

/**
 * Waits for `count` lines of the log. If the alarm does not fire, the report shows the lines so
 * far.
 */
const logged = async (t, count) => {
  for (let i = 0; i < 1000 && t.log.length < count; i++) await t.wait(10);
  return t.log;
};

export const scenarios = {
  "setAlarm: times of every kind": async (ctx, t) => {
    const report = {};
    for (const [name, args] of Object.entries(times)) {
      const result = await t.outcome(() => ctx.storage.setAlarm(...args));
      report[name] = { result, alarm: t.describe(told(await ctx.storage.getAlarm())) };
      await ctx.storage.deleteAlarm();
    }
    return report;
  },
  "getAlarm and deleteAlarm: options": async (ctx, t) => ({
    none: await t.outcome(() => ctx.storage.getAlarm()),
    undefined: await t.outcome(() => ctx.storage.getAlarm(undefined)),
    null: await t.outcome(() => ctx.storage.getAlarm(null)),
    object: await t.outcome(() => ctx.storage.getAlarm({ allowConcurrency: true })),
    number: await t.outcome(() => ctx.storage.getAlarm(5)),
    "delete none": await t.outcome(() => ctx.storage.deleteAlarm()),
    "delete null": await t.outcome(() => ctx.storage.deleteAlarm(null)),
    "delete object": await t.outcome(() => ctx.storage.deleteAlarm({ allowUnconfirmed: true })),
    "delete number": await t.outcome(() => ctx.storage.deleteAlarm(5)),
  }),
  "setAlarm: replaces and is deleted": [
    async (ctx) => {
      await ctx.storage.setAlarm(later);
      await ctx.storage.setAlarm(later + 1);
      return ctx.storage.getAlarm();
    },
    async (ctx) => {
      const before = await ctx.storage.getAlarm();
      await ctx.storage.deleteAlarm();
      return [before, await ctx.storage.getAlarm()];
    },
    (ctx) => ctx.storage.getAlarm(),
  ],
  "setAlarm: visible at once": async (ctx) => {
    const seen = [];
    ctx.storage.setAlarm(later);
    ctx.storage.getAlarm().then((time) => seen.push(time));
    ctx.storage.deleteAlarm();
    seen.push(await ctx.storage.getAlarm());
    return seen;
  },
  "setAlarm: an alarm for now fires": {
    alarm: async (ctx, t, info) => {
      t.log.push({ ...info, scheduledTime: told(info.scheduledTime), arguments: typeof info });
      t.log.push(await ctx.storage.getAlarm());
    },
    steps: [
      async (ctx, t) => {
        await ctx.storage.setAlarm(Date.now());
        return t.describe(await logged(t, 2));
      },
      async (ctx) => ctx.storage.getAlarm(),
    ],
  },
  "setAlarm: an alarm in the past fires": {
    alarm: (ctx, t, info) => void t.log.push(told(info.scheduledTime)),
    steps: [
      async (ctx, t) => {
        await ctx.storage.setAlarm(1);
        return logged(t, 1);
      },
    ],
  },
  "setAlarm: in the handler": {
    alarm: async (ctx, t) => {
      t.log.push(await ctx.storage.getAlarm());
      if (t.log.length > 3) return;
      // Not the time of the running alarm: workerd sometimes doesn't deliver such an alarm.
      await t.wait(5);
      await ctx.storage.setAlarm(Date.now());
      t.log.push(told(await ctx.storage.getAlarm()));
    },
    steps: [
      async (ctx, t) => {
        await ctx.storage.setAlarm(Date.now());
        return logged(t, 5);
      },
      (ctx) => ctx.storage.getAlarm(),
    ],
  },
  "setAlarm: in the handler, for later": {
    alarm: async (ctx, t) => {
      await ctx.storage.setAlarm(later);
      t.log.push(await ctx.storage.getAlarm());
    },
    steps: [
      async (ctx, t) => {
        await ctx.storage.setAlarm(Date.now());
        return logged(t, 1);
      },
      (ctx) => ctx.storage.getAlarm(),
    ],
  },
  "deleteAlarm: in the handler": {
    alarm: async (ctx, t) => {
      await ctx.storage.deleteAlarm();
      t.log.push(await ctx.storage.getAlarm());
    },
    steps: [
      async (ctx, t) => {
        await ctx.storage.setAlarm(Date.now());
        return logged(t, 1);
      },
      (ctx) => ctx.storage.getAlarm(),
    ],
  },
  "setAlarm: in the handler, rolled back": {
    alarm: async (ctx, t) => {
      await ctx.storage.transaction(async (txn) => {
        await txn.setAlarm(later);
        t.log.push(await txn.getAlarm());
        txn.rollback();
      });
      t.log.push(await ctx.storage.getAlarm());
    },
    steps: [
      async (ctx, t) => {
        await ctx.storage.setAlarm(Date.now());
        return logged(t, 2);
      },
      (ctx) => ctx.storage.getAlarm(),
    ],
  },
  "setAlarm: in the handler, in a transaction": {
    alarm: async (ctx, t) => {
      await ctx.storage.transaction((txn) => txn.setAlarm(later));
      t.log.push(await ctx.storage.getAlarm());
    },
    steps: [
      async (ctx, t) => {
        await ctx.storage.setAlarm(Date.now());
        return logged(t, 1);
      },
      (ctx) => ctx.storage.getAlarm(),
    ],
  },
  "deleteAll: in the handler": {
    alarm: async (ctx, t) => {
      await ctx.storage.deleteAll();
      t.log.push(await ctx.storage.getAlarm());
    },
    steps: [
      async (ctx, t) => {
        await ctx.storage.setAlarm(Date.now());
        return logged(t, 1);
      },
      (ctx) => ctx.storage.getAlarm(),
    ],
  },
  "setAlarm: in the constructor": {
    construct: (ctx, t) => {
      t.done = t.outcome(() => ctx.storage.setAlarm(later));
    },
    steps: [async (ctx, t) => [await t.done, await ctx.storage.getAlarm()]],
  },
};
