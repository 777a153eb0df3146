/**
 * Alarms that fail: which of them are retried, and with which count. The first retry comes after 2
 * s.
 */
export const alarm = true;

export const options = { together: { rate: 0.5 } };

/** The time of each object's alarm. */
const times = {};

/** Sets an alarm and remembers its time. The alarm fires after this call returns. */
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

const calls = {
  set,
  seen,
  delete: (ctx) => ctx.storage.deleteAlarm(),
  /** The pending alarm, the stored values, and the number of events of this instance. */
  look: async (ctx, t) => ({
    alarm: await seen(ctx),
    stored: t.describe(await ctx.storage.list()),
    events: t.log.push("look"),
  }),
};

/** Records a try. @returns its number, from 1 */
const tried = (ctx, t, info) => {
  const fresh = t.log.length === 0 ? "fresh" : "same";
  t.log.push("alarm");
  return t.journal.push({
    time: told(ctx, info.scheduledTime),
    isRetry: info.isRetry,
    retryCount: info.retryCount,
    instance: fresh,
  });
};

/**
 * Waits until the next try is done, if there is one. It comes 2 to 2.5 s after the first; the try
 * after it comes 4 s later at the earliest.
 */
const retried = async (t, before = t.journal.length) => {
  await t.until(() => t.journal.length > before, 5000);
  await t.wait(500);
};

/** Sets an alarm, and reports the state after the first try and after the time of a retry. */
const step = {
  outside: async (_stub, t) => {
    await t.call(t.stub(), "set");
    await t.until(() => t.journal.length > 0);
    await t.wait(300);
    const first = await t.outcome(() => t.call(t.stub(), "look"));
    await retried(t);
    return { first, journal: t.journal, last: await t.call(t.stub(), "look") };
  },
};

/** An alarm whose first try fails with `fail`. */
const failing = (fail, more = {}) => ({
  calls,
  async alarm(ctx, t, info) {
    if (tried(ctx, t, info) === 1) await fail(ctx, t, info);
  },
  steps: [step],
  ...more,
});

const throwing = {
  "an error": () => new Error("no"),
  text: () => "no",
  undefined: () => undefined,
  null: () => null,
  "an object": () => ({ message: "no" }),
  "a retryable error": () => Object.assign(new Error("no"), { retryable: true }),
  "an overloaded error": () => Object.assign(new Error("no"), { overloaded: true }),
  "a DOMException": () => new DOMException("no", "AbortError"),
};

const aborts = {
  "no arguments": [],
  "a reason": ["no"],
  "retryAlarm true": ["no", { retryAlarm: true }],
  "retryAlarm false": ["no", { retryAlarm: false }],
  "retryAlarm undefined": ["no", { retryAlarm: undefined }],
  "retryAlarm zero": ["no", { retryAlarm: 0 }],
  "no options": ["no", {}],
  "no reason, retryAlarm false": [undefined, { retryAlarm: false }],
};

