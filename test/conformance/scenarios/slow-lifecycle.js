/** Evictions after ten seconds, and sections that reach their limit of 30 seconds. */
export const alarm = true;

export const sockets = true;

export const options = { slow: true, together: { rate: 4 } };

const look = (ctx, t) => ({ events: t.log.push("look") });

/** Whether the object is evicted within `ms`: a new instance has seen no events. */
const evicted = async (t, ms) => {
  const before = await t.call(t.stub(), "look");
  await t.wait(ms);
  const after = await t.call(t.stub(), "look");
  return after.events <= before.events;
};

/** A scenario that calls `begin`, then leaves the object alone. */
const left = (begin, more = {}) => ({
  calls: { look, begin },
  steps: [
    {
      outside: async (_stub, t) => {
        await t.call(t.stub(), "begin");
        return { "evicted after 16 s": await evicted(t, 16_000), journal: t.journal };
      },
    },
  ],
  ...more,
});

const never = () => new Promise(() => {});

/** A section, and the outcomes of its callers and of later calls. */
const tooLong = (begin) => ({
  calls: { look, begin },
  steps: [
    {
      outside: async (_stub, t) => {
        const [rpc, http] = [t.stub("rpc"), t.stub("http")];
        const [first, second] = await Promise.all([
          t.outcome(() => t.call(rpc, "begin")),
          t.outcome(() => t.fetch(http, "begin")),
        ]);
        return {
          rpc: first,
          http: second,
          "rpc again": await t.outcome(() => t.call(rpc, "look")),
          "http again": await t.outcome(() => t.fetch(http, "look")),
          "new stub": await t.outcome(() => t.call(t.stub("rpc"), "look")),
          journal: t.journal,
        };
      },
    },
  ],
});

