/** The flag `experimental` brings RPC at every date. */
export const options = {
  compatibilityDate: "2024-01-01",
  compatibilityFlags: ["experimental"],
  experimental: true,
  bindings: { SELF: { service: {} } },
};

export const scenarios = {
  "experimental: calls before the flag rpc": {
    calls: { look: () => "looked" },
    steps: [
      {
        outside: async (stub, t) => [
          t.describe(stub.look),
          await t.outcome(() => t.call(stub, "look")),
          await t.outcome(() => stub.nothing()),
          typeof t.env.SELF.look,
        ],
      },
    ],
  },
};
