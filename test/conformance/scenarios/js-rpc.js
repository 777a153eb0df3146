// @ts-nocheck -- runs unchanged in workerd too
/** Classes without a base class, with the compatibility flag `js_rpc`. */

export const options = {
  exports: ["Plain"],
  experimental: true,
  compatibilityFlags: ["js_rpc"],
  durableObjectNamespaces: [{ className: "Plain", uniqueKey: "plain", enableSql: true }],
  bindings: { PLAIN: { durableObjectNamespace: "Plain" } },
};

export function classes() {
  return {
    Plain: class Plain {
      own = 1;
      constructor(ctx, env) {
        this.ctx = ctx;
        this.bound = Object.keys(env).length;
      }
      get getter() {
        return 2;
      }
      method(...args) {
        return [args, String(this.ctx.id).length, this.bound];
      }
      fetch() {
        return new Response("plain");
      }
      toString() {
        return "mine";
      }
    },
  };
}

const outside = (ask) => [{ outside: (stub, t) => ask(t.env.PLAIN.getByName("x"), t) }];

export const scenarios = {
  "plain: requests": outside(async (plain) => (await plain.fetch("http://x/")).text()),
  "plain: calls and properties": outside(async (plain, t) => [
    await t.outcome(async () => plain.method(1, 2)),
    await t.outcome(async () => plain.getter),
    await t.outcome(async () => plain.own),
    await t.outcome(async () => plain.missing()),
    await t.outcome(async () => plain.toString()),
  ]),
};