export const scenarios = {
  ...Object.fromEntries(
    Object.entries(throwing).map(([name, make]) => [
      `retry: throws ${name}`,
      failing(() => {
        throw make();
      }),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(aborts).map(([name, args]) => [
      `retry: abort with ${name}`,
      failing((ctx) => ctx.abort(...args)),
    ]),
  ),
  "retry: throws after an await": failing(async (ctx, t) => {
    await t.wait(50);
    throw new Error("no");
  }),
  "retry: writes of a failed handler are kept": failing(async (ctx) => {
    void ctx.storage.put("a", 1);
    throw new Error("no");
  }),
  "retry: an abort discards the handler's writes": failing(async (ctx) => {
    await ctx.storage.put("kept", 1);
    await ctx.storage.sync();
    void ctx.storage.put("lost", 1);
    ctx.abort("no");
  }),
  "retry: sets a later alarm, then throws": failing(async (ctx, t) => {
    await set(ctx, t, 1e6);
    throw new Error("no");
  }),
  "retry: sets an alarm for soon, then throws": failing(async (ctx, t) => {
    await set(ctx, t, 1500);
    throw new Error("no");
  }),
  "retry: sets the same time, then throws": failing(async (ctx, t, info) => {
    await t.wait(20);
    await ctx.storage.setAlarm(info.scheduledTime);
    throw new Error("no");
  }),
  "retry: sets a later alarm, then aborts": failing(async (ctx, t) => {
    await set(ctx, t, 1e6);
    await ctx.storage.sync();
    ctx.abort("no");
  }),
  "retry: sets an alarm for now, then aborts at once": failing(async (ctx) => {
    void ctx.storage.setAlarm(Date.now() + 1e6);
    ctx.abort("no");
  }),
  "retry: sets a later alarm, then aborts without retry": failing(async (ctx, t) => {
    await set(ctx, t, 1e6);
    await ctx.storage.sync();
    ctx.abort("no", { retryAlarm: false });
  }),
  "retry: deletes, then throws": failing(async (ctx) => {
    await ctx.storage.deleteAlarm();
    throw new Error("no");
  }),
  "retry: deletes, then aborts": failing(async (ctx) => {
    await ctx.storage.deleteAlarm();
    await ctx.storage.sync();
    ctx.abort("no");
  }),
  "retry: deleteAll, then throws": failing(async (ctx) => {
    await ctx.storage.put("a", 1);
    await ctx.storage.deleteAll();
    throw new Error("no");
  }),
  "retry: a section fails": failing((ctx) =>
    ctx.blockConcurrencyWhile(async () => {
      throw new Error("no");
    }),
  ),
  "retry: a section fails that is not awaited": failing(async (ctx, t) => {
    void ctx.blockConcurrencyWhile(async () => {
      throw new Error("no");
    });
    // Keeps the handler running: otherwise the two failures would race.
    await t.wait(300);
  }),
  "retry: the transaction that set the alarm is rolled back": failing(async (ctx) => {
    await ctx.storage.transaction(async (txn) => {
      await txn.setAlarm(Date.now() + 1e6);
      throw new Error("no");
    });
  }),
  "retry: a background task fails": failing((ctx, t) => {
    ctx.waitUntil(t.wait(10).then(() => Promise.reject(new Error("no"))));
  }),
  "retry: a background task aborts": failing((ctx, t) => {
    ctx.waitUntil(t.wait(100).then(() => ctx.abort("no")));
  }),
  "retry: another event aborts while the handler runs": {
    calls: { ...calls, abort: (ctx) => ctx.abort("by another") },
    async alarm(ctx, t, info) {
      if (tried(ctx, t, info) === 1) await t.wait(8000);
    },
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "set");
          await t.until(() => t.journal.length > 0);
          const abort = await t.outcome(() => t.call(t.stub(), "abort"));
          await retried(t);
          return { abort, journal: t.journal, last: await t.call(t.stub(), "look") };
        },
      },
    ],
  },
  "retry: the constructor throws": {
    calls,
    construct(ctx, t) {
      t.journal.push("constructed");
      if (t.journal.filter((line) => line === "constructed").length === 2) throw new Error("no");
    },
    alarm: (ctx, t, info) => void tried(ctx, t, info),
    steps: [
      {
        outside: async (_stub, t) => {
          await t.outcome(() => t.call(t.stub(), "breaks", 1000));
          await t.until(() => t.journal.some((entry) => entry !== "constructed"), 6000);
          await t.wait(500);
          return { journal: t.journal, last: await t.call(t.stub(), "look") };
        },
      },
    ],
  },
  "retry: the alarm is deleted before the retry": {
    ...failing(() => {
      throw new Error("no");
    }),
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "set");
          await t.until(() => t.journal.length > 0);
          await t.wait(100);
          await t.call(t.stub(), "delete");
          await retried(t);
          return { journal: t.journal, last: await t.call(t.stub(), "look") };
        },
      },
    ],
  },
  "retry: a later alarm is set before the retry": {
    ...failing(() => {
      throw new Error("no");
    }),
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "set");
          await t.until(() => t.journal.length > 0);
          await t.wait(100);
          await t.call(t.stub(), "set", 1e6);
          await retried(t);
          return { journal: t.journal, last: await t.call(t.stub(), "look") };
        },
      },
    ],
  },
  "retry: an alarm for now is set before the retry": {
    ...failing(() => {
      throw new Error("no");
    }),
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "set");
          await t.until(() => t.journal.length > 0);
          await t.wait(100);
          await t.call(t.stub(), "set", 100);
          await t.wait(400);
          const soon = t.journal.length;
          await retried(t, 2);
          return { soon, journal: t.journal, last: await t.call(t.stub(), "look") };
        },
      },
    ],
  },
  "retry: the object is aborted between the tries": {
    ...failing(() => {
      throw new Error("no");
    }),
    calls: { ...calls, abort: (ctx) => ctx.abort("between") },
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "set");
          await t.until(() => t.journal.length > 0);
          await t.wait(100);
          await t.outcome(() => t.call(t.stub(), "abort"));
          await retried(t);
          return { journal: t.journal, last: await t.call(t.stub(), "look") };
        },
      },
    ],
  },
  "retry: each object has its own count": {
    calls,
    alarm(ctx, t, info) {
      t.journal.push([ctx.id.name.split(" ").at(-1), info.retryCount].join(" "));
      if (ctx.id.name.endsWith("bad") && info.retryCount === 0) throw new Error("no");
    },
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub("bad"), "set");
          await t.until(() => t.journal.length > 0);
          await t.call(t.stub("good"), "set", 100);
          await retried(t, 2);
          return t.journal;
        },
      },
    ],
  },
};
scenarios["retry: the constructor throws"].calls = {
  ...calls,
  breaks: async (ctx, t, ms) => {
    await set(ctx, t, ms);
    await ctx.storage.sync();
    ctx.abort("so that it is constructed again");
  },
};
