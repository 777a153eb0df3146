/** Errors that are thrown, returned or stored, and errors nested in them: their own properties. */

const make = {
  cause: () => new Error("no", { cause: new RangeError("a", { cause: new TypeError("b") }) }),
  several: () => new AggregateError([new Error("a"), "b", new RangeError("c")], "no"),
  suppressed: () => new SuppressedError(new Error("a"), new Error("b"), "no"),
  property: () => Object.assign(new Error("no"), { inner: new TypeError("a"), more: [1] }),
};

/** The own properties of an error and of the errors nested in it. */
const listed = (error) => ({
  keys: Object.keys(error).filter((key) => key !== "durableObjectId"),
  stack: [typeof error.stack, Object.prototype.propertyIsEnumerable.call(error, "stack")],
  inside: Object.values(error)
    .flat()
    .filter((value) => value instanceof Error)
    .map(listed),
});

export const options = {
  exports: ["Giver"],
  durableObjectNamespaces: [{ className: "Giver", uniqueKey: "giver", enableSql: true }],
  bindings: { GIVERS: { durableObjectNamespace: "Giver" } },
};

export const classes = ({ DurableObject }) => ({
  Giver: class Giver extends DurableObject {
    give(name) {
      return make[name]();
    }
    giveInside(name) {
      return { error: make[name]() };
    }
    look(error) {
      return listed(error);
    }
  },
});

const scenario = (ask) => ({
  calls: {
    throws(ctx, t, name) {
      throw make[name]();
    },
  },
  steps: [
    {
      outside: async (stub, t) => {
        const seen = {};
        for (const name of Object.keys(make)) seen[name] = listed(await ask(stub, t, name));
        return seen;
      },
    },
  ],
});

export const scenarios = {
  "thrown: errors inside, over RPC": scenario((stub, t, name) =>
    t.call(stub, "throws", name).catch((error) => error),
  ),
  "thrown: errors inside, by fetch()": {
    ...scenario((stub, t, name) =>
      stub.fetch("http://scenario/raw", { headers: { name } }).catch((error) => error),
    ),
    fetch: async (ctx, t, request) => {
      throw make[request.headers.get("name")]();
    },
  },
  "given: errors, as results": scenario((stub, t, name) => t.env.GIVERS.getByName("a").give(name)),
  "given: errors, in results": scenario(
    async (stub, t, name) => (await t.env.GIVERS.getByName("a").giveInside(name)).error,
  ),
  "given: errors, as arguments": {
    steps: [
      {
        outside: async (stub, t) => {
          const seen = {};
          for (const [name, one] of Object.entries(make)) {
            seen[name] = await t.env.GIVERS.getByName("a").look(one());
          }
          return seen;
        },
      },
    ],
  },
  "thrown: errors inside, kept": scenario(async (stub, t, name) => {
    const error = make[name]();
    return structuredClone({ error }).error;
  }),
};
