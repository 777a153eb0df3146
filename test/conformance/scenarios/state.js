/** `ctx`: its shape, `blockConcurrencyWhile()`, `waitUntil()` and `abort()`. */

const shape = (value) => ({
  name: value.constructor.name,
  tag: Object.prototype.toString.call(value),
  own: Object.getOwnPropertyNames(value).toSorted(),
  keys: Object.keys(value).toSorted(),
});

export const scenarios = {
  "ctx: shapes": async (ctx, t) => ({
    ctx: shape(ctx),
    storage: shape(ctx.storage),
    kv: shape(ctx.storage.kv),
    id: shape(ctx.id),
    sameStorage: ctx.storage === ctx.storage,
    sameId: ctx.id === ctx.id,
    sameKv: ctx.storage.kv === ctx.storage.kv,
    sameSql: ctx.storage.sql === ctx.storage.sql,
  }),
  "ctx: values": async (ctx, t) => ({
    props: ctx.props,
    container: t.describe(ctx.container),
    name: ctx.id.name,
    id: ctx.id.toString(),
    exports: typeof ctx.exports,
    facets: typeof ctx.facets,
    version: t.describe(ctx.version),
    primary: t.describe(ctx.storage.primary),
  }),
  "ctx: writable properties": async (ctx, t) => {
    const report = {};
    const { storage } = ctx;
    for (const key of ["id", "storage", "props", "container", "waitUntil", "other"]) {
      report[key] = await t.outcome(() => {
        ctx[key] = 5;
        return ctx[key] === 5;
      });
    }
    for (const key of ["kv", "sql", "get", "other"]) {
      report[`storage.${key}`] = await t.outcome(() => {
        storage[key] = 5;
        return storage[key] === 5;
      });
    }
    return report;
  },
  "ctx: new": async (ctx, t) => ({
    state: await t.outcome(() => new ctx.constructor()),
    storage: await t.outcome(() => new ctx.storage.constructor()),
    kv: await t.outcome(() => new ctx.storage.kv.constructor()),
  }),
  "ctx: getters called on another object": async (ctx, t) => ({
    id: await t.outcome(() => Reflect.get(Object.getPrototypeOf(ctx), "id", {})),
    storage: await t.outcome(() => Reflect.get(Object.getPrototypeOf(ctx), "storage", {})),
    method: await t.outcome(() => (0, ctx.waitUntil)(Promise.resolve())),
    block: await t.outcome(() => (0, ctx.blockConcurrencyWhile)(async () => {})),
  }),
  "blockConcurrencyWhile: results": async (ctx, t) => ({
    value: await t.outcome(() => ctx.blockConcurrencyWhile(async () => 5)),
    "not a promise": await t.outcome(() => ctx.blockConcurrencyWhile(() => 5)),
    arguments: await t.outcome(() => ctx.blockConcurrencyWhile(async (...args) => args.length)),
    "no argument": await t.outcome(() => ctx.blockConcurrencyWhile()),
    "no function": await t.outcome(() => ctx.blockConcurrencyWhile(5)),
    nested: await t.outcome(() =>
      ctx.blockConcurrencyWhile(() => ctx.blockConcurrencyWhile(async () => 7)),
    ),
  }),
  "blockConcurrencyWhile: when the callback begins": async (ctx, t) => {
    const order = [];
    const done = ctx.blockConcurrencyWhile(async () => {
      order.push("begins");
      await ctx.storage.get("a");
      order.push("ends");
    });
    order.push("called");
    await Promise.resolve();
    order.push("a microtask later");
    await done;
    return order;
  },
  "blockConcurrencyWhile: a failure breaks the object": [
    async (ctx, t) => {
      t.log.push("old instance");
      ctx.storage.put("a", 1);
      await ctx.blockConcurrencyWhile(async () => {
        throw new RangeError("no");
      });
      return "not reached";
    },
    async (ctx, t) => ({ log: t.log, stored: t.describe(await ctx.storage.list()) }),
  ],
  "blockConcurrencyWhile: too deep": async (ctx, t) => {
    const refused = [];
    const deeper = (depth) =>
      ctx.blockConcurrencyWhile(async () => {
        const result = await t.outcome(() => (depth > 70 ? depth : deeper(depth + 1)));
        if (result.resolves === undefined) refused.push({ depth, result });
      });
    await deeper(1);
    return refused;
  },
  "waitUntil: arguments": async (ctx, t) => ({
    promise: await t.outcome(() => ctx.waitUntil(Promise.resolve(1))),
    rejected: await t.outcome(() => ctx.waitUntil(Promise.reject(new Error("no")))),
    value: await t.outcome(() => ctx.waitUntil(5)),
    undefined: await t.outcome(() => ctx.waitUntil(undefined)),
    "no argument": await t.outcome(() => ctx.waitUntil()),
    thenable: await t.outcome(() => ctx.waitUntil({ then() {} })),
  }),
  "waitUntil: a rejection does not break the object": [
    (ctx) => void ctx.waitUntil(Promise.reject(new Error("no"))),
    () => "goes on",
  ],
  "abort: without a reason": [
    async (ctx, t) => {
      t.log.push("old instance");
      ctx.storage.put("a", 1);
      ctx.abort();
      return "not reached";
    },
    async (ctx, t) => ({ log: t.log, stored: t.describe(await ctx.storage.list()) }),
  ],
  "abort: with a reason": [
    async (ctx) => {
      await ctx.storage.put("a", 1);
      await ctx.storage.sync();
      ctx.abort("enough");
    },
    (ctx) => ctx.storage.list(),
  ],
  "abort: with a reason of another type": [(ctx) => ctx.abort(5)],
  "abort: with null": [(ctx) => ctx.abort(null)],
  "abort: with an error": [(ctx) => ctx.abort(new RangeError("no"))],
  "abort: with a symbol": [(ctx, t) => t.outcome(() => ctx.abort(Symbol("a")))],
  "abort: options": [(ctx, t) => t.outcome(() => ctx.abort("a", 5))],
  "abort: retryAlarm outside an alarm": [(ctx) => ctx.abort("a", { retryAlarm: false })],
  "abort: cannot be caught": [
    (ctx) => {
      try {
        ctx.abort("enough");
      } catch {
        return "caught";
      }
      return "went on";
    },
  ],
  "abort: from a background task": [
    (ctx, t) => {
      ctx.waitUntil(t.wait(10).then(() => ctx.abort("later")));
      return t.wait(1000);
    },
    () => "goes on",
  ],
  "optional methods of ctx": async (ctx, t) => ({
    configureReadReplication: await t.outcome(() =>
      ctx.configureReadReplication?.({ mode: "auto" }),
    ),
    ensureReplicas: await t.outcome(() => ctx.storage.ensureReplicas?.()),
    disableReplicas: await t.outcome(() => ctx.storage.disableReplicas?.()),
    restore: await t.outcome(() => ctx.restore?.({})),
  }),
};
