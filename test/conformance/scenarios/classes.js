/** Durable Object classes as values: in arguments, results, props, and in refused places. */

/** The name of a platform class, else the value's type. */
const kind = (value) => (value === undefined ? "undefined" : value?.constructor?.name);

export const classes = ({ DurableObject, WorkerEntrypoint }) => {
  class Plain extends DurableObject {
    hi() {
      const { props } = this.ctx;
      return { props: { ...props, ...("cls" in props && { cls: kind(props.cls) }) } };
    }
    useProps() {
      return this.ctx.facets.get("inner", () => ({ class: this.ctx.props.cls })).hi();
    }
  }
  class Holder extends DurableObject {
    kind(value) {
      return kind(value);
    }
    echo(value) {
      return value;
    }
    facet(cls) {
      return this.ctx.facets.get("facet", () => ({ class: cls })).hi();
    }
    nested({ deep }) {
      return this.ctx.facets.get("facet", () => ({ class: deep[0].get("cls") })).hi();
    }
    later(cls) {
      return new Promise((resolve) => setTimeout(() => resolve(this.facet(cls)), 50));
    }
    facetOfProps(cls) {
      const made = this.ctx.exports.Plain({ props: { cls, a: 1 } });
      const facet = this.ctx.facets.get("outer", () => ({ class: made }));
      return Promise.all([facet.hi(), facet.useProps()]);
    }
  }
  class Entry extends WorkerEntrypoint {
    kind(value) {
      return kind(value);
    }
    kindOfProps() {
      return kind(this.ctx.props.cls);
    }
    useProps(name) {
      return this.env.HOLDERS.getByName(name).facet(this.ctx.props.cls);
    }
    give(which) {
      return sources[which](this);
    }
  }
  return { Plain, Holder, Entry };
};

export const options = {
  experimental: true,
  exports: ["Plain", "Holder", "Entry"],
  durableObjectNamespaces: [{ className: "Holder", uniqueKey: "holders", enableSql: true }],
  bindings: {
    HOLDERS: { durableObjectNamespace: "Holder" },
    CLS: { durableObjectClass: { entrypoint: "Plain" } },
    CLS_WITH_PROPS: { durableObjectClass: { entrypoint: "Plain", props: { a: [1] } } },
  },
};

const sources = {
  "an export": ({ ctx }) => ctx.exports.Plain,
  "an export with props": ({ ctx }) => ctx.exports.Plain({ props: { b: 2 } }),
  "an export with a class in its props": ({ ctx }) =>
    ctx.exports.Plain({ props: { cls: ctx.exports.Plain({ props: {} }) } }),
  "a binding": ({ env }) => env.CLS,
  "a binding with props": ({ env }) => env.CLS_WITH_PROPS,
  "an export with a namespace": ({ ctx }) => ctx.exports.Holder,
  "an export with a namespace, called": ({ ctx }) => ctx.exports.Holder({ props: {} }),
  "a namespace": ({ env }) => env.HOLDERS,
};

const scenarios = {};
for (const [name, make] of Object.entries(sources)) {
  scenarios[`classes: ${name}`] = [
    {
      outside: async (_stub, t) => {
        const { ctx, env } = t;
        const holder = (what) => env.HOLDERS.getByName(`${name}: ${what}`);
        const cls = make(t);
        const facets = {};
        for (const way of ["facet", "later", "facetOfProps"]) {
          facets[way] = await t.outcome(async () => holder(way)[way](cls));
        }
        return {
          kind: [typeof cls, kind(cls)],
          argument: await t.outcome(async () => holder("kind").kind(cls)),
          "of an entrypoint": await t.outcome(async () => ctx.exports.Entry.kind(cls)),
          "there and back": await t.outcome(async () => kind(await holder("echo").echo(cls))),
          "back, and there again": await t.outcome(async () =>
            holder("again").facet(await holder("echo").echo(cls)),
          ),
          result: await t.outcome(async () => kind(await ctx.exports.Entry.give(name))),
          "a facet of a result": await t.outcome(async () =>
            holder("result").facet(await ctx.exports.Entry.give(name)),
          ),
          ...facets,
          "inside of others": await t.outcome(async () =>
            holder("nested").nested({ deep: [new Map([["cls", cls]])] }),
          ),
          "in props of a service": await t.outcome(async () =>
            ctx.exports.Entry({ props: { cls } }).kindOfProps(),
          ),
          "used from props": await t.outcome(async () =>
            ctx.exports.Entry({ props: { cls } }).useProps(`${name}: used`),
          ),
          "on an error": await t.outcome(async () =>
            kind((await holder("error").echo(Object.assign(new Error("e"), { cls }))).cls),
          ),
        };
      },
    },
    async (ctx, t) => {
      const value = make({ ctx, env: t.env });
      return {
        put: await t.outcome(async () => ctx.storage.put("a", value)),
        "kv.put": await t.outcome(async () => ctx.storage.kv.put("a", [value])),
        get: await ctx.storage.get("a"),
      };
    },
  ];
}

export { scenarios };
