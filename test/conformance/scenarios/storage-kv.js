/** `storage.kv`: the synchronous key-value API. */

const calls = {
  "get missing": (kv) => kv.get("missing"),
  "get no argument": (kv) => kv.get(),
  "get undefined": (kv) => kv.get(undefined),
  "get null": (kv) => kv.get(null),
  "get number": (kv) => kv.get(1),
  "get array": (kv) => kv.get(["a"]),
  "get symbol": (kv) => kv.get(Symbol("a")),
  "get with options": (kv) => kv.get("a", 5),
  "put and get": (kv) => [kv.put("a", 1), kv.get("a")],
  "put undefined": (kv) => [kv.put("u", undefined), kv.get("u")],
  "put no value": (kv) => [kv.put("v"), kv.get("v")],
  "put no argument": (kv) => kv.put(),
  "put entries": (kv) => [kv.put({ x: 1 }), kv.get("[object Object]")],
  "put number key": (kv) => [kv.put(5, "five"), kv.get("5")],
  "put symbol key": (kv) => kv.put(Symbol("a"), 1),
  "put function": (kv) => kv.put("f", () => 1),
  "put getter that throws": (kv) =>
    kv.put("g", {
      get x() {
        throw new RangeError("no");
      },
    }),
  "put options": (kv) => kv.put("a", 1, 5),
  "delete missing": (kv) => kv.delete("missing"),
  delete: (kv) => kv.delete("a"),
  "delete no argument": (kv) => kv.delete(),
  "delete array": (kv) => kv.delete(["u", "v"]),
  "delete number": (kv) => kv.delete(5),
  "list what is left": (kv) => [...kv.list()],
  "detached get": (kv) => (0, kv.get)("a"),
  "list with limit 0": (kv) => kv.list({ limit: 0 }),
};

