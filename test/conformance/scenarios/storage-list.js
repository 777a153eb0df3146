/** `storage.list()`: its options, their conversion, and the order of the result. */

const names = [
  "",
  "a",
  "a\0",
  "aa",
  "ab",
  "b",
  "ba",
  "c",
  "é",
  "\uFFFD",
  "\u{1F600}",
  "\u{1F600}x",
];

const lists = {
  "no argument": [],
  undefined: [undefined],
  null: [null],
  number: [5],
  string: ["a"],
  boolean: [true],
  array: [[]],
  function: [() => {}],
  empty: [{}],
  start: [{ start: "b" }],
  "start between": [{ start: "aaa" }],
  "start empty": [{ start: "" }],
  startAfter: [{ startAfter: "a" }],
  "startAfter empty": [{ startAfter: "" }],
  "startAfter missing": [{ startAfter: "aaa" }],
  end: [{ end: "b" }],
  "end empty": [{ end: "" }],
  prefix: [{ prefix: "a" }],
  "prefix empty": [{ prefix: "" }],
  "prefix astral": [{ prefix: "\u{1F600}" }],
  "prefix half an astral": [{ prefix: "\uD83D" }],
  "prefix of nothing": [{ prefix: "zz" }],
  "prefix last code point": [{ prefix: "\u{10FFFF}" }],
  "prefix and start inside": [{ prefix: "a", start: "aa" }],
  "prefix and start before": [{ prefix: "b", start: "a" }],
  "prefix and start after": [{ prefix: "a", start: "b" }],
  "prefix and startAfter": [{ prefix: "a", startAfter: "a" }],
  "prefix and end inside": [{ prefix: "a", end: "ab" }],
  "prefix and end after": [{ prefix: "a", end: "z" }],
  "prefix and end before": [{ prefix: "b", end: "a" }],
  "prefix equal to end": [{ prefix: "b", end: "b" }],
  "start equal to end": [{ start: "b", end: "b" }],
  "start after end": [{ start: "c", end: "b" }],
  "start and end": [{ start: "aa", end: "c" }],
  "start and startAfter": [{ start: "a", startAfter: "a" }],
  "start and undefined startAfter": [{ start: "a", startAfter: undefined }],
  "start null": [{ start: null }],
  "startAfter null": [{ startAfter: null }],
  "end null": [{ end: null }],
  "prefix null": [{ prefix: null }],
  "start number": [{ start: 5 }],
  "start object": [{ start: { toString: () => "b" } }],
  "start symbol": [{ start: Symbol("a") }],
  "end lone surrogate": [{ end: "\uD800" }],
  reverse: [{ reverse: true }],
  "reverse truthy": [{ reverse: "no" }],
  "reverse zero": [{ reverse: 0 }],
  "reverse null": [{ reverse: null }],
  "reverse and start": [{ reverse: true, start: "b" }],
  "reverse and startAfter": [{ reverse: true, startAfter: "b" }],
  "reverse, end and limit": [{ reverse: true, end: "b", limit: 2 }],
  "reverse, prefix and limit": [{ reverse: true, prefix: "a", limit: 2 }],
  "limit 1": [{ limit: 1 }],
  "limit 3": [{ limit: 3 }],
  "limit more than there is": [{ limit: 1000 }],
  "limit 0": [{ limit: 0 }],
  "limit -1": [{ limit: -1 }],
  "limit -0.5": [{ limit: -0.5 }],
  "limit 0.5": [{ limit: 0.5 }],
  "limit 1.9": [{ limit: 1.9 }],
  "limit NaN": [{ limit: NaN }],
  "limit Infinity": [{ limit: Infinity }],
  "limit -Infinity": [{ limit: -Infinity }],
  "limit null": [{ limit: null }],
  "limit undefined": [{ limit: undefined }],
  "limit text": [{ limit: "2" }],
  "limit no number": [{ limit: "x" }],
  "limit empty text": [{ limit: "" }],
  "limit true": [{ limit: true }],
  "limit object": [{ limit: {} }],
  "limit bigint": [{ limit: 2n }],
  "limit symbol": [{ limit: Symbol("a") }],
  "limit 2^31": [{ limit: 2 ** 31 }],
  "limit 2^31 - 1": [{ limit: 2 ** 31 - 1 }],
  "limit 2^32": [{ limit: 2 ** 32 }],
  "limit 2^32 + 1": [{ limit: 2 ** 32 + 1 }],
  "limit 2^53": [{ limit: 2 ** 53 }],
  "limit 1e300": [{ limit: 1e300 }],
  "limit -(2^31) - 1": [{ limit: -(2 ** 31) - 1 }],
  "limit 0 and impossible range": [{ limit: 0, start: "c", end: "b" }],
  "limit 0, start and startAfter": [{ limit: 0, start: "c", startAfter: "b" }],
  "inherited options": [Object.create({ prefix: "b" })],
  "options whose getter throws": [
    {
      get start() {
        throw new RangeError("no");
      },
    },
  ],
  allowConcurrency: [{ allowConcurrency: true, noCache: true }],
};

const fill = (ctx) => ctx.storage.put(Object.fromEntries(names.map((name, i) => [name, i])));

const keysOf = (result) =>
  result instanceof Map ? [...result.keys()] : Array.from(result, ([key]) => key);

export const scenarios = {
  "list: options of every kind": async (ctx, t) => {
    await fill(ctx);
    const report = {};
    for (const [name, args] of Object.entries(lists)) {
      report[name] = await t.outcome(() => {
        const result = ctx.storage.list(...args);
        // Passes a rejection on, and describes a map by its keys.
        return result instanceof Promise ? result.then(keysOf) : result;
      });
    }
    return report;
  },
  "list: keys and values": async (ctx) => {
    await fill(ctx);
    return ctx.storage.list();
  },
  "list: empty storage": async (ctx) => [
    await ctx.storage.list(),
    await ctx.storage.list({ limit: 1 }),
  ],
  "list: options are read in order": async (ctx, t) => {
    const seen = [];
    const options = new Proxy(
      {},
      {
        get(_, key) {
          seen.push(String(key));
          return undefined;
        },
        has(_, key) {
          seen.push(`has ${String(key)}`);
          return false;
        },
      },
    );
    const result = await t.outcome(() => ctx.storage.list(options));
    const put = await t.outcome(() => ctx.storage.put("a", 1, options));
    const get = await t.outcome(() => ctx.storage.get("a", options));
    const alarm = await t.outcome(() => ctx.storage.getAlarm(options));
    return { seen, result, put, get, alarm };
  },
  "list: later changes do not affect the result": async (ctx) => {
    await fill(ctx);
    const before = ctx.storage.list({ prefix: "a" });
    ctx.storage.delete("a");
    return [await before, await ctx.storage.list({ prefix: "a" })];
  },
  "kv.list: options of every kind": async (ctx, t) => {
    await fill(ctx);
    const report = {};
    for (const [name, args] of Object.entries(lists)) {
      report[name] = await t.outcome(() => keysOf(ctx.storage.kv.list(...args)));
    }
    return report;
  },
};
