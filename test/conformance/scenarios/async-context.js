// @ts-nocheck -- runs unchanged in workerd too
/**
 * `AsyncLocalStorage`, `withEnv()` and similar functions: their values across asynchronous
 * operations.
 */

export const options = {
  compatibilityFlags: ["nodejs_als"],
  exports: ["Entry"],
  bindings: { TEXT: { text: "bound" } },
};

let workers;
let hooks;
let store;

export function classes(given) {
  workers = given;
  return {
    Entry: class Entry extends workers.WorkerEntrypoint {
      text() {
        return workers.env.TEXT;
      }
      store() {
        return store.getStore();
      }
      async later() {
        await wait(1);
        return store.getStore();
      }
    },
  };
}

const load = (specifier) => import(/* @vite-ignore */ specifier);

/** A scenario in the worker's handler, with the module `node:async_hooks` there. */
const outside = (ask) => [
  {
    outside: async (stub, t) => {
      hooks ??= await load("node:async_hooks");
      store ??= new hooks.AsyncLocalStorage();
      return ask(t, stub);
    },
  },
];

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const get = () => store.getStore();

async function failing() {
  await wait(1);
  throw new Error("x");
}

export const scenarios = {
  "store: run(), exit(), nested": outside(() => [
    get(),
    store.run(1, () => [get(), store.run(2, get), store.exit(get), get()]),
    store.run(1, (...args) => args, 2, 3),
    get(),
  ]),
  "store: after a throw": outside((t) => {
    try {
      store.run(1, () => {
        throw new Error("x");
      });
    } catch {
      return get();
    }
  }),
  "store: refused": outside(async (t) => [
    await t.outcome(() => store.run(1)),
    await t.outcome(() => store.run(1, 5)),
    await t.outcome(() => store.exit()),
    await t.outcome(() => store.enterWith(1)),
    await t.outcome(() => store.disable()),
    await t.outcome(() => store.getStore.call({})),
    await t.outcome(() => hooks.AsyncLocalStorage.bind(5)),
    await t.outcome(() => hooks.AsyncLocalStorage.snapshot()(5)),
  ]),
  "store: options": outside(() => {
    const named = new hooks.AsyncLocalStorage({ defaultValue: 5, name: "n" });
    return [named.getStore(), named.name, named.run(undefined, () => named.getStore())];
  }),
  "store: bind() and snapshot()": outside(() => [
    store.run(1, () => hooks.AsyncLocalStorage.bind(get))(),
    store.run(2, () => hooks.AsyncLocalStorage.snapshot())(get),
    hooks.AsyncLocalStorage.snapshot()((...args) => args, 1, 2),
  ]),
  "store: after await": outside(() =>
    store.run(1, async () => {
      const seen = [];
      await 0;
      seen.push(get());
      await wait(2);
      seen.push(get());
      await store.run(2, async () => {
        await wait(1);
        seen.push(get());
      });
      seen.push(get());
      return seen;
    }),
  ),
  "store: in catch and finally": outside(() =>
    store.run(1, async () => {
      const seen = [];
      try {
        await failing();
      } catch {
        seen.push(get());
      } finally {
        seen.push(get());
      }
      return seen;
    }),
  ),
  "store: in an arrow function": outside(() => store.run(1, async () => [await wait(1), get()])),
  "store: two stores at the same time": outside(async () => {
    const ask = (value) =>
      store.run(value, async () => {
        const seen = [];
        for (let i = 0; i < 3; i++) {
          await wait(1);
          seen.push(get());
        }
        return seen;
      });
    return Promise.all([ask("a"), ask("b"), get()]);
  }),
  "store: with async generators": outside(() =>
    store.run(1, async () => {
      async function* values() {
        yield get();
        await wait(1);
        yield get();
      }
      const seen = [];
      for await (const value of values()) seen.push(value, get());
      seen.push(get());
      return seen;
    }),
  ),
  "store: with generators": outside(() => {
    function* values() {
      yield get();
      yield get();
    }
    const begun = store.run(1, () => values());
    return [store.run(2, () => begun.next().value), store.run(3, () => begun.next().value)];
  }),
  "store: in callbacks of promises": outside(() =>
    store.run(1, async () => [
      await Promise.resolve().then(get),
      await Promise.reject(new Error("x")).catch(get),
      await wait(1).then(get),
      await Promise.all([wait(1)]).then(get),
      await new Promise((resolve) => Promise.resolve().finally(() => resolve(get()))),
    ]),
  ),
  "store: a promise that another context resolves": outside(async () => {
    const { promise, resolve } = Promise.withResolvers();
    const seen = store.run(1, () => promise.then(get));
    const awaited = store.run(2, async () => {
      await promise;
      return get();
    });
    store.run(3, () => resolve());
    return [await seen, await awaited];
  }),
  "store: with thenables": outside(() =>
    store.run(1, async () => {
      let seen;
      await {
        then(resolve) {
          seen = get();
          resolve();
        },
      };
      return [seen, get()];
    }),
  ),
  "store: timers and microtasks": outside(() =>
    store.run(1, async () => [
      await new Promise((resolve) => setTimeout(() => resolve(get()), 1)),
      await new Promise((resolve) => queueMicrotask(() => resolve(get()))),
      await new Promise((resolve) => {
        const timer = setInterval(() => {
          clearInterval(timer);
          resolve(get());
        }, 1);
      }),
    ]),
  ),
  "store: event listeners": outside(() => {
    const target = new EventTarget();
    const seen = [];
    store.run(1, () => target.addEventListener("x", () => seen.push(get())));
    store.run(2, () => target.dispatchEvent(new Event("x")));
    target.dispatchEvent(new Event("x"));
    return seen;
  }),
  "store: not over RPC": outside(async (t) => [
    await store.run(1, () => t.ctx.exports.Entry.store()),
    await store.run(1, () => t.ctx.exports.Entry.later()),
  ]),
  "store: after RPC": outside((t) =>
    store.run(1, async () => {
      await t.ctx.exports.Entry.store();
      return get();
    }),
  ),
  "store: in a Durable Object": [
    async (ctx) => {
      const { AsyncLocalStorage } = await load("node:async_hooks");
      const own = new AsyncLocalStorage();
      return own.run(1, async () => {
        await ctx.storage.put("a", 1);
        const seen = [own.getStore()];
        await ctx.storage.get("a");
        seen.push(own.getStore());
        await wait(1);
        seen.push(own.getStore());
        await ctx.storage.sync();
        seen.push(own.getStore());
        return seen;
      });
    },
  ],

  "resource: AsyncResource": outside(() => {
    const resource = store.run(1, () => new hooks.AsyncResource("T"));
    const bound = store.run(3, () => hooks.AsyncResource.bind(get, "T"));
    return [
      resource.runInAsyncScope(get),
      resource.runInAsyncScope(
        function (a) {
          return this.a + a;
        },
        { a: 1 },
        2,
      ),
      resource.bind(get)(),
      bound(),
      [bound.length, bound.name, Object.keys(bound)],
      [resource.asyncId(), resource.triggerAsyncId()],
    ];
  }),
  "resource: ids and hooks": outside(() => [
    hooks.executionAsyncId(),
    hooks.triggerAsyncId(),
    hooks.executionAsyncResource(),
    typeof hooks.createHook({}).enable(),
  ]),

  "withEnv: replaces env": outside((t) => [
    workers.withEnv({ A: 1 }, () => [{ ...workers.env }, workers.env.TEXT, t.env.TEXT]),
    workers.env.TEXT,
  ]),
  "withEnv: values that are not objects have no effect": outside(() =>
    [5, null, undefined, "x"].map((env) => workers.withEnv(env, () => workers.env.TEXT)),
  ),
  "withEnv: nested, and assigned properties": outside(() => {
    const other = {};
    const seen = workers.withEnv({ A: 1 }, () => [
      workers.withEnv({ B: 2 }, () => [workers.env.A, workers.env.B]),
      workers.env.A,
    ]);
    workers.withEnv(other, () => {
      workers.env.Q = 1;
    });
    return [seen, other, workers.env.Q];
  }),
  "withEnv: after await": outside(() =>
    workers.withEnv({ A: 1 }, async () => {
      await wait(1);
      return [workers.env.A, await Promise.resolve().then(() => workers.env.A)];
    }),
  ),
  "withEnv: not over RPC": outside((t) =>
    workers.withEnv({ TEXT: "mine" }, () => t.ctx.exports.Entry.text()),
  ),
  "withExports: replaces exports": outside(() => [
    workers.withExports({ Z: 1 }, () => [workers.exports.Z, workers.exports.Entry]),
    workers.withEnvAndExports({ A: 1 }, { Z: 1 }, () => [workers.exports.Z, workers.env.A]),
    typeof workers.exports.Entry,
  ]),
  "withExports: values that are not objects": outside((t) =>
    [null, undefined, 5, "x", false, Symbol("s")].map((exports) => [
      workers.withExports(exports, () => t.describe(workers.exports)),
      workers.withEnvAndExports(exports, exports, () => [
        typeof workers.env.TEXT,
        typeof workers.exports.Entry,
        "Entry" in workers.exports,
        Object.keys(workers.exports).length,
      ]),
    ]),
  ),
  "withEnv: refused": outside(async (t) => [
    await t.outcome(() => workers.withEnv()),
    await t.outcome(() => workers.withEnv({}, 5)),
    await t.outcome(() => workers.withExports({})),
    await t.outcome(() => workers.withEnvAndExports({}, {})),
  ]),

  "module: waitUntil()": outside(async (t) => [
    await t.outcome(() => workers.waitUntil()),
    await t.outcome(() => workers.waitUntil(5)),
    await t.outcome(() => workers.waitUntil(Promise.reject(new Error("nobody's")))),
  ]),
  "module: names": outside(() => Object.keys(workers).toSorted()),
  "module: caches.default refuses": outside(async (t) => [
    Object.prototype.toString.call(caches.default),
    await t.outcome(async () => caches.default.match("http://x/")),
    await t.outcome(async () => caches.default.put("http://x/", new Response("a"))),
    await t.outcome(async () => caches.default.delete("http://x/")),
  ]),
  "module: cache": outside(() => [Object.keys(workers.cache), workers.cache.default]),
  "module: tracing": outside(async (t) => {
    const { tracing } = workers;
    return [
      tracing.constructor.name,
      tracing.enterSpan("a", (span, ...args) => [span.isTraced, args], 1, 2),
      tracing.startActiveSpan("a", () => 5),
      tracing.withActiveSpan(tracing.startSpan("b"), () => 6),
      await t.outcome(() => tracing.enterSpan()),
      await t.outcome(() => tracing.enterSpan("a", 5)),
      await t.outcome(() => tracing.withActiveSpan(null, () => 1)),
      await t.outcome(() => new tracing.Span()),
    ];
  }),
};
