/** Workers without RPC: `no_rpc`, or a date before 2024-04-03. */
export const options = { compatibilityDate: "2024-04-02", log: true };

export const scenarios = {
  "no rpc: names on a stub": [
    {
      outside: async (stub, t) => ({
        call: t.describe(stub.look),
        again: await t.outcome(() => stub.look()),
        get: [typeof stub.get, typeof stub.put, typeof stub.delete],
        then: typeof stub.then,
        has: ["look" in stub, "fetch" in stub, "id" in stub, "name" in stub],
        own: [typeof stub.fetch, typeof stub.connect, typeof stub.id, stub.name],
        fetched: await (await stub.fetch("http://scenario/call/look")).json(),
      }),
    },
  ],
  "no rpc: on a service": [
    {
      outside: async (_stub, t) => [typeof t.env.SELF.fetch, typeof t.env.SELF.look],
    },
  ],
};
scenarios["no rpc: names on a stub"] = {
  calls: { look: () => "looked" },
  steps: scenarios["no rpc: names on a stub"],
};

options.bindings = { SELF: { service: {} } };
