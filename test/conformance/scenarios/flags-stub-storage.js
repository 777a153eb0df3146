/** `allow_irrevocable_stub_storage`: which stubs can be stored. */
export const classes = ({ WorkerEntrypoint, RpcTarget, RpcStub }) => {
  Object.assign(kept, { RpcTarget, RpcStub });
  return {
    Entry: class Entry extends WorkerEntrypoint {
      hi() {
        return { props: this.ctx.props };
      }
    },
  };
};

const kept = {};

export const options = {
  experimental: true,
  compatibilityFlags: ["allow_irrevocable_stub_storage"],
  exports: ["Entry"],
  bindings: { SERVICE: { service: { entrypoint: "Entry" } } },
};

const values = {
  "the stub of an object": (ctx, t) => t.stub("other"),
  "a stub inside of others": (ctx, t) => ({ deep: [new Map([["stub", t.stub("other")]])] }),
  "an export": (ctx) => ctx.exports.Entry,
  "a namespace": (ctx, t) => t.env.SCENARIOS,
  "a class": (ctx) => ctx.exports.Scenarios({ props: {} }),
  "a stub of a function": () => new kept.RpcStub(() => 1),
  "a target": () => new (class Target extends kept.RpcTarget {})(),
};

const services = {
  "a service": (ctx, t) => t.env.SERVICE,
  "an export with props": (ctx) => ctx.exports.Entry({ props: { a: 1 } }),
};

const store = (make) => async (ctx, t) => ({
  put: await t.outcome(() => ctx.storage.put("a", make(ctx, t))),
  "kv.put": await t.outcome(() => ctx.storage.kv.put("b", make(ctx, t))),
  stored: [...(await ctx.storage.list()).keys()],
});

export const scenarios = {};
for (const [name, make] of Object.entries(values)) {
  scenarios[`stub storage: ${name}`] = store(make);
}
for (const [name, make] of Object.entries(services)) {
  scenarios[`stub storage: ${name}`] = [
    store(make),
    async (ctx) => {
      const stub = await ctx.storage.get("a");
      return [stub.constructor.name, await stub.hi()];
    },
  ];
}
scenarios["stub storage: restore()"] = async (ctx, t) => ({
  kind: typeof ctx.restore,
  length: ctx.restore.length,
  nothing: await t.outcome(() => void ctx.restore()),
});
