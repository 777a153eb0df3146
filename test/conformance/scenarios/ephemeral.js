/** Objects without storage, known by plain strings. */
export const options = {
  exports: ["Local"],
  experimental: true,
  durableObjectNamespaces: [{ className: "Local", ephemeralLocal: true }],
  bindings: { LOCAL: { durableObjectNamespace: "Local" } },
};

export const classes = ({ DurableObject }) => ({
  Local: class Local extends DurableObject {
    count = 0;
    next() {
      return ++this.count;
    }
    fetch() {
      return new Response(String(++this.count));
    }
    look() {
      const { ctx } = this;
      const told = (read) => {
        try {
          const value = read();
          return typeof value === "object" && value !== null ? value.constructor.name : value;
        } catch (error) {
          return [error.name, error.message];
        }
      };
      return {
        id: told(() => ctx.id),
        text: told(() => String(ctx.id)),
        storage: told(() => ctx.storage),
        get: told(() => ctx.storage.get("a")),
        kv: told(() => ctx.storage.kv),
        sql: told(() => ctx.storage.sql),
        setAlarm: told(() => ctx.storage.setAlarm(Date.now() + 1000)),
      };
    }
  },
});

export const scenarios = {
  "get: ids of every kind": async (ctx, t) => {
    const report = {};
    const ids = {
      empty: "",
      one: "a",
      most: "x".repeat(2048),
      "too many": "x".repeat(2049),
      "two bytes each": "é".repeat(1025),
      number: 5,
      null: null,
      undefined,
      symbol: Symbol("a"),
      object: {},
    };
    for (const [name, id] of Object.entries(ids)) {
      report[name] = await t.outcome(() => String(t.env.LOCAL.get(id)));
    }
    report["no argument"] = await t.outcome(() => t.env.LOCAL.get());
    return report;
  },
  "get: the same object each time": {
    steps: [
      {
        outside: async (_stub, t) => [
          await t.env.LOCAL.get("same").next(),
          await t.env.LOCAL.get("same").next(),
          await t.env.LOCAL.get("other").next(),
          await (await t.env.LOCAL.get("same").fetch("http://x/")).text(),
        ],
      },
    ],
  },
  "get: stubs and the namespace": (ctx, t) => {
    const stub = t.env.LOCAL.get("a");
    return {
      namespace: [
        t.env.LOCAL.constructor.name,
        Object.getOwnPropertyNames(Object.getPrototypeOf(t.env.LOCAL)).toSorted(),
      ],
      stub: [String(stub), Object.keys(stub)],
    };
  },
  "ctx: properties": {
    steps: [{ outside: (_stub, t) => t.env.LOCAL.get("look").look() }],
  },
};
