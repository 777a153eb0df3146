// @ts-nocheck -- runs unchanged in workerd too
/** A worker's exports as seen by its own code: `ctx.exports`, props and service bindings. */

const kept = { ctxExports: undefined };

export const options = {
  exports: ["Entry", "Room", "Loose", "Local", "handler", "nothing", "func"],
  experimental: true,
  durableObjectNamespaces: [
    { className: "Room", uniqueKey: "room", enableSql: true },
    { className: "Local", ephemeralLocal: true },
  ],
  bindings: {
    ROOM: { durableObjectNamespace: "Room" },
    LOCAL: { durableObjectNamespace: "Local" },
    ENTRY: { service: { entrypoint: "Entry" } },
    ENTRY_PROPS: { service: { entrypoint: "Entry", props: { a: [1, { b: null }] } } },
    HANDLER_PROPS: { service: { entrypoint: "handler", props: { text: "é" } } },
    CLASS: { durableObjectClass: { entrypoint: "Loose", props: { c: 1 } } },
  },
};

export function classes(workers) {
  const { DurableObject, WorkerEntrypoint, RpcTarget } = workers;
  kept.workers = workers;
  kept.atTheTop = {
    env: Object.keys(workers.env),
    exports: Object.keys(workers.exports),
  };
  kept.Target = class Target extends RpcTarget {};

  class Entry extends WorkerEntrypoint {
    props() {
      return this.ctx.props;
    }
    shape() {
      return contextShape(this.ctx);
    }
    setProps() {
      this.ctx.props.x = 1;
      const whole = { ...this.ctx.props };
      this.ctx.props = 5;
      return [whole, this.ctx.props];
    }
    sameExports() {
      const same = this.ctx.exports === kept.ctxExports;
      kept.ctxExports = this.ctx.exports;
      return same;
    }
    async askTheServiceInProps() {
      const { service } = this.ctx.props;
      return [Object.prototype.toString.call(service), await service.props()];
    }
    async askTheObjectInProps() {
      return this.ctx.props.room.hello();
    }
    classInProps() {
      return this.ctx.props.cls.constructor.name;
    }
    headersInProps() {
      return [...this.ctx.props.headers];
    }
    fetch() {
      return Response.json(this.ctx.props);
    }
    abort(...reason) {
      this.ctx.abort(...reason);
    }
    abortAndCatch() {
      try {
        this.ctx.abort("caught");
      } catch {
        return "caught";
      }
    }
    async abortLater() {
      setTimeout(() => {
        try {
          this.ctx.abort("later");
        } catch {
          // There it ends.
        }
      }, 5);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return "late";
    }
  }

  class Room extends DurableObject {
    hello() {
      return "hello";
    }
    ctx_() {
      return {
        props: this.ctx.props,
        exports: Object.keys(this.ctx.exports),
        same: this.ctx.exports.Entry === workers.exports.Entry,
      };
    }
  }

  class Local extends DurableObject {
    about() {
      const { ctx } = this;
      return {
        id: ctx.id,
        storage: ctx.storage,
        props: ctx.props,
        names: Object.keys(ctx).toSorted(),
      };
    }
    fetch(request) {
      return new Response(`${this.ctx.id}: ${request.url}`);
    }
  }

  const handler = Object.assign(Object.create({ inherited: (a) => a }), {
    fetch(request, env, ctx) {
      return Response.json([request.url, Object.keys(env).length, ctx.props, this === handler]);
    },
    none() {
      return Array.from(arguments, (one) => typeof one);
    },
    one(a) {
      return [a, Array.from(arguments, (one) => typeof one)];
    },
    three(a, env, ctx) {
      return [a, Object.keys(env).length, ctx.props, this === handler];
    },
    four(a, env, ctx, d) {
      return d;
    },
    rest(...all) {
      return all.length;
    },
    number: 5,
    nested: { f: (...all) => all.length, number: 6 },
    gives:
      () =>
      (...all) =>
        all.length,
    throws() {
      throw new RangeError("thrown");
    },
    alarm: () => 1,
    scheduled: () => "scheduled",
    target: new (class extends RpcTarget {
      m(...all) {
        return all.length;
      }
    })(),
  });

  return {
    Entry,
    Room,
    Loose: class extends DurableObject {},
    Local,
    handler,
    nothing: {},
    func() {},
  };
}

function contextShape(ctx) {
  return {
    class: ctx.constructor.name,
    tag: Object.prototype.toString.call(ctx),
    names: Object.keys(ctx).toSorted(),
    props: ctx.props,
    access: ctx.access,
    cache: ctx.cache,
    tracing: ctx.tracing.constructor.name,
  };
}

function shape(value) {
  return {
    type: typeof value,
    class: value.constructor.name,
    tag: Object.prototype.toString.call(value),
    own: Reflect.ownKeys(value).map(String),
  };
}

/** A scenario that runs only in the worker's handler. */
const outside = (ask) => [{ outside: (stub, t) => ask(t.ctx.exports, t, stub) }];

