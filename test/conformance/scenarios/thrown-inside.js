/** Errors inside of what is thrown: what can be listed of them. */

const make = {
  cause: () => new Error("no", { cause: new RangeError("a", { cause: new TypeError("b") }) }),
  several: () => new AggregateError([new Error("a"), "b", new RangeError("c")], "no"),
  suppressed: () => new SuppressedError(new Error("a"), new Error("b"), "no"),
  property: () => Object.assign(new Error("no"), { inner: new TypeError("a"), more: [1] }),
};

/** Which own properties an error has, and those of the errors in it. */
const listed = (error) => ({
  keys: Object.keys(error).filter((key) => key !== "durableObjectId"),
  stack: [typeof error.stack, Object.prototype.propertyIsEnumerable.call(error, "stack")],
  inside: Object.values(error)
    .flat()
    .filter((value) => value instanceof Error)
    .map(listed),
});

const scenario = (ask) => ({
  calls: {
    throws(ctx, t, name) {
      throw make[name]();
    },
    gives: (ctx, t, name) => ({ error: make[name]() }),
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
  "thrown: errors inside, kept": scenario(async (stub, t, name) => {
    const error = make[name]();
    return structuredClone({ error }).error;
  }),
};
