/** Behaviour that compatibility dates have changed since. */
export const options = {
  compatibilityDate: "2021-11-02",
  compatibilityFlags: ["rpc", "export_commonjs_namespace"],
  exports: ["Bare"],
};

const kept = {};

export const classes = (workers) => {
  kept.workers = workers;
  return { Bare: class Bare extends workers.DurableObject {} };
};

const upgrade = { headers: { Upgrade: "websocket" } };

export const scenarios = {
  "fetch: a relative URL": {
    fetch: (ctx, t, request) => new Response(request.url),
    steps: [
      {
        outside: async (stub, t) => ({
          slash: await t.outcome(async () => (await stub.fetch("/raw")).text()),
          plain: await t.outcome(async () => (await stub.fetch("raw")).text()),
          full: await t.outcome(async () => (await stub.fetch("http://x/raw")).text()),
        }),
      },
    ],
  },
  "errors: stored": [
    (ctx) =>
      ctx.storage.put(
        "a",
        Object.assign(new RangeError("no", { cause: new Error("because") }), { own: 1 }),
      ),
    async (ctx) => ctx.storage.get("a"),
  ],
  "errors: thrown to a caller": {
    calls: {
      run: () => {
        throw Object.assign(new RangeError("no"), { own: 1 });
      },
    },
    steps: [
      {
        outside: async (stub, t) => ({
          rpc: await t.outcome(() => t.call(stub, "run")),
          http: await t.outcome(() => t.fetch(t.stub("http"), "run")),
        }),
      },
    ],
  },
  "deleteAll: keeps the alarm": async (ctx, t) => t.outcome(() => ctx.storage.deleteAll()),
  "ctx: exports": (ctx) => typeof ctx.exports,
  "socket: close": {
    upgrade: (ctx, t) => {
      const { 0: client, 1: server } = new WebSocketPair();
      server.accept();
      server.addEventListener("close", ({ code }) => t.log.push([code, server.readyState]));
      return new Response(null, { status: 101, webSocket: client });
    },
    steps: [
      {
        outside: async (stub, t) => {
          const { webSocket } = await stub.fetch("http://scenario/", upgrade);
          const log = [];
          webSocket.addEventListener("close", ({ code }) => log.push(code));
          webSocket.accept();
          webSocket.close(3000, "done");
          await t.wait(300);
          return [log, webSocket.readyState];
        },
      },
      (ctx, t) => t.log,
    ],
  },
  "socket: binary messages": async (ctx, t) => {
    const { 0: client, 1: server } = new WebSocketPair();
    client.accept();
    server.accept();
    const got = new Promise((resolve) => server.addEventListener("message", resolve));
    client.send(new Uint8Array([1]));
    const { data } = await got;
    return [data.constructor.name, t.describe(server.binaryType)];
  },
  "socket: reasons": async (ctx, t) => {
    const { 0: client, 1: server } = new WebSocketPair();
    client.accept();
    server.accept();
    return t.outcome(() => client.close(3000, "x".repeat(124)));
  },
  "rpc: a stub as an argument belongs to the callee": {
    calls: {
      take: async (ctx, t, callback) => callback(),
    },
    steps: [
      {
        outside: async (stub, t) => {
          const callback = new kept.workers.RpcStub(() => "called");
          return {
            first: await t.outcome(() => stub.call("take", callback)),
            again: await t.outcome(() => callback()),
          };
        },
      },
    ],
  },
};
