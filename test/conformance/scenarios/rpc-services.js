/** Calls through services that return what other calls return, and targets with `dup()`. */
export const options = {
  exports: ["Things", "Passing"],
  durableObjectNamespaces: [{ className: "Things", uniqueKey: "things", enableSql: true }],
  bindings: {
    THINGS: { durableObjectNamespace: "Things" },
    PASSING: { service: { entrypoint: "Passing" } },
  },
};

const log = [];
const kept = {};

export const classes = ({ DurableObject, RpcStub, RpcTarget, WorkerEntrypoint }) => {
  class Counter extends RpcTarget {
    count = 0;
    add() {
      return ++this.count;
    }
  }
  class Copied extends RpcTarget {
    constructor(copies = 0) {
      super();
      this.copies = copies;
    }
    dup(...args) {
      log.push(["dup", this.copies, args.length]);
      return new Copied(this.copies + 1);
    }
    which() {
      return this.copies;
    }
    [Symbol.dispose]() {
      log.push(["disposed", this.copies]);
    }
  }
  class Things extends DurableObject {
    nested() {
      return { counter: new Counter(), deep: { add: (x) => x + 1 } };
    }
    counter() {
      return new Counter();
    }
    own() {
      this.stub = new RpcStub(new Counter());
      return { stub: this.stub };
    }
    useOwn() {
      return this.stub.add();
    }
    which(...targets) {
      return Promise.all(targets.map((target) => target.which()));
    }
    call(target) {
      return target();
    }
    copied() {
      return { copied: new Copied() };
    }
  }
  class Passing extends WorkerEntrypoint {
    get #thing() {
      return this.env.THINGS.getByName("passing");
    }
    nested() {
      return this.#thing.nested();
    }
    counter() {
      return this.#thing.counter();
    }
    async waited() {
      const result = await this.#thing.nested();
      return result;
    }
    deep() {
      return this.#thing.nested().deep;
    }
    add() {
      return this.#thing.nested().deep.add;
    }
  }
  Object.assign(kept, { Copied, RpcTarget });
  return { Things, Passing };
};

const outside = (ask) => [
  { outside: (_stub, t) => ask(t.env.PASSING, t.env.THINGS.getByName("thing"), t) },
];

/** What was logged meanwhile, after `value`. */
const withLog = (ask) =>
  outside(async (passing, thing, t) => {
    log.length = 0;
    const value = await t.outcome(async () => await ask(thing));
    await t.wait(20);
    return [value, ...log];
  });

/** What comes of an argument with this `dup()`. */
const withDup = (dup) =>
  outside((_passing, thing, t) => {
    class Target extends kept.RpcTarget {
      which() {
        return "not copied";
      }
    }
    Object.defineProperty(Target.prototype, "dup", dup);
    return t.outcome(async () => await thing.which(new Target()));
  });

export const scenarios = {
  "passed on: a member of the result": outside((passing) => passing.nested().counter.add()),
  "passed on: a member of what was awaited": outside((passing) => passing.waited().counter.add()),
  "passed on: a target": outside((passing) => passing.counter().add()),
  "passed on: a member of a member": outside((passing) => passing.deep().add(1)),
  "passed on: a function": outside((passing) => passing.add()(1)),
  "passed on: several calls": outside((passing) => {
    const result = passing.nested();
    return Promise.all([result.counter.add(), result.counter.add(), result.deep.add(1)]);
  }),
  "passed on: before and after it is awaited": outside(async (passing) => {
    const promise = passing.nested();
    const before = promise.counter.add();
    const result = await promise;
    return [await before, await result.counter.add(), await result.deep.add(2)];
  }),
  "passed on: members that are awaited": outside(async (passing) => {
    const promise = passing.nested();
    const counter = await promise.counter;
    const result = await promise;
    return [await counter.add(), await result.counter.add()];
  }),
  "passed on: a stub that the callee keeps": outside(async (_passing, thing, t) => [
    await thing.own().stub.add(),
    await t.outcome(async () => await thing.useOwn()),
  ]),

  "json: of a service, an object, a target and a promise": outside(async (passing, thing, t) => {
    const target = await thing.counter();
    const written = [passing, thing, target, thing.counter(), t.env].map((value) => [
      JSON.stringify(value),
      JSON.stringify({ value }),
    ]);
    return [written, await t.outcome(async () => await thing.toJSON())];
  }),

  "dup: of an argument": withLog((thing) => thing.which(new kept.Copied())),
  "dup: of an argument that comes twice": withLog((thing) => {
    const copied = new kept.Copied();
    return thing.which(copied, copied);
  }),
  "dup: of a result": withLog(async (thing) => {
    const result = await thing.copied();
    const copies = await result.copied.which();
    result[Symbol.dispose]();
    return copies;
  }),
  "dup: of a function": withLog((thing) =>
    thing.call(Object.assign(() => "itself", { dup: () => () => "a copy" })),
  ),
  "dup: of a function, that is no function": withLog((thing) =>
    thing.call(Object.assign(() => "itself", { dup: () => 5 })),
  ),
  "dup: that returns a text": withDup({ value: () => "text" }),
  "dup: that returns nothing": withDup({ value: () => undefined }),
  "dup: that returns a promise": withDup({ value: async () => new kept.Copied() }),
  "dup: that returns a plain object": withDup({ value: () => ({ which: () => "plain" }) }),
  "dup: that returns itself": withDup({
    value() {
      return this;
    },
  }),
  "dup: that throws": withDup({
    value() {
      throw new RangeError("no copy");
    },
  }),
  "dup: that is a getter": withDup({ get: () => () => new kept.Copied(9) }),
  "dup: that is no function": withDup({ value: 5 }),
};
