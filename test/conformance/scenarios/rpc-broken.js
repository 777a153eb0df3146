/** Stubs and promises whose other end is gone, and calls that get no result. */
const kept = {};

export const options = {
  exports: ["Maker"],
  durableObjectNamespaces: [{ className: "Maker", uniqueKey: "maker", enableSql: true }],
  bindings: { MAKER: { durableObjectNamespace: "Maker" } },
};

export const classes = (workers) => {
  kept.workers = workers;
  const { DurableObject, RpcTarget } = workers;
  class Counter extends RpcTarget {
    #count = 0;
    next() {
      return ++this.#count;
    }
    fails() {
      throw new RangeError("no");
    }
  }
  class Maker extends DurableObject {
    make() {
      return new Counter();
    }
    callback() {
      return () => "called";
    }
    abort(reason) {
      this.ctx.abort(reason);
    }
    wait(ms) {
      return new Promise((resolve) => setTimeout(resolve, ms));
    }
    takes(callback) {
      this.callback = callback.dup();
      return "taken";
    }
    calls() {
      return this.callback();
    }
  }
  return { Maker };
};

/** The arguments that a stub's `onRpcBroken` calls its callback with. */
const watch = (t, stub) => {
  const log = [];
  const result = t.outcome(() => stub.onRpcBroken((error) => log.push(t.describe(error))));
  return { log, result };
};

export const scenarios = {
  "onRpcBroken: which objects have it": {
    steps: [
      {
        outside: async (_stub, t) => {
          const maker = t.env.MAKER.getByName("where");
          const counter = await maker.make();
          const { RpcStub } = kept.workers;
          return {
            target: typeof counter.onRpcBroken,
            result: typeof maker.make().onRpcBroken,
            local: typeof new RpcStub(() => 1).onRpcBroken,
            object: typeof maker.onRpcBroken,
          };
        },
      },
    ],
  },
  "onRpcBroken: the object aborts": {
    steps: [
      {
        outside: async (_stub, t) => {
          const maker = t.env.MAKER.getByName("aborts");
          const counter = await maker.make();
          const { log, result } = watch(t, counter);
          const registered = await result;
          const next = await counter.next();
          await t.outcome(() => maker.abort("over"));
          await t.wait(300);
          return { registered, next, log, later: await t.outcome(() => counter.next()) };
        },
      },
    ],
  },
  "stub: of a broken object": {
    steps: [
      {
        outside: async (_stub, t) => {
          const maker = t.env.MAKER.getByName("gone");
          const counter = await maker.make();
          const callback = await maker.callback();
          await t.outcome(() => maker.abort("over"));
          return {
            target: await t.outcome(() => counter.next()),
            function: await t.outcome(() => callback()),
            "new one": await t.outcome(async () => {
              const again = await t.env.MAKER.getByName("gone").make();
              return again.next();
            }),
          };
        },
      },
    ],
  },
  "stub: calls in flight when the object aborts": {
    steps: [
      {
        outside: async (_stub, t) => {
          const maker = t.env.MAKER.getByName("flight");
          const counter = await maker.make();
          const waiting = t.outcome(() => maker.wait(5000));
          await counter.next();
          await t.outcome(() => t.env.MAKER.getByName("flight").abort("over"));
          return { waiting: await waiting, later: await t.outcome(() => counter.next()) };
        },
      },
    ],
  },
  "stub: a caller's function, after the call": {
    steps: [
      {
        outside: async (_stub, t) => {
          const maker = t.env.MAKER.getByName("takes");
          const taken = await t.outcome(() => maker.takes(() => "from the caller"));
          return { taken, called: await t.outcome(() => maker.calls()) };
        },
      },
    ],
  },
};
