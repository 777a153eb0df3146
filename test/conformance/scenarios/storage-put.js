/** `storage.put()`: its overloads, accepted entries and values, and limits. */

const each = async (cases, t, fn) => {
  const report = {};
  for (const [name, value] of Object.entries(cases))
    report[name] = await t.outcome(() => fn(value));
  return report;
};

class Point {
  constructor() {
    this.x = 1;
  }
  get y() {
    return 2;
  }
}

const calls = {
  "no argument": [],
  "key only": ["a"],
  "key and undefined": ["a", undefined],
  "key, undefined and options": ["a", undefined, {}],
  "key, undefined and null": ["a", undefined, null],
  "key and value": ["a", 1],
  "key, value and undefined": ["a", 1, undefined],
  "key, value and null": ["a", 1, null],
  "key, value and number": ["a", 1, 5],
  "key, value and string": ["a", 1, "x"],
  "key, value and array": ["a", 1, []],
  "key, value, options and more": ["a", 1, {}, 2],
  "key and null": ["a", null],
  "key and function": ["a", () => 1],
  "key and named function": ["a", function named() {}],
  "key and symbol": ["a", Symbol("s")],
  "key and object with function": ["a", { f() {} }],
  "key and promise": ["a", Promise.resolve(1)],
  "key and weak map": ["a", new WeakMap()],
  "key and getter that throws": [
    "a",
    {
      get x() {
        throw new RangeError("no");
      },
    },
  ],
  "number key": [5, 1],
  "null key": [null, 1],
  "undefined key": [undefined, 1],
  "boolean key": [true, 1],
  "symbol key": [Symbol("a"), 1],
  "boxed string key": [new String("a"), 1],
  "date key": [new Date(0), 1],
  "empty key": ["", 1],
  entries: [{ a: 1 }],
  "entries and undefined": [{ a: 1 }, undefined],
  "entries and options": [{ a: 1 }, {}],
  "entries and null": [{ a: 1 }, null],
  "entries and number": [{ a: 1 }, 5],
  "entries and string": [{ a: 1 }, "x"],
  "entries and symbol": [{ a: 1 }, Symbol("s")],
  "entries and array": [{ a: 1 }, []],
  "entries, options and options": [{ a: 1 }, {}, {}],
  "entries, undefined and options": [{ a: 1 }, undefined, {}],
  "entries, options and undefined": [{ a: 1 }, {}, undefined],
  "entries, number and options": [{ a: 1 }, 5, {}],
  "entries with undefined": [{ a: undefined, b: 2 }],
  "entries with null": [{ a: null }],
  "entries with function": [{ a: 1, b() {} }],
  "entries with symbol key": [{ [Symbol("a")]: 1, b: 2 }],
  "entries with options whose getter throws": [
    { a: 1 },
    {
      get allowUnconfirmed() {
        throw new RangeError("no");
      },
    },
  ],
  "no entries": [{}],
  array: [["x", "y"]],
  "empty array": [[]],
  map: [new Map([["a", 1]])],
  "null entries": [null],
  "null entries and options": [null, {}],
  "number entries": [5],
  "function entries": [() => 1],
  "function entries with field": [Object.assign(() => 1, { a: 1 })],
  "date entries": [new Date(0)],
  "boxed string entries": [new String("ab")],
  "class instance entries": [new Point()],
  "null prototype entries": [Object.assign(Object.create(null), { a: 1 })],
  "inherited entries": [Object.create({ a: 1 }, { b: { value: 2, enumerable: true } })],
  "hidden entries": [Object.defineProperty({ a: 1 }, "b", { value: 2 })],
  "typed array entries": [new Uint8Array([7])],
  "proxy entries": [new Proxy({ a: 1 }, {})],
  "entries whose getter throws": [
    {
      a: 1,
      get b() {
        throw new RangeError("no");
      },
    },
  ],
  "prototype key": [JSON.parse('{"__proto__": 1, "constructor": 2}')],
};

const values = {
  string: "text",
  "two-byte string": "é😀",
  "lone surrogate": "a\uD800",
  number: 1.5,
  "minus zero": -0,
  NaN: NaN,
  bigint: 12345678901234567890n,
  null: null,
  boolean: true,
  date: new Date(5),
  "invalid date": new Date(NaN),
  regexp: /a\/b/giu,
  map: new Map([
    ["a", undefined],
    [{}, new Set([1])],
  ]),
  array: [1, , undefined, null],
  "array with fields": Object.assign([1], { x: 2 }),
  object: { a: undefined, b: { c: [1] } },
  "class instance": new Point(),
  "null prototype": Object.assign(Object.create(null), { a: 1 }),
  buffer: new Uint8Array([1, 2, 3]).buffer,
  "typed array": new Uint16Array([1, 2]),
  "part of a buffer": new Uint8Array([1, 2, 3, 4]).subarray(1, 3),
  "data view": new DataView(new ArrayBuffer(2)),
  error: new RangeError("no"),
  "error with fields": Object.assign(new Error("no", { cause: 1 }), { code: 7 }),
  "dom exception": new DOMException("no", "AbortError"),
  "boxed number": new Number(1),
  "boxed string": new String("a"),
  "undefined inside": [undefined],
};