export const scenarios = {
  "kv: calls of every kind": async (ctx, t) => {
    const report = {};
    for (const [name, call] of Object.entries(calls)) {
      report[name] = await t.outcome(() => call(ctx.storage.kv));
    }
    return report;
  },
  "kv: shares its keys with the async API": async (ctx) => {
    ctx.storage.kv.put("a", { n: 1 });
    await ctx.storage.put("b", 2);
    return [await ctx.storage.get("a"), ctx.storage.kv.get("b"), await ctx.storage.list()];
  },
  "kv: undefined, read by the async API": async (ctx, t) => {
    ctx.storage.kv.put("u", undefined);
    return [
      t.describe(await ctx.storage.get("u")),
      await ctx.storage.get(["u"]),
      await ctx.storage.list(),
      await ctx.storage.delete("u"),
    ];
  },
  "kv: the list's iterator": async (ctx, t) => {
    ctx.storage.kv.put("a", 1);
    ctx.storage.kv.put("b", 2);
    const list = ctx.storage.kv.list();
    const first = list.next();
    const rest = [...list];
    const end = [list.next(), list.next()];
    return {
      first,
      firstKeys: Object.keys(first),
      rest,
      end,
      endKeys: Object.keys(end[0]),
      itself: list[Symbol.iterator]() === list,
      name: list.constructor.name,
      tag: Object.prototype.toString.call(list),
      hasReturn: typeof list.return,
    };
  },
  "kv: one list at a time": async (ctx, t) => {
    ctx.storage.kv.put("a", 1);
    ctx.storage.kv.put("b", 2);
    const older = ctx.storage.kv.list();
    older.next();
    const newer = ctx.storage.kv.list();
    const report = {
      older: await t.outcome(() => older.next()),
      newer: await t.outcome(() => [...newer]),
      "older again": await t.outcome(() => older.next()),
      "newer again": await t.outcome(() => newer.next()),
    };
    const finished = ctx.storage.kv.list();
    [...finished];
    const third = ctx.storage.kv.list();
    return {
      ...report,
      "finished after a third": await t.outcome(() => finished.next()),
      third: [...third],
    };
  },
  "kv: an async list does not end the iterator": async (ctx, t) => {
    ctx.storage.kv.put("a", 1);
    ctx.storage.kv.put("b", 2);
    const list = ctx.storage.kv.list();
    list.next();
    await ctx.storage.list();
    return t.outcome(() => list.next());
  },
  "kv: a failed list does not end the iterator": async (ctx, t) => {
    ctx.storage.kv.put("a", 1);
    const list = ctx.storage.kv.list();
    await t.outcome(() => ctx.storage.kv.list({ limit: 0 }));
    return t.outcome(() => list.next());
  },
  "kv: an empty list does not end the iterator": async (ctx, t) => {
    ctx.storage.kv.put("a", 1);
    const list = ctx.storage.kv.list();
    ctx.storage.kv.list({ start: "b", end: "a" });
    return t.outcome(() => list.next());
  },
  "kv: writes while a list is read": async (ctx, t) => {
    for (const key of ["a", "b", "c", "d"]) ctx.storage.kv.put(key, 1);
    const seen = [];
    for (const [key, value] of ctx.storage.kv.list()) {
      seen.push([key, value]);
      if (key === "a") {
        ctx.storage.kv.put("b", 2);
        ctx.storage.kv.delete("c");
        ctx.storage.kv.put("e", 3);
      }
      if (seen.length > 10) break;
    }
    return seen;
  },
  "kv: a list reads its first row at once, the others on demand": (ctx) => {
    const { kv } = ctx.storage;
    const report = {};
    // If the current row of a list is written again, SQLite may return it twice. That is undefined
    // behaviour, so it is not compared.
    const run = (name, options, fn) => {
      for (const [key] of [...kv.list()]) kv.delete(key);
      for (const key of ["a", "b", "c", "d"]) kv.put(key, 1);
      const list = kv.list(options);
      report[name] = fn(list);
      if (name !== "first changed") report[name].push([...list]);
    };
    run("first changed", {}, (list) => [kv.put("a", 2), list.next()]);
    run("first deleted", {}, (list) => [kv.delete("a"), list.next()]);
    run("one put before the first", {}, (list) => [kv.put("A", 0), list.next()]);
    run("second deleted", {}, (list) => [list.next(), kv.delete("b"), list.next()]);
    run("second changed", {}, (list) => [list.next(), kv.put("b", "longer"), list.next()]);
    run("one put between", {}, (list) => [list.next(), kv.put("aa", 5), list.next()]);
    run("one put with a limit", { limit: 2 }, (list) => [
      list.next(),
      kv.put("aa", 5),
      list.next(),
    ]);
    run("backwards", { reverse: true }, (list) => [list.next(), kv.put("ca", 5), list.next()]);
    run("backwards, deleted", { reverse: true }, (list) => [
      list.next(),
      kv.delete("d"),
      kv.delete("c"),
      list.next(),
    ]);
    run("changed in transactionSync()", {}, (list) => [
      list.next(),
      ctx.storage.transactionSync(() => kv.put("b", 2)),
      list.next(),
    ]);
    return report;
  },
  "kv: a finished list stays finished": (ctx) => {
    const { kv } = ctx.storage;
    const list = kv.list();
    const first = list.next();
    kv.put("a", 1);
    return [first, list.next()];
  },
  "kv: what ends an iterator": async (ctx, t) => {
    const { kv } = ctx.storage;
    for (const key of ["a", "b", "c"]) kv.put(key, 1);
    const after = async (fn, options) => {
      const list = kv.list(options);
      list.next();
      await fn(list);
      return t.outcome(() => list.next());
    };
    return {
      "a list backwards": await after(() => kv.list({ reverse: true })),
      "a list with other bounds": await after(() => kv.list({ end: "c", limit: 1 })),
      get: await after(() => ctx.storage.get(["a", "b"])),
      "an empty transaction": await after(() => ctx.storage.transaction(async () => {})),
      "txn.list()": await after(() => ctx.storage.transaction((txn) => txn.list())),
      "its last row given, not its end": await after(
        (list) => {
          list.next();
          kv.list();
        },
        { limit: 2 },
      ),
    };
  },
  "kv: lone surrogates": async (ctx) => {
    const { kv } = ctx.storage;
    const keys = ["\uD800", "\uE000", "\uDFFF", "\uD7FF", "\u{10000}", "\uFFFD\uFFFD\uFFFD"];
    for (const key of keys) kv.put(`a${key}`, escape(key));
    return {
      sync: [...kv.list()],
      backwards: [...kv.list({ reverse: true })],
      async: await ctx.storage.list(),
      prefix: await ctx.storage.list({ prefix: "a\uD800" }),
      "prefix just before": await ctx.storage.list({ prefix: "a\uD7FF" }),
      get: await ctx.storage.get(["a\uD800", "a\uDFFF"]),
    };
  },
  "kv: deleting each listed key": async (ctx, t) => {
    for (const key of ["a", "b", "c", "d"]) ctx.storage.kv.put(key, 1);
    for (const [key] of ctx.storage.kv.list()) ctx.storage.kv.delete(key);
    return [...ctx.storage.kv.list()];
  },
  "kv: a list across events": [
    async (ctx, t) => {
      ctx.storage.kv.put("a", 1);
      ctx.storage.kv.put("b", 2);
      t.list = ctx.storage.kv.list();
      return t.list.next();
    },
    (ctx, t) => t.outcome(() => [...t.list]),
  ],
};
