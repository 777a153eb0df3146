/** How objects start and end, and the errors that callers get, by request and over RPC. */
const look = (ctx, t) => ({
  events: t.log.push("look"),
  stored: t.describe([...ctx.storage.kv.list()]),
});

/**
 * Calls over RPC and by request, each on its own stub, then again on both stubs and on new ones.
 */
const twice = async (t, name) => {
  const [rpc, http] = [t.stub("rpc"), t.stub("http")];
  return {
    rpc: await t.outcome(() => t.call(rpc, name)),
    http: await t.outcome(() => t.fetch(http, name)),
    "rpc again": await t.outcome(() => t.call(rpc, "look")),
    "http again": await t.outcome(() => t.fetch(http, "look")),
    "new stub, rpc": await t.outcome(() => t.call(t.stub("rpc"), "look")),
    "new stub, http": await t.outcome(() => t.fetch(t.stub("http"), "look")),
  };
};

/** A scenario that ends its objects with `run`. */
const ends = (run) => ({
  calls: { look, run },
  steps: [{ outside: (_stub, t) => twice(t, "run") }],
});

class Custom extends Error {
  name = "Custom";
  own = [1, { a: 2 }];
}

const thrown = {
  "an error": () => new Error("no"),
  "a type error": () => new TypeError("no"),
  "an error of its own class": () => new Custom("no"),
  "an error with a cause": () => new Error("no", { cause: new RangeError("because") }),
  "an error with marks": () =>
    Object.assign(new Error("no"), { retryable: true, overloaded: true, remote: false }),
  "an error that claims a reset": () =>
    Object.assign(new Error("no"), { durableObjectReset: true }),
  "an error without message": () => new Error(),
  "an aggregate error": () => new AggregateError([new Error("a")], "no"),
  "a DOMException": () => new DOMException("no", "AbortError"),
  "a DOMException with fields": () =>
    Object.assign(new DOMException("no", "AbortError"), { retryable: true, own: 1 }),
  "a DOMException that claims a reset": () =>
    Object.assign(new DOMException("no", "AbortError"), {
      durableObjectReset: true,
      overloaded: true,
    }),
  "a frozen error": () => Object.freeze(new RangeError("no")),
  "an error with a function in it": () => Object.assign(new TypeError("no"), { f() {} }),
  "an error whose name is a number": () => Object.assign(new Error("no"), { name: 5 }),
  text: () => "no",
  "a number": () => 5,
  null: () => null,
  undefined: () => undefined,
  "an object": () => ({ message: "no" }),
  "a frozen object": () => Object.freeze({ message: "no" }),
  "an object without prototype": () => Object.assign(Object.create(null), { message: "no" }),
  "an object with a function in it": () => ({ message: "no", f() {} }),
  "an instance of a class": () =>
    new (class Thing {
      message = "no";
      #secret = 1;
      toString() {
        return `thing ${this.#secret}`;
      }
    })(),
  "an array": () => ["no"],
  "a date": () => new Date(0),
  "a proxy": () => new Proxy(new Error("no"), {}),
  "a function": () => function named() {},
  "a symbol": () => Symbol("no"),
  "a bigint": () => 5n,
  "a promise": () => Promise.resolve("no"),
};

/** Not thrown in constructors: there, workerd reports an internal error with a changing number. */
const unreadable = {
  "an error that cannot be read": () =>
    Object.defineProperty(new Error(), "message", {
      get() {
        throw new RangeError("message");
      },
    }),
};

const throws = (make) => () => {
  throw make();
};

/** By request and over RPC; the object keeps running. */
const thrownScenarios = Object.entries({ ...thrown, ...unreadable }).map(([name, make]) => [
  `thrown: ${name}`,
  ends(throws(make)),
]);

const constructorScenarios = Object.entries(thrown).map(([name, make]) => [
  `constructor: throws ${name}`,
  {
    calls: { look },
    construct(ctx, t) {
      const mine = `constructed ${ctx.id.name.split(" ").at(-1)}`;
      t.journal.push(mine);
      if (t.journal.filter((line) => line === mine).length === 1) throw make();
    },
    steps: [{ outside: (_stub, t) => twice(t, "look") }],
  },
]);

const sectionScenarios = Object.entries({ ...thrown, ...unreadable }).map(([name, make]) => [
  `section: throws ${name}`,
  ends((ctx) =>
    ctx.blockConcurrencyWhile(async () => {
      throw make();
    }),
  ),
]);

