/** `ctx` and storage of an object, used by another object or by the next instance. */

/** The first `ctx` of each name. */
const kept = new Map();

const attempts = {
  "storage.get()": ({ storage }) => storage.get("a"),
  "storage.put()": ({ storage }) => storage.put("a", 2),
  "storage.list()": ({ storage }) => storage.list(),
  "storage.deleteAll()": ({ storage }) => storage.deleteAll(),
  "storage.getAlarm()": ({ storage }) => storage.getAlarm(),
  "storage.sync()": ({ storage }) => storage.sync(),
  "storage.transaction()": ({ storage }) => storage.transaction(async () => 1),
  "storage.transactionSync()": ({ storage }) => storage.transactionSync(() => 1),
  "storage.kv.get()": ({ storage }) => storage.kv.get("a"),
  "storage.kv.put()": ({ storage }) => storage.kv.put("a", 2),
  "storage.sql.exec()": ({ storage }) => storage.sql.exec("SELECT 1 AS one").toArray(),
  "storage.sql.databaseSize": ({ storage }) => storage.sql.databaseSize,
};

const tryAll = async (ctx, t) => {
  const report = {};
  for (const [name, attempt] of Object.entries(attempts)) {
    report[name] = await t.outcome(() => attempt(ctx));
  }
  return report;
};

const calls = {
  begin: (ctx) => ctx.storage.put("a", 1),
  use: (ctx, t, name) => tryAll(kept.get(name), t),
  look: (ctx) => ctx.storage.get("a"),
  abort: (ctx) => ctx.abort("aborted"),
  id: (ctx, t, name) => [kept.get(name) === ctx, kept.get(name).id.name],
};

const scenario = (steps) => ({
  calls,
  construct: (ctx) => void (kept.has(ctx.id.name) || kept.set(ctx.id.name, ctx)),
  steps: [{ outside: steps }],
});

export const scenarios = {
  "kept: the storage of another object": scenario(async (stub, t) => {
    await t.call(stub, "begin");
    const { name } = stub;
    return [await t.call(t.stub("other"), "use", name), await t.call(stub, "look")];
  }),
  "kept: the storage of an instance that was aborted": scenario(async (stub, t) => {
    await t.call(stub, "begin");
    const { name } = stub;
    const aborted = await t.outcome(() => t.call(stub, "abort"));
    const next = t.stub();
    return [
      aborted,
      await t.call(next, "id", name),
      await t.call(next, "use", name),
      await t.call(next, "look"),
    ];
  }),
  "kept: the storage of an object, in the worker's handler": scenario(async (stub, t) => {
    await t.call(stub, "begin");
    return [await tryAll(kept.get(stub.name), t), await t.call(stub, "look")];
  }),
};
