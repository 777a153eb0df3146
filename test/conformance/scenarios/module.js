/** The module `cloudflare:workers`. */
const kept = {};

export const options = { exports: ["Bare"], bindings: { TEXT: { text: "é" } } };

export const classes = (workers) => {
  kept.workers = workers;
  return { Bare: class Bare extends workers.DurableObject {} };
};

export const scenarios = {
  "exports: names and kinds": () =>
    Object.fromEntries(
      [
        "DurableObject",
        "WorkerEntrypoint",
        "WorkflowEntrypoint",
        "RpcTarget",
        "RpcStub",
        "RpcPromise",
      ]
        .concat(
          "RpcProperty",
          "ServiceStub",
          "env",
          "exports",
          "waitUntil",
          "withEnv",
          "withExports",
        )
        .concat("withEnvAndExports", "restore", "cache", "tracing", "abortIsolate")
        .map((name) => [name, typeof kept.workers[name]]),
    ),
  "exports: properties that a base class sets": (ctx, t) => {
    const { DurableObject, WorkerEntrypoint, RpcTarget } = kept.workers;
    const shape = (value) => [value.constructor.name, Object.getOwnPropertyNames(value).toSorted()];
    return {
      here: [t.instance.ctx === ctx, t.instance.env === t.env],
      shape: shape(t.instance),
      target: shape(new RpcTarget()),
      bases: [DurableObject, WorkerEntrypoint, RpcTarget].map(
        (base) => Object.getPrototypeOf(base.prototype) === Object.prototype,
      ),
    };
  },
  "exports: base classes with new": async (ctx, t) => {
    const { DurableObject, WorkerEntrypoint, RpcTarget, RpcPromise, RpcProperty, ServiceStub } =
      kept.workers;
    return {
      object: await t.outcome(() => new DurableObject().constructor.name),
      "object, of something": await t.outcome(() => Object.keys(new DurableObject(1, 2))),
      entrypoint: await t.outcome(() => new WorkerEntrypoint().constructor.name),
      target: await t.outcome(() => new RpcTarget().constructor.name),
      promise: await t.outcome(() => new RpcPromise()),
      property: await t.outcome(() => new RpcProperty()),
      service: await t.outcome(() => new ServiceStub()),
    };
  },
  "env: the worker's env": (ctx, t) => {
    const { env } = kept.workers;
    return {
      keys: Object.keys(env).toSorted(),
      same: env === t.env,
      text: env.TEXT,
      namespace: env.SCENARIOS.constructor.name,
      missing: t.describe(env.MISSING),
      has: ["TEXT" in env, "MISSING" in env],
    };
  },
  "env: assigned properties": async (ctx, t) => {
    const { env } = kept.workers;
    return {
      write: await t.outcome(() => {
        env.OTHER = 5;
        return [env.OTHER, t.describe(t.env.OTHER)];
      }),
      delete: await t.outcome(() => {
        delete env.OTHER;
        return t.describe(env.OTHER);
      }),
    };
  },
  "waitUntil: in an object": {
    calls: {
      begin: (ctx, t) => {
        kept.workers.waitUntil(t.wait(100).then(() => t.journal.push("done")));
      },
    },
    steps: [
      {
        outside: async (stub, t) => {
          await t.call(stub, "begin");
          const before = t.journal.length;
          await t.until(() => t.journal.length > 0);
          return { before, journal: t.journal };
        },
      },
    ],
  },
  "waitUntil: arguments": async (ctx, t) => ({
    value: await t.outcome(() => kept.workers.waitUntil(5)),
    rejected: await t.outcome(() => kept.workers.waitUntil(Promise.reject(new Error("no")))),
    thenable: await t.outcome(() => kept.workers.waitUntil({ then() {} })),
  }),
};
