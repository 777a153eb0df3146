// @ts-nocheck -- runs unchanged in workerd too
/** `ctx.facets`: objects inside an object, each with its own storage. */

export const options = {
  exports: ["Facet", "Bad", "Plain", "Entry"],
  experimental: true,
  bindings: { CLASS: { durableObjectClass: { entrypoint: "Facet", props: { c: 1 } } } },
};

const seen = { constructed: 0 };

export function classes({ DurableObject, WorkerEntrypoint }) {
  class Facet extends DurableObject {
    constructor(ctx, env) {
      super(ctx, env);
      seen.constructed++;
    }
    alarm() {}
    count() {
      const n = (this.ctx.storage.kv.get("n") ?? 0) + 1;
      this.ctx.storage.kv.put("n", n);
      return n;
    }
    async countSlowly() {
      const n = ((await this.ctx.storage.get("n")) ?? 0) + 1;
      await this.ctx.storage.put("n", n);
      return n;
    }
    about() {
      const { ctx, env } = this;
      return {
        id: String(ctx.id),
        kind: ctx.id.constructor.name,
        name: ctx.id.name,
        props: ctx.props,
        names: Object.keys(ctx).toSorted(),
        exports: Object.keys(ctx.exports).length,
        env: Object.keys(env).length,
      };
    }
    fetch(request) {
      return new Response(`facet: ${request.url}`);
    }
    inner(name) {
      return this.ctx.facets.get(name, () => ({ class: this.ctx.exports.Facet })).count();
    }
    deleteInner(name) {
      this.ctx.facets.delete(name);
    }
    deep(levels) {
      if (levels === 0) return "bottom";
      const { Facet: next } = this.ctx.exports;
      return this.ctx.facets.get("deeper", () => ({ class: next })).deep(levels - 1);
    }
    async slow() {
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
    throws() {
      throw new RangeError("from the facet");
    }
    abort() {
      this.ctx.abort("by itself");
    }
    section() {
      return this.ctx.blockConcurrencyWhile(async () => {
        throw new Error("in a section");
      });
    }
    deleteAll() {
      return this.ctx.storage.deleteAll();
    }
    tables() {
      const { sql } = this.ctx.storage;
      sql.exec("CREATE TABLE IF NOT EXISTS t (a); INSERT INTO t VALUES (1)");
      return sql.exec("SELECT count(*) AS n FROM t").one().n;
    }
    async setAlarm() {
      await this.ctx.storage.setAlarm(Date.now() + 100_000);
      return "set";
    }
    async setAndDeleteAlarm() {
      await this.ctx.storage.setAlarm(Date.now() + 100_000);
      const set = (await this.ctx.storage.getAlarm()) !== null;
      await this.ctx.storage.deleteAlarm();
      return [set, await this.ctx.storage.getAlarm()];
    }
    stub() {
      return this.ctx.facets.get("x", () => ({ class: this.ctx.exports.Facet }));
    }
  }

  class Bad extends DurableObject {
    constructor(ctx, env) {
      super(ctx, env);
      throw new Error("bad constructor");
    }
    count() {
      return 1;
    }
  }

  class Plain {
    fetch() {
      return new Response("plain");
    }
    count() {
      return 1;
    }
  }

  return { Facet, Bad, Plain, Entry: class Entry extends WorkerEntrypoint {} };
}

const facet = (ctx, name, cls = ctx.exports.Facet) => ctx.facets.get(name, () => ({ class: cls }));

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const scenarios = {
  "get: a stub": (ctx) => {
    const stub = facet(ctx, "a");
    return [Object.keys(stub), Object.prototype.toString.call(stub)];
  },
  "get: a facet starts at its first use": async (ctx) => {
    let asked = 0;
    const stub = ctx.facets.get("a", () => {
      asked++;
      return { class: ctx.exports.Facet };
    });
    await wait(5);
    const before = asked;
    await Promise.all([stub.count(), stub.count()]);
    await ctx.facets.get("a", () => (asked += 10)).count();
    return [before, asked];
  },
  "get: properties of a facet": async (ctx) => facet(ctx, "a").about(),
  "get: calls and requests": async (ctx) => [
    await facet(ctx, "a").count(),
    await facet(ctx, "a").countSlowly(),
    await (await facet(ctx, "a").fetch("http://x/y")).text(),
    await facet(ctx, "b").count(),
  ],
  "get: one instance, in order": async (ctx) => {
    const before = seen.constructed;
    const counts = await Promise.all([1, 2, 3].map(() => facet(ctx, "a").countSlowly()));
    return [counts, seen.constructed - before];
  },
  "get: ids": async (ctx, t) => {
    const ids = ["text", t.env.SCENARIOS.idFromName("other"), 5];
    const found = [];
    for (const [n, id] of ids.entries()) {
      const stub = ctx.facets.get(`id ${n}`, () => ({ class: ctx.exports.Facet, id }));
      const { kind, name, id: own } = await stub.about();
      found.push([kind, name, own]);
    }
    return found;
  },
  "get: props": async (ctx, t) => [
    (await facet(ctx, "a", ctx.exports.Facet({ props: { a: [1] } })).about()).props,
    (await facet(ctx, "b", t.env.CLASS).about()).props,
  ],
  "get: a promise of options": async (ctx) => {
    const start = async () => {
      await wait(2);
      return { class: ctx.exports.Facet };
    };
    return ctx.facets.get("a", start).count();
  },
  "get: a class with a namespace": async (ctx) => {
    const stub = facet(ctx, "a", ctx.exports.Scenarios);
    return (await stub.fetch("http://x/0")).status;
  },
  "get: a class without the base class": async (ctx) =>
    (await facet(ctx, "a", ctx.exports.Plain).fetch("http://x/")).text(),
  "get: calls to a class without the base class": async (ctx, t) =>
    t.outcome(async () => facet(ctx, "a", ctx.exports.Plain).count()),
  "get: arguments": async (ctx, t) => [
    await t.outcome(() => ctx.facets.get()),
    await t.outcome(() => ctx.facets.get("a")),
    await t.outcome(() => ctx.facets.get("x".repeat(257), () => 1)),
    await t.outcome(async () => facet(ctx, "x".repeat(256)).count()),
    await t.outcome(async () => facet(ctx, 5).count()),
    await t.outcome(async () => facet(ctx, "5").count()),
    await t.outcome(async () => facet(ctx, "é😀/../").count()),
  ],
  "get: invalid classes": async (ctx, t) => {
    const starts = {
      none: () => ({}),
      "the class itself": () => ({ class: class {} }),
      "an entrypoint": () => ({ class: ctx.exports.Entry }),
    };
    const failures = {};
    for (const [name, start] of Object.entries(starts)) {
      failures[name] = await t.outcome(async () => ctx.facets.get(name, start).count());
    }
    return failures;
  },
  "start: a failure stays until the facet is aborted": async (ctx, t) => {
    const failing = () => {
      throw new RangeError("no start");
    };
    const seenHere = [
      await t.outcome(async () => ctx.facets.get("a", failing).count()),
      await t.outcome(async () => facet(ctx, "a").count()),
    ];
    ctx.facets.abort("a", new Error("cleared"));
    return [...seenHere, await t.outcome(async () => facet(ctx, "a").count())];
  },
  "start: a constructor that throws": async (ctx, t) => {
    const stub = facet(ctx, "a", ctx.exports.Bad);
    return [
      await t.outcome(async () => stub.count()),
      await t.outcome(async () => stub.count()),
      await t.outcome(async () => facet(ctx, "a").count()),
    ];
  },
  "start: aborted before it ends": async (ctx, t) => {
    const stub = ctx.facets.get("a", async () => {
      await wait(50);
      return { class: ctx.exports.Facet };
    });
    const call = t.outcome(async () => stub.count());
    await wait(10);
    ctx.facets.abort("a", new Error("not so fast"));
    return [await call, await t.outcome(async () => stub.count())];
  },
  "errors: thrown in a facet": async (ctx, t) => t.outcome(async () => facet(ctx, "a").throws()),
  "errors: a facet that ends by itself": async (ctx, t) => {
    const [aborted, section] = [facet(ctx, "a"), facet(ctx, "b")];
    return [
      await t.outcome(async () => aborted.abort()),
      await t.outcome(async () => aborted.count()),
      await t.outcome(async () => facet(ctx, "a").count()),
      await t.outcome(async () => section.section()),
      await t.outcome(async () => section.count()),
      await t.outcome(async () => facet(ctx, "b").count()),
    ];
  },
  "abort: calls in flight, later calls, new stubs": async (ctx, t) => {
    const stub = facet(ctx, "a");
    const slow = t.outcome(async () => stub.slow());
    await wait(20);
    const aborted = await t.outcome(() => ctx.facets.abort("a", new TypeError("why")));
    return [
      aborted,
      await slow,
      await t.outcome(async () => stub.count()),
      await t.outcome(async () => stub.fetch("http://x/")),
      await t.outcome(async () => facet(ctx, "a").count()),
    ];
  },
  "abort: reasons": async (ctx, t) => {
    const failures = [];
    for (const reason of ["text", undefined, null, Object.assign(new Error("own"), { code: 5 })]) {
      const stub = facet(ctx, "a");
      await stub.count();
      ctx.facets.abort("a", reason);
      failures.push(await t.outcome(async () => stub.count()));
    }
    return failures;
  },
  "abort: arguments": async (ctx, t) => [
    await t.outcome(() => ctx.facets.abort()),
    await t.outcome(() => ctx.facets.abort("a")),
    await t.outcome(() => ctx.facets.abort("never started", new Error("x"))),
  ],
  "abort: keeps writes": async (ctx) => {
    await facet(ctx, "a").count();
    ctx.facets.abort("a", new Error("x"));
    return facet(ctx, "a").count();
  },
  "delete: storage and stubs": async (ctx, t) => {
    const stub = facet(ctx, "a");
    await stub.count();
    await stub.inner("b");
    const deleted = await t.outcome(() => ctx.facets.delete("a"));
    return [
      deleted,
      await t.outcome(async () => stub.count()),
      await facet(ctx, "a").count(),
      await facet(ctx, "a").inner("b"),
    ];
  },
  "delete: arguments": async (ctx, t) => [
    await t.outcome(() => ctx.facets.delete()),
    await t.outcome(() => ctx.facets.delete("never started")),
  ],
  "delete: of a facet's facet": async (ctx) => {
    const stub = facet(ctx, "a");
    await stub.inner("b");
    await stub.inner("b");
    await stub.deleteInner("b");
    return [await stub.inner("b"), await stub.inner("c")];
  },
  "clone: over another": async (ctx, t) => {
    await facet(ctx, "a").count();
    await facet(ctx, "a").count();
    await facet(ctx, "a").inner("in");
    const other = facet(ctx, "b");
    await other.count();
    const cloned = await t.outcome(() => ctx.facets.clone("a", "b"));
    return [
      cloned,
      await t.outcome(async () => other.count()),
      await facet(ctx, "b").count(),
      await facet(ctx, "b").inner("in"),
      await facet(ctx, "a").count(),
      await facet(ctx, "a").inner("in"),
    ];
  },
  "clone: of nothing, of itself": async (ctx, t) => {
    const [a, b] = [facet(ctx, "a"), facet(ctx, "b")];
    await a.count();
    await b.count();
    ctx.facets.clone("nothing", "a");
    ctx.facets.clone("b", "b");
    return [
      await t.outcome(async () => a.count()),
      await t.outcome(async () => b.count()),
      await facet(ctx, "a").count(),
      await facet(ctx, "b").count(),
      await t.outcome(() => ctx.facets.clone("a")),
    ];
  },
  "deleteAll: deletes the facets": async (ctx, t) => {
    const stub = facet(ctx, "a");
    await stub.count();
    await ctx.storage.deleteAll();
    return [await t.outcome(async () => stub.count()), await facet(ctx, "a").count()];
  },
  "deleteAll: in a facet, deletes its own facets": async (ctx) => {
    const stub = facet(ctx, "a");
    await stub.count();
    await stub.inner("b");
    await facet(ctx, "c").count();
    await stub.deleteAll();
    return [await stub.count(), await stub.inner("b"), await facet(ctx, "c").count()];
  },
  "depth: at most four": async (ctx, t) => [
    await t.outcome(async () => facet(ctx, "a").deep(1)),
    await t.outcome(async () => facet(ctx, "a").deep(2)),
    await t.outcome(async () => facet(ctx, "a").deep(3)),
  ],
  "storage: separate from the object's": async (ctx) => {
    ctx.storage.kv.put("n", 100);
    const counts = [await facet(ctx, "a").count(), await facet(ctx, "a").count()];
    return [counts, ctx.storage.kv.get("n"), await facet(ctx, "a").tables()];
  },
  "storage: outlives the object": {
    calls: {
      count: async (ctx) => [await facet(ctx, "a").count(), await facet(ctx, "a").inner("b")],
      abort: (ctx) => ctx.abort("gone"),
    },
    steps: [
      {
        outside: async (stub, t) => {
          const seenHere = [await t.call(stub, "count")];
          await t.outcome(async () => t.call(stub, "abort"));
          return [...seenHere, await t.call(t.stub(), "count")];
        },
      },
    ],
  },
  "section: calls from a section of the object": async (ctx) => {
    await facet(ctx, "a").count();
    return ctx.blockConcurrencyWhile(async () => facet(ctx, "a").count());
  },
  "stubs: refused as arguments, props and values": async (ctx, t) => {
    const stub = facet(ctx, "a");
    return [
      await t.outcome(async () => t.stub("other").call("x", stub)),
      await t.outcome(async () => facet(ctx, "a").stub()),
      await t.outcome(() => ctx.exports.Entry({ props: { stub } })),
      await t.outcome(() => ctx.storage.put("stub", stub)),
    ];
  },
  "alarm: set and deleted at once": async (ctx) => facet(ctx, "a").setAndDeleteAlarm(),
  "alarm: cannot be set": async (ctx, t) => {
    const stub = facet(ctx, "a");
    return [
      await t.outcome(async () => stub.setAlarm()),
      await t.outcome(async () => stub.count()),
      await t.outcome(async () => facet(ctx, "a").count()),
    ];
  },
};
