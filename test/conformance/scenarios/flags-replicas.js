/** `replica_routing`: workerd accepts the flag, and then refuses requests to objects. */
export const options = { experimental: true, compatibilityFlags: ["replica_routing"] };

export const scenarios = {
  "replica routing: of stubs": {
    calls: { look: () => "looked" },
    steps: [
      {
        outside: async (stub, t) => ({
          stub: [stub.constructor.name, stub.name],
          call: await t.outcome(async () => stub.call("look")),
          again: await t.outcome(async () => stub.call("look")),
          fetch: await t.outcome(() => stub.fetch("http://scenario/0")),
          "of exports": await t.outcome(async () =>
            t.ctx.exports.Scenarios.getByName("a").call("look"),
          ),
          "primary only": await t.outcome(async () =>
            t.env.SCENARIOS.get(stub.id, { routingMode: "primary-only" }).call("look"),
          ),
        }),
      },
    ],
  },
};