export const scenarios = {
  ...Object.fromEntries([...thrownScenarios, ...constructorScenarios, ...sectionScenarios]),
  "abort: seen by callers": ends((ctx) => ctx.abort("enough")),
  "abort: without a reason, seen by callers": ends((ctx) => ctx.abort()),
  "abort: after an await": ends(async (ctx, t) => {
    await t.wait(10);
    ctx.abort("enough");
  }),
  "abort: inside a section": ends((ctx) => ctx.blockConcurrencyWhile(async () => ctx.abort("no"))),
  "abort: in the constructor": {
    calls: { look },
    construct(ctx, t) {
      const mine = `constructed ${ctx.id.name.split(" ").at(-1)}`;
      t.journal.push(mine);
      if (t.journal.filter((line) => line === mine).length === 1) ctx.abort("enough");
    },
    steps: [{ outside: (_stub, t) => twice(t, "look") }],
  },
  "abort: keeps committed writes only": ends(async (ctx) => {
    ctx.storage.kv.put("committed", 1);
    await ctx.storage.sync();
    ctx.storage.kv.put("not committed", 1);
    ctx.abort("enough");
  }),
  "section: its failure cannot be caught": ends(async (ctx) => {
    try {
      await ctx.blockConcurrencyWhile(async () => {
        throw new Error("no");
      });
    } catch {
      return "caught";
    }
    return "went on";
  }),
  "section: an error caught inside does not reset the object": ends((ctx) =>
    ctx.blockConcurrencyWhile(async () => {
      try {
        throw new Error("no");
      } catch {
        return "caught";
      }
    }),
  ),
  "section: a nested one fails": ends((ctx) =>
    ctx.blockConcurrencyWhile(async () => {
      try {
        await ctx.blockConcurrencyWhile(async () => {
          throw new Error("inner");
        });
      } catch {
        return "caught";
      }
      return "went on";
    }),
  ),
  "section: fails in the constructor": {
    calls: { look },
    construct(ctx, t) {
      const mine = `constructed ${ctx.id.name.split(" ").at(-1)}`;
      t.journal.push(mine);
      if (t.journal.filter((line) => line === mine).length > 1) return;
      void ctx.blockConcurrencyWhile(async () => {
        throw new RangeError("no");
      });
    },
    steps: [{ outside: (_stub, t) => twice(t, "look") }],
  },
  "section: in the constructor, blocks events": {
    calls: { look: (ctx, t) => t.log },
    construct(ctx, t) {
      void ctx.blockConcurrencyWhile(async () => {
        await t.wait(50);
        t.log.push("ready");
      });
      t.log.push("constructed");
    },
    steps: [{ outside: (_stub, t) => t.call(t.stub(), "look") }],
  },
  "constructor: runs once for concurrent calls": {
    calls: { look },
    construct: (ctx, t) => void t.journal.push("constructed"),
    steps: [
      {
        outside: async (_stub, t) => {
          await Promise.all([1, 2, 3].map(() => t.call(t.stub(), "look")));
          return t.journal;
        },
      },
    ],
  },
  "constructor: not before the first call": {
    calls: { look },
    construct: (ctx, t) => void t.journal.push("constructed"),
    steps: [
      {
        outside: async (stub, t) => {
          void stub.id;
          void stub.look;
          await t.wait(100);
          const before = t.journal.length;
          await t.call(stub, "look");
          return { before, after: t.journal.length };
        },
      },
    ],
  },
  "abort: calls in flight fail": {
    calls: {
      look,
      slow: (ctx, t) => t.wait(3000),
      abort: (ctx) => ctx.abort("enough"),
    },
    steps: [
      {
        outside: async (stub, t) => {
          const slow = [
            t.outcome(() => t.call(stub, "slow")),
            t.outcome(() => t.fetch(t.stub(), "slow")),
          ];
          await t.call(t.stub(), "look");
          const abort = await t.outcome(() => t.call(t.stub(), "abort"));
          return { abort, slow: await Promise.all(slow), later: await t.call(t.stub(), "look") };
        },
      },
    ],
  },
  "thrown: seen by an object that called": {
    calls: {
      look,
      throws: () => {
        throw new Error("no");
      },
      text: () => {
        throw "no";
      },
      abort: (ctx) => ctx.abort("enough"),
      async begin(ctx, t) {
        const ids = { [ctx.id]: "the caller's", [t.stub("other").id]: "the other's" };
        const whose = async (run) => {
          try {
            await run();
            return "nothing thrown";
          } catch (error) {
            return [ids[error.durableObjectId] ?? "none", error.remote, error.message];
          }
        };
        const stub = () => t.stub("other");
        return {
          call: await whose(() => t.call(stub(), "throws")),
          text: await whose(() => t.call(stub(), "text")),
          fetch: await whose(() => t.fetch(stub(), "throws")),
          missing: await whose(() => stub().missing()),
          reserved: await whose(() => stub().alarm()),
          property: await whose(async () => await stub().missing),
          arguments: await whose(() => t.call(stub(), "look", Symbol("a"))),
          abort: await whose(() => t.call(stub(), "abort")),
        };
      },
    },
    steps: [{ outside: (_stub, t) => t.call(t.stub(), "begin") }],
  },
  "abort: its timers do not fire": {
    calls: {
      look,
      abort(ctx, t) {
        setTimeout(() => t.journal.push("fired"), 100);
        ctx.abort("enough");
      },
    },
    steps: [
      {
        outside: async (stub, t) => {
          await t.outcome(() => t.call(stub, "abort"));
          await t.wait(400);
          return t.journal;
        },
      },
    ],
  },
  "waitUntil: continues after the response": {
    calls: {
      look,
      begin: (ctx, t) => ctx.waitUntil(t.wait(150).then(() => t.journal.push("done"))),
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
  "fetch: results that are not responses": {
    fetch: () => "text",
    steps: [
      { outside: (stub, t) => t.outcome(() => stub.fetch("http://scenario/raw").then(() => 1)) },
    ],
  },
  "fetch: nothing": {
    fetch: () => undefined,
    steps: [
      { outside: (stub, t) => t.outcome(() => stub.fetch("http://scenario/raw").then(() => 1)) },
    ],
  },
  "fetch: a relative URL": {
    steps: [{ outside: (stub, t) => t.outcome(() => stub.fetch("/raw").then(() => 1)) }],
  },
  "fetch: status, headers and body": {
    async fetch(ctx, t, request) {
      const headers = { "x-a": request.headers.get("x-a"), "x-method": request.method };
      return new Response(await request.text(), { status: 418, statusText: "Pot", headers });
    },
    steps: [
      {
        outside: async (stub) => {
          const init = { method: "PUT", body: "héllo", headers: { "X-A": "1" } };
          const response = await stub.fetch("http://scenario/raw", init);
          return {
            status: response.status,
            text: response.statusText,
            headers: ["x-a", "x-method"].map((name) => response.headers.get(name)),
            body: await response.text(),
          };
        },
      },
    ],
  },
};