export const scenarios = {
  "section: longer than 30 s": tooLong(async (ctx, t) => {
    await ctx.blockConcurrencyWhile(() => t.wait(45_000));
    t.journal.push("went on");
  }),
  "section: shorter than 30 s": tooLong(async (ctx, t) => {
    await ctx.blockConcurrencyWhile(() => t.wait(15_000));
    t.journal.push("went on");
  }),
  "section: nested, together longer than 30 s": tooLong(async (ctx, t) => {
    await ctx.blockConcurrencyWhile(async () => {
      await t.wait(20_000);
      await ctx.blockConcurrencyWhile(() => t.wait(20_000));
    });
    t.journal.push("went on");
  }),
  "section: two in a row, together longer than 30 s": tooLong(async (ctx, t) => {
    await Promise.all([
      ctx.blockConcurrencyWhile(() => t.wait(20_000)),
      ctx.blockConcurrencyWhile(() => t.wait(20_000)),
    ]);
    t.journal.push("went on");
  }),
  "section: a transaction longer than 30 s": tooLong(async (ctx, t) => {
    await ctx.storage.transaction(async (txn) => {
      await txn.put("a", 1);
      await t.wait(45_000);
    });
    t.journal.push("went on");
  }),
  "section: in the constructor, longer than 30 s": {
    calls: { look },
    construct(ctx, t) {
      t.journal.push("constructed");
      if (t.journal.length < 3) void ctx.blockConcurrencyWhile(() => t.wait(45_000));
    },
    steps: [
      {
        outside: async (stub, t) => ({
          first: await t.outcome(() => t.call(stub, "look")),
          again: await t.outcome(() => t.call(stub, "look")),
          "new stub": await t.outcome(() => t.fetch(t.stub(), "look")),
          third: await t.outcome(() => t.call(t.stub(), "look")),
        }),
      },
    ],
  },
  "section: a caller that waits for a section over 30 s": {
    calls: { look, begin: (ctx, t) => ctx.blockConcurrencyWhile(() => t.wait(45_000)) },
    steps: [
      {
        outside: async (_stub, t) => {
          const begun = t.outcome(() => t.call(t.stub(), "begin"));
          await t.wait(2000);
          const behind = t.outcome(() => t.call(t.stub(), "look"));
          return { begun: await begun, behind: await behind };
        },
      },
    ],
  },
  "eviction: idle": left(look),
  "eviction: not before ten seconds": {
    calls: { look },
    steps: [{ outside: async (_stub, t) => ({ "after 4 s": await evicted(t, 4000) }) }],
  },
  "eviction: writes are still there": {
    calls: { look, put: (ctx) => ctx.storage.put("a", 1), get: (ctx) => ctx.storage.get("a") },
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "put");
          return { evicted: await evicted(t, 16_000), stored: await t.call(t.stub(), "get") };
        },
      },
    ],
  },
  "eviction: a stub reaches the next instance": {
    calls: { look },
    steps: [
      {
        outside: async (stub, t) => {
          await t.call(stub, "look");
          await t.wait(16_000);
          return { rpc: await t.call(stub, "look"), http: await t.fetch(stub, "look") };
        },
      },
    ],
  },
  "eviction: not during a call": {
    calls: { look, begin: (ctx, t) => t.wait(16_000).then(() => t.log.push("begun")) },
    steps: [
      {
        outside: async (_stub, t) => ({
          begun: await t.call(t.stub(), "begin"),
          later: await t.call(t.stub(), "look"),
        }),
      },
    ],
  },
  "eviction: ten seconds after the last call": {
    calls: { look },
    steps: [
      {
        outside: async (_stub, t) => {
          const seen = [];
          for (let n = 0; n < 4; n++) {
            seen.push(await t.call(t.stub(), "look"));
            await t.wait(4000);
          }
          return seen;
        },
      },
    ],
  },
  "eviction: not while a timer is set": left((ctx, t) => {
    setTimeout(() => t.journal.push("fired"), 14_000);
    t.log.push("begun");
  }),
  "eviction: not while an interval runs": left((ctx, t) => {
    setInterval(() => {}, 1000);
    t.log.push("begun");
  }),
  "eviction: not while waitUntil() waits for a timer": left((ctx, t) => {
    ctx.waitUntil(t.wait(14_000).then(() => t.journal.push("done")));
    t.log.push("begun");
  }),
  "eviction: not while waitUntil() has a promise that never settles": left((ctx, t) => {
    ctx.waitUntil(never());
    t.log.push("begun");
  }),
  "eviction: even if an alarm is set": left(async (ctx, t) => {
    await ctx.storage.setAlarm(Date.now() + 1e6);
    t.log.push("begun");
  }),
  "eviction: not while the alarm's handler runs": {
    ...left(async (ctx, t) => {
      await ctx.storage.setAlarm(Date.now());
      t.log.push("begun");
    }),
    alarm: (ctx, t) => t.wait(14_000).then(() => t.journal.push("handled")),
  },
  "eviction: not while it waits for another object": left((ctx, t) => {
    ctx.waitUntil(t.call(t.stub("other"), "slow").then(() => t.journal.push("answered")));
    t.log.push("begun");
  }),
  "eviction: not while a WebSocket is accepted": {
    calls: { look },
    upgrade: (ctx, t) => {
      const { 0: client, 1: server } = new WebSocketPair();
      server.accept();
      t.log.push("begun");
      return new Response(null, { status: 101, webSocket: client });
    },
    steps: [
      {
        outside: async (stub, t) => {
          const headers = { Upgrade: "websocket" };
          const { webSocket } = await stub.fetch("http://scenario/", { headers });
          webSocket.accept();
          return { evicted: await evicted(t, 16_000), readyState: webSocket.readyState };
        },
      },
    ],
  },
  "eviction: even if a hibernatable WebSocket is open": {
    calls: { look },
    upgrade: (ctx, t) => {
      const { 0: client, 1: server } = new WebSocketPair();
      ctx.acceptWebSocket(server);
      t.log.push("begun");
      return new Response(null, { status: 101, webSocket: client });
    },
    steps: [
      {
        outside: async (stub, t) => {
          const headers = { Upgrade: "websocket" };
          const { webSocket } = await stub.fetch("http://scenario/", { headers });
          webSocket.accept();
          return { evicted: await evicted(t, 16_000), readyState: webSocket.readyState };
        },
      },
    ],
  },
};
scenarios["eviction: not while it waits for another object"].calls.slow = (ctx, t) =>
  t.wait(14_000);
