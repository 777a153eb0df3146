/** Ids, namespaces and stubs: how to make them, and which arguments are refused. */

export const options = {
  exports: ["Other"],
  durableObjectNamespaces: [{ className: "Other", uniqueKey: "mykey" }],
  bindings: { OTHER: { durableObjectNamespace: "Other" } },
};

export const classes = ({ DurableObject }) => ({ Other: class Other extends DurableObject {} });

const names = {
  plain: "name",
  url: "http://foo/",
  path: "http://foo/bar",
  empty: "",
  "with a zero": "a\0b",
  "of two bytes each": "é".repeat(512),
  astral: "😀",
  "lone surrogate": "a\uD800",
  long: "x".repeat(100_000),
  "1,024 bytes": "x".repeat(1024),
  "1,025 bytes": "x".repeat(1025),
  "1,025 bytes, fewer characters": `${"é".repeat(512)}x`,
};

const odd = {
  number: 5,
  null: null,
  undefined,
  true: true,
  array: ["a", "b"],
  object: { toString: () => "text" },
  symbol: Symbol("a"),
  "throws as text": {
    toString() {
      throw new RangeError("no");
    },
  },
};

const entries = async (record, run) => {
  const report = {};
  for (const [name, value] of Object.entries(record)) report[name] = await run(value);
  return report;
};

