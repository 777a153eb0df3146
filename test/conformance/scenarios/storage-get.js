/** `storage.get()` and `storage.delete()`: accepted keys and results. */

const stored = { a: 1, "": "empty", 1: "one", null: "null", undefined: "undefined" };

/** Valid and invalid keys. */
const keys = {
  "no argument": [],
  undefined: [undefined],
  null: [null],
  number: [1],
  "boxed string": [new String("a")],
  "boxed number": [new Number(1)],
  boolean: [true],
  bigint: [1n],
  object: [{}],
  "object with toString": [{ toString: () => "a" }],
  "object whose toString throws": [
    {
      toString() {
        throw new RangeError("no");
      },
    },
  ],
  function: [() => 1],
  date: [new Date(0)],
  symbol: [Symbol("a")],
  "empty string": [""],
  "empty array": [[]],
  "array in any order": [["b", "a", "missing", "a"]],
  "array of odd things": [[1, null, undefined, { toString: () => "a" }, [["a"]]]],
  "sparse array": [["a", , "b"]],
  "array with a symbol": [["a", Symbol("b")]],
  set: [new Set(["a"])],
  generator: [
    (function* () {
      yield "a";
    })(),
  ],
  "array-like": [{ length: 1, 0: "a" }],
  "typed array": [new Uint8Array([1])],
};

/** Values for the options, as second and third arguments. */
const options = {
  undefined: undefined,
  null: null,
  "empty object": {},
  number: 5,
  string: "x",
  boolean: true,
  symbol: Symbol("a"),
  array: [],
  function: () => {},
  "class instance": new (class Options {})(),
  "null prototype": Object.create(null),
  "allowConcurrency string": { allowConcurrency: "x" },
  "allowConcurrency object": { allowConcurrency: {} },
  "allowConcurrency symbol": { allowConcurrency: Symbol("a") },
  "allowConcurrency null": { allowConcurrency: null },
  "noCache null": { noCache: null },
  "getter throws": {
    get noCache() {
      throw new RangeError("no");
    },
  },
  "unknown field": { nothing: 1 },
};

const each = async (cases, t, fn) => {
  const report = {};
  for (const [name, value] of Object.entries(cases))
    report[name] = await t.outcome(() => fn(value));
  return report;
};

export const scenarios = {
  "get: keys of every kind": async (ctx, t) => {
    await ctx.storage.put({ ...stored, b: 2, true: "true", "[object Object]": "object" });
    return each(keys, t, (args) => ctx.storage.get(...args));
  },
  "get: options of every kind": async (ctx, t) => {
    await ctx.storage.put("a", 1);
    return each(options, t, (value) => ctx.storage.get("a", value));
  },
  "get: surplus arguments": async (ctx, t) => t.outcome(() => ctx.storage.get("a", {}, 1, 2)),
  "get: a map is in the order of UTF-8 bytes": async (ctx) => {
    const names = ["b", "a", "B", "aa", "\u{1F600}", "\uFFFD", "\uE000", "é", "z", "\0", "a\0"];
    await ctx.storage.put(Object.fromEntries(names.map((name) => [name, 1])));
    return [...(await ctx.storage.get(names)).keys()];
  },
  "get: more than 128 keys": async (ctx, t) => {
    const names = Array.from({ length: 1000 }, (_, i) => `k${i}`);
    await ctx.storage.put(Object.fromEntries(names.map((name) => [name, 1])));
    return (await ctx.storage.get(names)).size;
  },
  "get: a copy each time": async (ctx) => {
    await ctx.storage.put("a", { n: 1 });
    const first = await ctx.storage.get("a");
    first.n = 2;
    return [await ctx.storage.get("a"), (await ctx.storage.get("a")) === first];
  },
  "get: called on another object": async (ctx, t) => ({
    detached: await t.outcome(() => (0, ctx.storage.get)("a")),
    object: await t.outcome(() => ctx.storage.get.call({}, "a")),
  }),
  "get: long and odd keys": async (ctx, t) => {
    const long = "x".repeat(3000);
    const lone = "a\uD800b";
    return {
      "put long": await t.outcome(() => ctx.storage.put(long, 1)),
      "get long": await t.outcome(() => ctx.storage.get(long)),
      "put lone surrogate": await t.outcome(() => ctx.storage.put(lone, 1)),
      "get lone surrogate": await t.outcome(() => ctx.storage.get(lone)),
      "get replacement": await t.outcome(() => ctx.storage.get("a\uFFFDb")),
      "put NUL": await t.outcome(() => ctx.storage.put("a\0b", 2)),
      "get NUL": await t.outcome(() => ctx.storage.get("a\0b")),
      "get before NUL": await t.outcome(() => ctx.storage.get("a")),
      list: await t.outcome(() => ctx.storage.list({ prefix: "a" })),
      "delete lone surrogate": await t.outcome(() => ctx.storage.delete("a\uDC00b")),
    };
  },
  "delete: keys of every kind": async (ctx, t) => {
    const report = {};
    for (const [name, args] of Object.entries(keys)) {
      if (name === "generator") continue;
      await ctx.storage.put({ ...stored, b: 2, true: "true" });
      report[name] = await t.outcome(() => ctx.storage.delete(...args));
    }
    return report;
  },
  "delete: options of every kind": async (ctx, t) =>
    each(options, t, (value) => ctx.storage.delete("a", value)),
  "delete: an array gives the number of deleted keys": async (ctx, t) => {
    await ctx.storage.put({ a: 1, b: 2, c: 3 });
    return [
      await t.outcome(() => ctx.storage.delete(["a", "a", "b", "missing"])),
      await t.outcome(() => ctx.storage.delete(["a"])),
      await t.outcome(() => ctx.storage.list()),
    ];
  },
};
