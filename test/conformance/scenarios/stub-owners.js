/** Stubs that an object keeps: used in a later event, and disposed when the object ends. */

export const options = {
  exports: ["Maker", "Holder"],
  durableObjectNamespaces: [
    { className: "Maker", uniqueKey: "maker", enableSql: true },
    { className: "Holder", uniqueKey: "holder", enableSql: true },
  ],
  bindings: {
    MAKER: { durableObjectNamespace: "Maker" },
    HOLDER: { durableObjectNamespace: "Holder" },
  },
};

/** State that lives as long as the worker, by the scenario's name. */
const kept = new Map();
const disposed = [];
const tools = {};

/** Makes a stub in the code that keeps it. */
const makers = {
  object: (env) => env.MAKER.getByName("m"),
  target: (env) => env.MAKER.getByName("m").make("kept"),
  callback: (_env, { RpcStub }) => new RpcStub(() => "called"),
};

/** Uses the stub in a later event. */
const uses = {
  call: (stub, _env, how) => (how === "callback" ? stub() : stub.ping()),
  property: async (stub) => typeof (await stub.name),
  dup: (stub) => typeof stub.dup(),
  pass: (stub, env) => env.MAKER.getByName("m").takes(stub),
  dispose: (stub) => stub[Symbol.dispose](),
};

export const classes = (workers) => {
  const { DurableObject, RpcTarget } = workers;
  class Counter extends RpcTarget {
    constructor(name) {
      super();
      this.own = name;
    }
    get name() {
      return this.own;
    }
    ping() {
      return `pong ${this.own}`;
    }
    [Symbol.dispose]() {
      disposed.push(this.own);
    }
  }
  class Maker extends DurableObject {
    make(name) {
      return new Counter(name);
    }
    ping() {
      return "pong";
    }
    takes(stub) {
      return typeof stub;
    }
  }
  class Holder extends DurableObject {
    async keep(name, how) {
      kept.set(name, await makers[how](this.env, workers));
    }
    async use(name, how) {
      const [maker] = name.split(" ");
      const outcome = await tools.outcome(async () => uses[how](kept.get(name), this.env, maker));
      return tools.describe(outcome);
    }
    async holdAll(...names) {
      this.counters = [];
      for (const name of names) {
        this.counters.push(await this.env.MAKER.getByName("m").make(name));
      }
    }
    async hold(name) {
      this.counter = await this.env.MAKER.getByName("m").make(name);
      return this.counter.ping();
    }
    abort() {
      this.ctx.abort("aborted");
    }
  }
  return { Maker, Holder };
};

const outside = (ask) => ({
  steps: [
    {
      outside: (_stub, t) => {
        Object.assign(tools, { outcome: t.outcome, describe: t.describe });
        return ask(t.env, t);
      },
    },
  ],
});

/** Keeps a stub in one event of an object, and tries all uses in the next. */
const tried = (how) =>
  outside(async (env) => {
    const report = {};
    for (const use of Object.keys(uses)) {
      const name = `${how} ${use}`;
      await env.HOLDER.getByName("keeper").keep(name, how);
      report[use] = await env.HOLDER.getByName("keeper").use(name, use);
    }
    return report;
  });

export const scenarios = {
  "owners: an object that aborts disposes its stubs": outside(async (env, t) => {
    const holder = env.HOLDER.getByName("aborts");
    const before = await holder.hold("of the aborted");
    const aborted = await t.outcome(async () => holder.abort());
    await t.until(() => disposed.includes("of the aborted"), 3000);
    return [before, aborted, disposed.filter((name) => name === "of the aborted")];
  }),
  "owners: an object that aborts disposes its newest stub first": outside(async (env, t) => {
    const holder = env.HOLDER.getByName("aborts later");
    await holder.holdAll("first", "second", "third");
    await t.outcome(async () => holder.abort());
    await t.until(() => disposed.includes("first"), 3000);
    return disposed.filter((name) => ["first", "second", "third"].includes(name));
  }),
  "owners: a stub of another object": outside(async (env) => {
    await env.HOLDER.getByName("keeper").keep("of another", "target");
    return env.HOLDER.getByName("another").use("of another", "call");
  }),
  "owners: a stub of an object, in the worker's handler": outside(async (env, t) => {
    await env.HOLDER.getByName("keeper").keep("of an object", "target");
    return t.outcome(async () => kept.get("of an object").ping());
  }),
  ...Object.fromEntries(
    Object.keys(makers).map((how) => [`owners: ${how} kept for a later event`, tried(how)]),
  ),
};
