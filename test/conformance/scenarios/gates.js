/** The order of events (input gate), and when output leaves an object (output gate). */
const note = (ctx, t, line) => void t.journal.push(line);

/** Calls `begin` and, while it runs, `during`. The journal records the order. */
const order = (calls, during = ["note", "call"]) => ({
  calls: { note, ...calls },
  steps: [
    {
      outside: async (_stub, t) => {
        const begun = t.outcome(() => t.call(t.stub(), "begin"));
        await t.until(() => t.journal.length > 0);
        const meanwhile = await t.outcome(() => t.call(t.stub(), ...during));
        return { begun: await begun, meanwhile, journal: t.journal };
      },
    },
  ],
});

export const scenarios = {
  "input: an event is delivered between two awaits": order({
    begin: async (ctx, t) => {
      t.journal.push("begins");
      await t.wait(400);
      t.journal.push("ends");
    },
  }),
  "input: a section blocks other events": order({
    begin: (ctx, t) =>
      ctx.blockConcurrencyWhile(async () => {
        t.journal.push("section begins");
        await t.wait(400);
        t.journal.push("section ends");
      }),
  }),
  "input: a transaction blocks other events": order({
    begin: (ctx, t) =>
      ctx.storage.transaction(async () => {
        t.journal.push("transaction begins");
        await t.wait(400);
        t.journal.push("transaction ends");
      }),
  }),
  "input: nested sections block other events": order({
    begin: (ctx, t) =>
      ctx.blockConcurrencyWhile(async () => {
        t.journal.push("outer begins");
        await ctx.blockConcurrencyWhile(async () => {
          t.journal.push("inner begins");
          await t.wait(200);
          t.journal.push("inner ends");
        });
        await t.wait(200);
        t.journal.push("outer ends");
      }),
  }),
  "input: an earlier timer waits for the section": {
    steps: [
      async (ctx, t) => {
        const timer = t.wait(50).then(() => t.log.push("timer"));
        await ctx.blockConcurrencyWhile(async () => {
          t.log.push("section begins");
          await t.wait(200);
          t.log.push("section ends");
        });
        t.log.push("after the section");
        await timer;
        return t.log;
      },
    ],
  },
  "input: timers inside a section": {
    steps: [
      async (ctx, t) => {
        await ctx.blockConcurrencyWhile(async () => {
          setTimeout(() => t.log.push("short"), 20);
          await t.wait(100);
          t.log.push("section ends");
        });
        return t.log;
      },
    ],
  },
  "input: the result of an earlier call waits for the section": {
    calls: {
      note,
      begin: async (ctx, t) => {
        const answer = t.call(t.stub("other"), "note", "other").then(() => t.log.push("answer"));
        await ctx.blockConcurrencyWhile(async () => {
          t.log.push("section begins");
          await t.wait(200);
          t.log.push("section ends");
        });
        await answer;
        return t.log;
      },
    },
    steps: [{ outside: (_stub, t) => t.call(t.stub(), "begin") }],
  },
  "input: a call inside a section returns inside it": {
    calls: {
      note,
      begin: async (ctx, t) => {
        await ctx.blockConcurrencyWhile(async () => {
          await t.call(t.stub("other"), "note", "other");
          t.log.push("answered");
        });
        return t.log;
      },
    },
    steps: [{ outside: (_stub, t) => t.call(t.stub(), "begin") }],
  },
  "input: a callback passed from a section runs inside it": {
    calls: {
      run: async (_ctx, _t, callback) => `heard ${await callback("x")}`,
      begin: async (ctx, t) => {
        const answer = await ctx.blockConcurrencyWhile(async () => {
          const heard = await t.call(t.stub("other"), "run", async (value) => {
            t.log.push("called");
            await t.wait(30);
            return value + value;
          });
          t.log.push("section ends");
          return heard;
        });
        return [answer, t.log];
      },
    },
    steps: [{ outside: (_stub, t) => t.call(t.stub(), "begin") }],
  },
  "input: a callback passed from a transaction runs inside it": {
    calls: {
      run: (_ctx, _t, callback) => callback("x"),
      begin: (ctx, t) =>
        ctx.storage.transaction(async () =>
          t.call(t.stub("other"), "run", (value) => value + value),
        ),
    },
    steps: [{ outside: (_stub, t) => t.call(t.stub(), "begin") }],
  },
  "input: a callback passed from a section runs after its end": {
    calls: {
      later: async (_ctx, t, callback) => {
        const kept = callback.dup();
        setTimeout(() => kept("later").then((value) => t.journal.push(value)), 100);
      },
      begin: async (ctx, t) => {
        await ctx.blockConcurrencyWhile(() =>
          t.call(t.stub("other"), "later", (value) => `${value} answered`),
        );
      },
    },
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "begin");
          await t.until(() => t.journal.length > 0);
          return t.journal;
        },
      },
    ],
  },
  "input: a socket accepted in a section gets messages inside it": {
    upgrade: (_ctx, _t) => {
      const [client, server] = Object.values(new WebSocketPair());
      server.accept();
      server.addEventListener("message", ({ data }) => server.send(`${data} heard`));
      return new Response(null, { status: 101, webSocket: client });
    },
    steps: [
      (ctx, t) =>
        ctx.blockConcurrencyWhile(async () => {
          const response = await t
            .stub("other")
            .fetch("http://other/", { headers: { Upgrade: "websocket" } });
          const socket = response.webSocket;
          socket.accept();
          const heard = new Promise((resolve) => {
            socket.addEventListener("message", ({ data }) => resolve(data));
          });
          socket.send("hello");
          return heard;
        }),
    ],
  },
  "input: sections one after the other": {
    steps: [
      async (ctx, t) => {
        const section = (name) =>
          ctx.blockConcurrencyWhile(async () => {
            t.log.push(`${name} begins`);
            await t.wait(30);
            t.log.push(`${name} ends`);
          });
        await Promise.all([section("a"), section("b"), section("c")]);
        return t.log;
      },
    ],
  },
  "input: calls on one stub arrive in their order": {
    calls: { note },
    steps: [
      {
        outside: async (stub, t) => {
          await Promise.all([1, 2, 3, 4, 5].map((n) => t.call(stub, "note", n)));
          return t.journal;
        },
      },
    ],
  },
  "input: an event runs until its microtasks are done": {
    calls: {
      hops: async (ctx, t, name) => {
        t.journal.push(`${name} begins`);
        for (let i = 0; i < 20; i++) await null;
        t.journal.push(`${name} ends`);
      },
    },
    steps: [
      {
        outside: async (stub, t) => {
          await Promise.all(["a", "b"].map((name) => t.call(stub, "hops", name)));
          return t.journal;
        },
      },
    ],
  },
  "input: reads do not let other events run": {
    calls: {
      reads: async (ctx, t, name) => {
        t.journal.push(`${name} begins`);
        for (let i = 0; i < 5; i++) await ctx.storage.get("a");
        t.journal.push(`${name} ends`);
      },
    },
    steps: [
      {
        outside: async (stub, t) => {
          await Promise.all(["a", "b"].map((name) => t.call(stub, "reads", name)));
          return t.journal;
        },
      },
    ],
  },
  "output: the next event sees a write that is not awaited": {
    calls: { put: (ctx) => void ctx.storage.put("a", 1), get: (ctx) => ctx.storage.get("a") },
    steps: [
      {
        outside: async (_stub, t) => {
          await t.call(t.stub(), "put");
          return t.call(t.stub(), "get");
        },
      },
    ],
  },
  "output: a write before a throw is kept": {
    calls: {
      put: (ctx) => {
        void ctx.storage.put("a", 1);
        throw new Error("no");
      },
      get: (ctx) => ctx.storage.get("a"),
    },
    steps: [
      {
        outside: async (_stub, t) => [
          await t.outcome(() => t.call(t.stub(), "put")),
          await t.call(t.stub(), "get"),
        ],
      },
    ],
  },
  "output: results sent before an abort are durable": {
    calls: {
      note,
      begin: async (ctx, t) => {
        void ctx.storage.put("a", 1);
        await t.call(t.stub("other"), "note", "told");
        void ctx.storage.put("b", 1);
        ctx.abort("enough");
      },
      list: (ctx) => ctx.storage.list(),
    },
    steps: [
      {
        outside: async (_stub, t) => [
          await t.outcome(() => t.call(t.stub(), "begin")),
          t.journal,
          await t.call(t.stub(), "list"),
        ],
      },
    ],
  },
  "output: a commit that breaks a constraint resets the object": {
    calls: {
      breaks: (ctx) => {
        const { sql } = ctx.storage;
        sql.exec("CREATE TABLE parent (id INTEGER PRIMARY KEY)");
        sql.exec(
          "CREATE TABLE child (id INTEGER REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)",
        );
        sql.exec("INSERT INTO child VALUES (1)");
        return "answered";
      },
      tables: (ctx, t) => [
        ...ctx.storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '_cf_%'"),
        t.log.push("look"),
      ],
    },
    steps: [
      {
        outside: async (stub, t) => ({
          call: await t.outcome(() => t.call(stub, "breaks")),
          again: await t.outcome(() => t.call(stub, "tables")),
          "new stub": await t.outcome(() => t.call(t.stub(), "tables")),
        }),
      },
    ],
  },
  "output: sync() after unconfirmed writes": {
    steps: [
      async (ctx) => {
        void ctx.storage.put("a", 1, { allowUnconfirmed: true });
        await ctx.storage.sync();
        return ctx.storage.get("a");
      },
    ],
  },
};