export const scenarios = {
  "exports: their order": outside((exports) => Object.keys(exports)),
  "exports: in a Durable Object": outside((_, t) => t.env.ROOM.getByName("x").ctx_()),
  "exports: of the module, at module scope and later": outside((exports) => [
    kept.atTheTop,
    Object.keys(kept.workers.exports),
    kept.workers.exports.Entry === exports.Entry,
  ]),
  "exports: the same object each time": outside(async (exports) => {
    await exports.Entry.sameExports();
    return [await exports.Entry.sameExports(), exports === kept.ctxExports];
  }),
  "exports: assigned properties stay": outside((exports) => {
    exports.mine = 1;
    const seen = [exports.mine, kept.workers.exports.mine];
    delete exports.mine;
    kept.workers.exports.other = 1;
    return [seen, exports.mine, exports.other];
  }),
  "exports: shapes": outside((exports) => [...Object.values(exports).map(shape), exports.missing]),
  "exports: instances of the classes of bindings": outside((exports, t) => [
    exports.Entry instanceof kept.workers.ServiceStub,
    exports.Room instanceof t.env.ROOM.constructor,
    exports.Local instanceof t.env.LOCAL.constructor,
    exports.Loose instanceof t.env.CLASS.constructor,
    t.env.CLASS.constructor.name,
    typeof t.env.CLASS,
  ]),
  "ctx: of an entrypoint": outside((exports) => exports.Entry.shape()),
  "ctx: of a handler": outside((_, t) => contextShape(t.ctx)),
  "ctx: waitUntil()": outside(async (_, t) => [
    await t.outcome(() => t.ctx.waitUntil()),
    await t.outcome(() => t.ctx.waitUntil(5)),
    await t.outcome(() => t.ctx.waitUntil(Promise.reject(new Error("nobody's")))),
    await t.outcome(() => t.ctx.passThroughOnException()),
  ]),
  "ctx: abort()": outside(async (exports, t) => [
    await t.outcome(async () => exports.Entry.abort()),
    await t.outcome(async () => exports.Entry.abort("text")),
    await t.outcome(async () => exports.Entry.abort(new TypeError("error"))),
    await t.outcome(async () => exports.Entry.abort(5)),
    await t.outcome(async () => exports.Entry.abortAndCatch()),
    await t.outcome(async () => exports.Entry.abortLater()),
    await t.outcome(async () => exports.Entry.props()),
  ]),

  "props: none": outside(async (exports) => [
    await exports.Entry.props(),
    await exports.Entry({}).props(),
    await exports.Entry(null).props(),
    await exports.Entry({ props: undefined }).props(),
    await (await exports.Entry.fetch("http://x/")).json(),
  ]),
  "props: by RPC and by request": outside(async (exports) => [
    await exports.Entry({ props: { a: 1 } }).props(),
    await (await exports.Entry({ props: { a: 1 } }).fetch("http://x/")).json(),
    await (await exports.handler({ props: { a: 1 } }).fetch("http://x/")).json(),
    await exports.handler({ props: { a: 1 } }).three(1),
  ]),
  "props: values that are not objects": outside(async (exports, t) => {
    const answers = {};
    for (const props of [null, false, true, 0, 5, "", "x", Symbol("s")]) {
      answers[`service ${String(props)}`] = await t.outcome(async () =>
        exports.Entry({ props }).props(),
      );
      answers[`class ${String(props)}`] = await t.outcome(() => exports.Loose({ props }));
    }
    return answers;
  }),
  "props: a service with props": outside((exports) => shape(exports.Entry({ props: {} }))),
  "props: values": outside(async (exports) => [
    await exports.Entry({ props: [1, 2] }).props(),
    await exports.Entry({ props: new Map([[1, new Date(5)]]) }).props(),
    await exports.Entry({ props: { set: new Set([1n]), bytes: new Uint8Array([1, 2]) } }).props(),
    await exports
      .Entry({ props: { error: new RangeError("x") } })
      .props()
      .then((p) => p.error.message),
    await exports.Entry({ props: { headers: new Headers({ a: "b" }) } }).headersInProps(),
  ]),
  "props: services, objects and classes": outside(async (exports, t) => [
    await exports
      .Entry({ props: { service: exports.Entry({ props: { i: 1 } }) } })
      .askTheServiceInProps(),
    await exports.Entry({ props: { service: t.env.ENTRY_PROPS } }).askTheServiceInProps(),
    await exports.Entry({ props: { room: t.env.ROOM.getByName("x") } }).askTheObjectInProps(),
    await exports.Entry({ props: { cls: exports.Loose({}) } }).classInProps(),
    await exports.Entry({ props: { cls: t.env.CLASS } }).classInProps(),
  ]),
  "props: each instance has its own": outside(async (exports) => {
    const props = { a: 1 };
    const service = exports.Entry({ props });
    props.a = 2;
    return [await service.setProps(), await service.props()];
  }),
  "props: refused": outside(async (exports, t) => {
    const tries = {
      "no options": () => exports.Entry(),
      "a number": () => exports.Entry(5),
      "text as props": () => exports.Entry({ props: "x" }),
      "null as props": () => exports.Entry({ props: null }),
      "a function as props": () => exports.Entry({ props: () => 1 }),
      "a function in props": () => exports.Entry({ props: { f: () => 1 } }),
      "a symbol": () => exports.Entry({ props: { s: Symbol("x") } }),
      "a loopback": () => exports.Entry({ props: { s: exports.Entry } }),
      "a class's loopback": () => exports.Entry({ props: { s: exports.Loose } }),
      "a namespace": () => exports.Entry({ props: { s: t.env.ROOM } }),
      "a target": () => exports.Entry({ props: { s: new kept.Target() } }),
      "an instance": () => exports.Entry({ props: { s: new (class P {})() } }),
      "an instance as props": () => exports.Entry({ props: new (class P {})() }),
      "a class, no options": () => exports.Loose(),
      "a class, a number": () => exports.Loose(5),
      "a class, wrong props": () => exports.Loose({ props: 5 }),
      "a namespace, no options": () => exports.Room(),
      "an ephemeral one, no options": () => exports.Local(),
      "a class, a function in props": () => exports.Loose({ props: { f: () => 1 } }),
    };
    const refused = {};
    for (const [name, ask] of Object.entries(tries)) refused[name] = await t.outcome(ask);
    return refused;
  }),
  "props: of a class": outside((exports) => [
    shape(exports.Loose({ props: { a: 1 } })),
    shape(exports.Room({ props: { a: 1 } })),
    shape(exports.Local({ props: { a: 1 } })),
  ]),
  "props: of bindings": outside(async (_, t) => [
    await t.env.ENTRY.props(),
    await t.env.ENTRY_PROPS.props(),
    await (await t.env.HANDLER_PROPS.fetch("http://x/y")).json(),
    await t.env.HANDLER_PROPS.three("a"),
  ]),

  "loopback: refused as an argument": outside(async (exports, t) => {
    const room = t.env.ROOM.getByName("x");
    const refused = {};
    for (const name of ["Entry", "Room", "Loose", "Local", "handler"]) {
      refused[name] = await t.outcome(async () => room.hello(exports[name]));
    }
    return refused;
  }),
  "loopback: names of functions are members": outside(async (exports, t) => [
    await t.outcome(async () => exports.Entry.name),
    await t.outcome(async () => exports.Entry.call),
    exports.Loose.name,
    exports.Loose.call,
    exports.Room.length,
  ]),
  "loopback: a namespace": outside(async (exports, t) => {
    const id = exports.Room.idFromName("x");
    return [
      id.toString() === t.env.ROOM.idFromName("x").toString(),
      await exports.Room.get(id).hello(),
      await exports.Room.getByName("x").hello(),
      exports.Room.idFromString(id.toString()).equals(id),
      "getByName" in exports.Loose,
    ];
  }),
  "loopback: an ephemeral namespace": outside(async (exports, t) => [
    await exports.Local.get("some").about(),
    await t.env.LOCAL.get("some").about(),
    await (await t.env.LOCAL.get("some").fetch("http://x/")).text(),
    await t.outcome(() => t.env.LOCAL.get("")),
    await t.outcome(() => t.env.LOCAL.get("x".repeat(2049))),
    shape(t.env.LOCAL),
    shape(t.env.LOCAL.get("some")),
  ]),

  "handler: requests": outside(async (exports) => [
    await (await exports.handler.fetch("http://x/")).json(),
  ]),
  "handler: no fetch()": outside(async (exports, t) => [
    await t.outcome(async () => exports.nothing.fetch("http://x/")),
    await t.outcome(async () => exports.nothing.anything()),
  ]),
  "handler: calls": outside(async (exports, t) => {
    const { handler } = exports;
    const asked = {
      none: () => handler.none(1),
      one: () => handler.one("a"),
      three: () => handler.three("a"),
      four: () => handler.four("a"),
      rest: () => handler.rest("a"),
      "no argument": () => handler.three(),
      "two arguments": () => handler.three(1, 2),
      nested: () => handler.nested.f(1),
      "nested, two arguments": () => handler.nested.f(1, 2),
      "in a target": () => handler.target.m(1),
      "in a target, no argument": () => handler.target.m(),
      throws: () => handler.throws(1),
      missing: () => handler.missing(1),
      inherited: () => handler.inherited(1),
      "not a function": () => handler.number(1),
      reserved: () => handler.alarm(1),
      scheduled: () => handler.scheduled(1),
      dup: () => handler.dup(1),
    };
    const answers = {};
    for (const [name, ask] of Object.entries(asked))
      answers[name] = await t.outcome(async () => ask());
    return answers;
  }),
  "handler: properties": outside(async (exports) => {
    const { handler } = exports;
    const given = await handler.gives(1);
    return [await handler.number, await handler.nested.number, await given(1, 2)];
  }),
};
