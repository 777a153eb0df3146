// @ts-nocheck -- runs unchanged in workerd too
/** The module `workerd:unsafe`, with the compatibility flag `unsafe_module`. */

export const options = {
  experimental: true,
  compatibilityFlags: ["unsafe_module"],
  exports: ["Kept", "Entry"],
  durableObjectNamespaces: [
    { className: "Kept", uniqueKey: "kept", enableSql: true, preventEviction: true },
  ],
  bindings: {
    KEPT: { durableObjectNamespace: "Kept" },
    ENTRY: { service: { entrypoint: "Entry" } },
  },
};

export function classes({ DurableObject, WorkerEntrypoint }) {
  class Kept extends DurableObject {
    count() {
      return (this.n = (this.n ?? 0) + 1);
    }
  }
  return { Kept, Entry: class Entry extends WorkerEntrypoint {} };
}

const load = (specifier) => import(/* @vite-ignore */ specifier);
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const calls = {
  count(ctx, t) {
    t.log.push(1);
    return t.log.length;
  },
  async store(ctx) {
    const n = ((await ctx.storage.get("n")) ?? 0) + 1;
    await ctx.storage.put("n", n);
    return n;
  },
  async slow() {
    await wait(300);
    return "slow";
  },
  later(ctx, t) {
    setTimeout(() => t.journal.push("timer"), 200);
  },
  facet: (ctx) => ctx.facets.get("f", () => ({ class: ctx.exports.Kept })).count(),
};

const outside = (ask) => ({
  calls,
  steps: [{ outside: async (stub, t) => ask((await load("workerd:unsafe")).default, stub, t) }],
});

export const scenarios = {
  "module: its shape": outside((unsafe) => [
    unsafe.constructor.name,
    Object.getOwnPropertyNames(Object.getPrototypeOf(unsafe)).toSorted(),
    unsafe.isTestAutogateEnabled(),
  ]),
  "abort: all objects": outside(async (unsafe, stub, t) => {
    await t.call(stub, "count");
    await t.env.KEPT.getByName("a").count();
    const slow = t.outcome(async () => t.call(t.stub(), "slow"));
    await wait(50);
    const aborted = await t.outcome(async () => unsafe.abortAllDurableObjects());
    return [
      aborted,
      await slow,
      await t.outcome(async () => t.call(stub, "count")),
      await t.call(t.stub(), "count"),
      await t.env.KEPT.getByName("a").count(),
    ];
  }),
  "delete: all objects": outside(async (unsafe, stub, t) => {
    await t.call(stub, "store");
    await t.call(stub, "store");
    const deleted = await t.outcome(async () => unsafe.deleteAllDurableObjects());
    return [deleted, await t.call(t.stub(), "store")];
  }),
  "delete: live stubs": outside(async (unsafe, stub, t) => {
    await t.call(stub, "store");
    const slow = t.outcome(async () => t.call(t.stub(), "slow"));
    await wait(50);
    const deleted = await t.outcome(async () => unsafe.deleteAllDurableObjects());
    return [
      deleted,
      await slow,
      await t.outcome(async () => t.call(stub, "store")),
      await t.outcome(async () => t.call(stub, "store")),
      await t.call(t.stub(), "store"),
    ];
  }),
  "evict: an idle object": outside(async (unsafe, stub, t) => {
    await t.call(stub, "count");
    await t.call(stub, "count");
    return [
      await t.outcome(async () => unsafe.evict(stub)),
      await t.call(stub, "count"),
      await t.outcome(async () => unsafe.evict(stub, { webSockets: "hibernate" })),
      await t.outcome(async () => unsafe.evict(stub)),
    ];
  }),
  "evict: waits for pending work": outside(async (unsafe, stub, t) => {
    const slow = t.call(stub, "slow");
    await wait(20);
    const evicted = await t.outcome(async () => unsafe.evict(stub));
    const seen = [evicted, await slow, await t.call(stub, "count")];
    await t.call(stub, "later");
    await unsafe.evict(stub);
    return [...seen, [...t.journal]];
  }),
  "evict: refused": outside(async (unsafe, stub, t) => {
    const kept = t.env.KEPT.getByName("b");
    await kept.count();
    return [
      await t.outcome(async () => unsafe.evict(t.stub("never called"))),
      await t.outcome(async () => unsafe.evict(kept)),
      await t.outcome(async () => unsafe.evict(t.env.ENTRY)),
      await t.outcome(async () => unsafe.evict()),
      await t.outcome(async () => unsafe.evict({})),
      await t.outcome(async () => unsafe.evict(kept, { webSockets: "x" })),
      await t.outcome(async () => unsafe.evict(kept, 5)),
      await t.outcome(async () => unsafe.evictAllDurableObjects({ webSockets: 1 })),
    ];
  }),
  "evict: all objects": outside(async (unsafe, stub, t) => {
    await t.call(stub, "count");
    await t.env.KEPT.getByName("c").count();
    const evicted = await t.outcome(async () => unsafe.evictAllDurableObjects());
    return [evicted, await t.call(stub, "count"), await t.env.KEPT.getByName("c").count()];
  }),
  "evict: an object with a facet": outside(async (unsafe, stub, t) => {
    await t.call(stub, "facet");
    await t.call(stub, "facet");
    await unsafe.evict(stub);
    return t.call(stub, "facet");
  }),
};