export const scenarios = {
  "idFromName: names of every kind": (ctx, t) =>
    entries(names, (name) => {
      const id = t.env.OTHER.idFromName(name);
      return [id.toString(), String(id.name).length, id.name === name.toWellFormed()];
    }),
  "idFromName: values that are not strings": (ctx, t) =>
    entries(odd, (value) =>
      t.outcome(() => {
        const id = t.env.SCENARIOS.idFromName(value);
        return [id.name, id.toString()];
      }),
    ),
  "idFromName: twice with the same name": (ctx, t) => {
    const [a, b] = [1, 2].map(() => t.env.SCENARIOS.idFromName("a"));
    return [a === b, a.equals(b), b.equals(a), a.equals(t.env.SCENARIOS.idFromName("b"))];
  },
  "idFromString: refuses": (ctx, t) => {
    const { SCENARIOS } = t.env;
    const hex = SCENARIOS.idFromName("a").toString();
    return entries(
      {
        empty: "",
        short: hex.slice(1),
        long: `${hex}0`,
        "no digits": "z".repeat(64),
        zeros: "0".repeat(64),
        "another half": hex.slice(0, 32) + SCENARIOS.idFromName("b").toString().slice(32),
        "a digit changed": (hex.startsWith("0") ? "1" : "0") + hex.slice(1),
        spaces: ` ${hex}`,
        "two bytes": "é".repeat(64),
        prefix: `0x${hex.slice(2)}`,
        ...odd,
      },
      (text) => t.outcome(() => SCENARIOS.idFromString(text).toString()),
    );
  },
  "idFromString: accepts": (ctx, t) => {
    const { SCENARIOS } = t.env;
    const id = SCENARIOS.idFromName("a");
    const again = SCENARIOS.idFromString(id.toString());
    const upper = SCENARIOS.idFromString(id.toString().toUpperCase());
    const unique = SCENARIOS.newUniqueId();
    return {
      same: again.toString() === id.toString(),
      equals: [again.equals(id), upper.equals(id)],
      upper: upper.toString() === id.toString(),
      name: [t.describe(again.name), "name" in again, Object.keys(again)],
      unique: SCENARIOS.idFromString(unique.toString()).equals(unique),
    };
  },
  "newUniqueId: ids": (ctx, t) => {
    const id = t.env.SCENARIOS.newUniqueId();
    return {
      text: /^[0-9a-f]{64}$/.test(id.toString()),
      name: t.describe(id.name),
      jurisdiction: t.describe(id.jurisdiction),
      keys: Object.keys(id),
      new: !id.equals(t.env.SCENARIOS.newUniqueId()),
    };
  },
  "newUniqueId: options": (ctx, t) =>
    entries(
      {
        none: undefined,
        null: null,
        empty: {},
        undefined: { jurisdiction: undefined },
        nothing: { jurisdiction: null },
        eu: { jurisdiction: "eu" },
        unknown: { jurisdiction: "x" },
        "no text": { jurisdiction: 5 },
        "the empty one": { jurisdiction: "" },
        number: 5,
        text: "eu",
      },
      (value) => t.outcome(() => t.env.SCENARIOS.newUniqueId(value).toString().length),
    ),
  "jurisdiction: of every kind": (ctx, t) =>
    entries(
      { none: undefined, null: null, eu: "eu", unknown: "x", empty: "", number: 5 },
      (value) =>
        t.outcome(() => {
          const inside = t.env.SCENARIOS.jurisdiction(value);
          return [
            inside === t.env.SCENARIOS,
            inside.constructor.name,
            inside.idFromName("a").equals(t.env.SCENARIOS.idFromName("a")),
          ];
        }),
    ),
  "id: shape": (ctx, t) => {
    const id = t.env.SCENARIOS.idFromName("a");
    return {
      class: id.constructor.name,
      tag: Object.prototype.toString.call(id),
      own: Object.getOwnPropertyNames(id),
      text: `${id}` === id.toString(),
      json: JSON.stringify(id),
      written: [
        t.describe(((id.name = "b"), id.name)),
        (() => {
          try {
            id.other = 5;
            return id.other;
          } catch (error) {
            return error.name;
          }
        })(),
      ],
    };
  },
  "id: equals() of every kind": (ctx, t) => {
    const id = t.env.SCENARIOS.idFromName("a");
    return entries({ ...odd, text: id.toString(), itself: id, empty: {} }, (value) =>
      t.outcome(() => id.equals(value)),
    );
  },
  "id: methods called on another object": async (ctx, t) => {
    const id = t.env.SCENARIOS.idFromName("a");
    return [
      await t.outcome(() => id.toString.call({})),
      await t.outcome(() => id.equals.call({}, id)),
      await t.outcome(() => new id.constructor()),
    ];
  },
  "id: the object's own": {
    steps: [
      {
        outside: async (_stub, t) => {
          const { SCENARIOS } = t.env;
          const look = async (id) => t.call(SCENARIOS.get(id), "look");
          const named = SCENARIOS.idFromName("id: the object's own");
          return {
            named: await look(named),
            "by its digits": await look(SCENARIOS.idFromString(named.toString())),
          };
        },
      },
    ],
    calls: {
      look: (ctx, t) => [
        t.describe(ctx.id.name),
        "name" in ctx.id,
        ctx.id.equals(t.env.SCENARIOS.idFromName("id: the object's own")),
        t.describe(ctx.id.jurisdiction),
      ],
    },
  },
  "id: a long name is dropped inside the object": {
    calls: { look: (ctx, t) => [t.describe(ctx.id.name), Object.keys(ctx.id)] },
    steps: [
      {
        outside: async (_stub, t) => {
          // The suffix that distinguishes the objects of a scenario is part of their names.
          const start = "id: a long name is dropped inside the object @ ";
          const name = (length) => start + "x".repeat(length - start.length);
          const stub = (length) => t.env.SCENARIOS.getByName(name(length));
          return [
            await t.outcome(() => t.call(stub(1024), "look")),
            [stub(1025).name.length, stub(1025).id.name.length],
          ];
        },
      },
    ],
  },
  "get: values that are not ids": (ctx, t) =>
    entries({ ...odd, text: t.env.SCENARIOS.idFromName("a").toString(), empty: {} }, (value) =>
      t.outcome(() => typeof t.env.SCENARIOS.get(value)),
    ),
  "get: options": (ctx, t) =>
    entries(
      {
        none: undefined,
        null: null,
        empty: {},
        "a hint": { locationHint: "weur" },
        "an unknown hint": { locationHint: "x" },
        "a hint that is no text": { locationHint: 5 },
        "a hint that throws": { locationHint: Symbol("a") },
        "mode that throws": { routingMode: Symbol("a") },
        "a getter that throws": {
          get routingMode() {
            throw new RangeError("no");
          },
        },
        function: () => {},
        array: [],
        "primary only": { routingMode: "primary-only" },
        "unknown mode": { routingMode: "nearest" },
        "empty mode": { routingMode: "" },
        "mode that is no text": { routingMode: 5 },
        "mode null": { routingMode: null },
        number: 5,
        text: "x",
      },
      (value) =>
        t.outcome(() => {
          const { SCENARIOS } = t.env;
          return SCENARIOS.get(SCENARIOS.idFromName("a"), value).name;
        }),
    ),
  "get: an id of another namespace": async (ctx, t) => {
    const { SCENARIOS, OTHER } = t.env;
    const id = OTHER.idFromName("a");
    return {
      get: await t.outcome(() => SCENARIOS.get(id).id === id),
      "by its digits": await t.outcome(() => SCENARIOS.idFromString(id.toString()).toString()),
    };
  },
  "getByName: names of every kind": (ctx, t) =>
    entries({ ...odd, plain: "a", empty: "" }, (value) =>
      t.outcome(() => {
        const stub = t.env.SCENARIOS.getByName(value);
        return [stub.name, stub.id.equals(t.env.SCENARIOS.idFromName(value))];
      }),
    ),
  "getByName: options": (ctx, t) =>
    entries(
      { none: undefined, hint: { locationHint: "weur" }, mode: { routingMode: "x" }, number: 5 },
      (value) => t.outcome(() => t.env.SCENARIOS.getByName("a", value).name),
    ),
  "namespace: shape": async (ctx, t) => {
    const { SCENARIOS } = t.env;
    return {
      class: SCENARIOS.constructor.name,
      tag: Object.prototype.toString.call(SCENARIOS),
      own: Object.getOwnPropertyNames(SCENARIOS),
      methods: [
        "newUniqueId",
        "idFromName",
        "idFromString",
        "get",
        "getByName",
        "jurisdiction",
      ].map((name) => [name, typeof SCENARIOS[name]]),
      existing: typeof SCENARIOS.getExisting,
      detached: await t.outcome(() => (0, SCENARIOS.idFromName)("a")),
      "no arguments": {
        get: await t.outcome(() => SCENARIOS.get()),
        getByName: await t.outcome(() => SCENARIOS.getByName()),
        idFromName: await t.outcome(() => SCENARIOS.idFromName()),
        idFromString: await t.outcome(() => SCENARIOS.idFromString()),
      },
      same: t.env.SCENARIOS === SCENARIOS,
    };
  },
  "stub: shape": async (ctx, t) => {
    const { SCENARIOS } = t.env;
    const id = SCENARIOS.idFromName("a");
    const stub = SCENARIOS.get(id);
    const unnamed = SCENARIOS.get(SCENARIOS.newUniqueId());
    return {
      class: stub.constructor.name,
      keys: Object.keys(stub),
      id: stub.id === id,
      name: [stub.name, t.describe(unnamed.name), Object.keys(unnamed)],
      own: ((stub.mine = 5), [stub.mine, Object.keys(stub)]),
      members: ["then", "fetch", "connect", "get", "put", "delete", "constructor", "x"].map(
        (name) => [name, typeof stub[name]],
      ),
      tag: Object.prototype.toString.call(stub),
      new: await t.outcome(() => new stub.constructor()),
    };
  },
  "stub: sent over RPC": {
    calls: {
      take: (ctx, t, stub) => [String(stub), Object.keys(stub), typeof stub.id, typeof stub.name],
      give: (ctx, t) => t.stub("other"),
      look: (ctx) => ctx.id.name,
    },
    steps: [
      {
        outside: async (stub, t) => {
          const given = await stub.call("take", t.stub("other"));
          return { given, look: await t.call(t.stub("other"), "look") };
        },
      },
    ],
  },
  "stub: id and name can be written": (ctx, t) => {
    const stub = t.env.SCENARIOS.getByName("a");
    return ["id", "name", "fetch"].map((name) => {
      try {
        stub[name] = 5;
        return stub[name] === 5;
      } catch (error) {
        return error.name;
      }
    });
  },
};
