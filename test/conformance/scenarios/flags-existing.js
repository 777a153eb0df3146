/**
 * `getExisting()` of a namespace: with the flag, the method exists in workerd, but every call
 * fails.
 */
export const options = {
  experimental: true,
  compatibilityFlags: ["durable_object_get_existing"],
};

export const scenarios = {
  "getExisting(): a stub": {
    calls: { look: () => "looked" },
    steps: [
      {
        outside: async (stub, t) => {
          await t.call(stub, "look");
          const { SCENARIOS } = t.env;
          const existing = SCENARIOS.getExisting(stub.id);
          return {
            stub: [existing.constructor.name, existing.id === stub.id, existing.name],
            call: await t.outcome(async () => existing.call("look")),
            fetch: await t.outcome(() => existing.fetch("http://scenario/0")),
            "one that there is not": await t.outcome(async () =>
              SCENARIOS.getExisting(SCENARIOS.newUniqueId()).call("look"),
            ),
          };
        },
      },
    ],
  },
  "getExisting(): arguments": [
    {
      outside: async (stub, t) => {
        const { SCENARIOS } = t.env;
        const kind = (fn) => t.outcome(() => fn().constructor.name);
        return {
          none: await kind(() => SCENARIOS.getExisting()),
          text: await kind(() => SCENARIOS.getExisting(String(stub.id))),
          options: await kind(() => SCENARIOS.getExisting(stub.id, { locationHint: "weur" })),
          "no options": await kind(() => SCENARIOS.getExisting(stub.id, 5)),
          "a routing mode": await kind(() => SCENARIOS.getExisting(stub.id, { routingMode: "x" })),
          "of exports": await kind(() => t.ctx.exports.Scenarios.getExisting(stub.id)),
          "of a jurisdiction": await kind(() => SCENARIOS.jurisdiction().getExisting(stub.id)),
        };
      },
    },
  ],
};
