/** Uncaught errors are written to the console. */
export const alarm = true;

export const options = { log: true };

const upgrade = { headers: { Upgrade: "websocket" } };

const calling = (begin, more = {}) => ({
  calls: { begin },
  steps: [
    {
      outside: async (stub, t) => {
        const outcome = await t.outcome(() => t.call(stub, "begin"));
        await t.wait(100);
        return outcome;
      },
    },
  ],
  ...more,
});

/** A response with a socket that cannot be sent. Another scenario checks the caller's error. */
const responding = (socket) => ({
  upgrade: (ctx, t) => {
    const pair = new WebSocketPair();
    return new Response(null, { status: 101, webSocket: socket(ctx, t, pair) });
  },
  steps: [
    {
      outside: async (stub, t) => {
        const first = await stub.fetch("http://scenario/", upgrade);
        await t.wait(100);
        return first.status;
      },
    },
  ],
});

export const scenarios = {
  "log: a promise of waitUntil() is rejected": calling((ctx) => {
    ctx.waitUntil(Promise.reject(new RangeError("waited for in vain")));
  }),
  "log: a promise of waitUntil() is rejected with text": calling((ctx) => {
    ctx.waitUntil(Promise.reject("words only"));
  }),
  "log: a promise of waitUntil() is rejected later": calling((ctx, t) => {
    ctx.waitUntil(
      t.wait(20).then(() => {
        throw new TypeError("rejected later");
      }),
    );
  }),
  "log: an unhandled rejection": calling(() => {
    void Promise.reject(new RangeError("nobody waits")).finally(() => undefined);
  }),
  "log: a timer's callback throws": calling(() => {
    setTimeout(() => {
      throw new RangeError("thrown in a timer");
    }, 1);
  }),
  "log: the alarm's handler throws": calling((ctx) => ctx.storage.setAlarm(Date.now()), {
    alarm: (ctx, t, { retryCount }) => {
      if (retryCount === 0) throw new RangeError("thrown in an alarm");
    },
  }),
  "log: an alarm whose handler is gone": {
    calls: {
      begin: async (ctx) => {
        await ctx.storage.setAlarm(Date.now() + 500);
        await ctx.storage.sync();
      },
      abort: (ctx) => ctx.abort("to lose its handler"),
    },
    construct: (ctx, t) => {
      if (t.journal.push("constructed") > 1) t.instance.alarm = undefined;
    },
    steps: [
      {
        outside: async (stub, t) => {
          await t.call(stub, "begin");
          const aborted = await t.outcome(() => t.call(stub, "abort"));
          await t.wait(1200);
          return [aborted, t.journal];
        },
      },
    ],
  },
  "log: a socket that was sent already": {
    ...responding((ctx, t, pair) => {
      t.used ??= pair[0];
      pair[1].accept();
      return t.used;
    }),
    steps: [
      {
        outside: async (stub, t) => {
          const first = await stub.fetch("http://scenario/", upgrade);
          const second = await stub.fetch("http://scenario/", upgrade);
          await t.wait(100);
          return [first.status, second.status];
        },
      },
    ],
  },
  "log: a socket that was accepted": responding((ctx, t, { 0: client }) => {
    client.accept();
    return client;
  }),
  "log: a hibernatable socket": responding((ctx, t, { 0: client }) => {
    ctx.acceptWebSocket(client);
    return client;
  }),
  "log: a critical section fails": calling((ctx) =>
    ctx.blockConcurrencyWhile(async () => {
      throw new RangeError("thrown in a section");
    }),
  ),
};