export const scenarios = {
  "put: calls of every kind": async (ctx, t) => {
    const report = {};
    for (const [name, args] of Object.entries(calls)) {
      const result = await t.outcome(() => ctx.storage.put(...args));
      const stored = t.describe(await ctx.storage.list());
      report[name] = { result, stored };
      await ctx.storage.delete([...(await ctx.storage.list()).keys()]);
    }
    return report;
  },
  "put: values of every kind": async (ctx, t) =>
    each(values, t, async (value) => {
      await ctx.storage.put("v", value);
      return ctx.storage.get("v");
    }),
  "put: cycles and shared references": async (ctx) => {
    const a = { name: "a" };
    a.self = a;
    await ctx.storage.put("v", [a, a]);
    const [first, second] = await ctx.storage.get("v");
    return [first === second, first.self === first];
  },
  "put: the value is serialized at once": async (ctx) => {
    const value = { n: 1 };
    const done = ctx.storage.put("a", value);
    value.n = 2;
    await done;
    return ctx.storage.get("a");
  },
  "put: order without await": async (ctx) => {
    ctx.storage.put("a", 1);
    const first = ctx.storage.get("a");
    ctx.storage.put("a", 2);
    const second = ctx.storage.get("a");
    ctx.storage.delete("a");
    return [await first, await second, await ctx.storage.get("a")];
  },
  "put: a record up to the limit": async (ctx, t) => {
    // SQLite's record is its header, the key and the value: 8 MiB and 34 bytes at most.
    const bytes = (length) => new Uint8Array(length);
    return {
      "value fits": await t.outcome(() => ctx.storage.put("b", bytes(8388620))),
      "value too big": await t.outcome(() => ctx.storage.put("b", bytes(8388621))),
      "key fits": await t.outcome(() => ctx.storage.put("k".repeat(8388632), 1)),
      "key too big": await t.outcome(() => ctx.storage.put("k".repeat(8388633), 1)),
      "sync value too big": await t.outcome(() => ctx.storage.kv.put("b", bytes(8388621))),
    };
  },
  "put: a key that is too long for a record": async (ctx, t) => {
    const fits = "k".repeat(8388642);
    const long = "k".repeat(8388643);
    await ctx.storage.put("a", 1);
    return {
      get: await t.outcome(() => ctx.storage.get(long)),
      "get just fits": await t.outcome(() => ctx.storage.get(fits)),
      "get several": await t.outcome(() => ctx.storage.get(["a", long])),
      delete: await t.outcome(() => ctx.storage.delete(long)),
      "delete just fits": await t.outcome(() => ctx.storage.delete(fits)),
      after: await t.outcome(() => ctx.storage.list()),
      "list start": await t.outcome(() => ctx.storage.list({ start: long })),
      "list prefix": await t.outcome(() => ctx.storage.list({ prefix: long })),
      "sync get": await t.outcome(() => ctx.storage.kv.get(long)),
      "sync delete": await t.outcome(() => ctx.storage.kv.delete(long)),
    };
  },
  "put: a batch is all or nothing": async (ctx, t) => {
    await ctx.storage.put("a", "before");
    const report = {
      "too big": await t.outcome(() =>
        ctx.storage.put({ a: 1, b: "x".repeat(2 ** 23 + 34), c: 1 }),
      ),
      after: t.describe(await ctx.storage.list()),
      "cannot be cloned": await t.outcome(() => ctx.storage.put({ a: 2, b: () => {}, c: 2 })),
    };
    return { ...report, "after that": t.describe(await ctx.storage.list()) };
  },
  "put: an error does not break the object": [
    async (ctx, t) => {
      await ctx.storage.put("a", 1);
      return t.outcome(() => ctx.storage.put("b", "x".repeat(2 ** 23 + 34)));
    },
    (ctx) => ctx.storage.list(),
  ],
  "put: allowUnconfirmed": [
    async (ctx, t) => ({
      one: await t.outcome(() => ctx.storage.put("a", 1, { allowUnconfirmed: true })),
      batch: await t.outcome(() => ctx.storage.put({ b: 1 }, { allowUnconfirmed: 1 })),
      delete: await t.outcome(() => ctx.storage.delete("b", { allowUnconfirmed: "yes" })),
      sync: await t.outcome(() => ctx.storage.sync()),
    }),
    (ctx) => ctx.storage.list(),
  ],
  "put: a million bytes in many keys": async (ctx) => {
    const entries = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`k${i}`, "x".repeat(1000)]),
    );
    await ctx.storage.put(entries);
    return (await ctx.storage.list()).size;
  },
};
