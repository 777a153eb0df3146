/** `enable_version_api`: selecting a version of a worker. workerd has one version of each. */
export const classes = ({ WorkerEntrypoint, DurableObject }) => ({
  Entry: class Entry extends WorkerEntrypoint {
    look() {
      return [this.ctx.props, typeof this.ctx.version];
    }
  },
  Plain: class Plain extends DurableObject {},
});

export const options = {
  experimental: true,
  compatibilityFlags: ["enable_version_api"],
  exports: ["Entry", "Plain"],
};

const versions = {
  none: undefined,
  "a cohort": { cohort: "x" },
  "no cohort": {},
  "null for a cohort": { cohort: null },
  "a number for a cohort": { cohort: 5 },
  "a symbol for a cohort": { cohort: Symbol("s") },
  number: 1,
  text: "x",
  null: null,
  array: [],
  function: () => 1,
};

const asked = (ask) => [
  {
    outside: async (stub, t) => {
      const report = {};
      for (const [name, version] of Object.entries(versions)) {
        report[name] = await t.outcome(() => ask({ stub, t }, version));
      }
      return report;
    },
  },
];

export const scenarios = {
  "version: of an export": asked(async ({ t }, version) =>
    t.ctx.exports.Entry({ props: { a: 1 }, version }).look(),
  ),
  "version: of an exported class": asked(({ t }, version) =>
    t.describe(t.ctx.exports.Plain({ version }).constructor.name),
  ),
  "version: of an exported namespace": asked(({ t }, version) =>
    t.describe(t.ctx.exports.Scenarios({ version }).constructor.name),
  ),
  "version: of an object": {
    calls: { look: (ctx) => [typeof ctx.version, typeof ctx.primaryStub] },
    steps: asked(({ stub, t }, version) =>
      t.call(t.env.SCENARIOS.get(stub.id, { version }), "look"),
    ),
  },
  "version: props beside it": [
    {
      outside: async (_stub, t) => ({
        "no props": await t.outcome(() => void t.ctx.exports.Entry({ props: 1 })),
        nothing: await t.outcome(() => void t.ctx.exports.Entry()),
        number: await t.outcome(() => void t.ctx.exports.Entry(1)),
        class: await t.outcome(() => void t.ctx.exports.Plain({ props: 1 })),
        ctx: typeof t.ctx.version,
      }),
    },
  ],
};
