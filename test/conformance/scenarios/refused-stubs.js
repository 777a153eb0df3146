/** What travels by reference cannot be stored. */
const kept = {};

export const options = { exports: ["Bare"] };

export const classes = (workers) => {
  kept.workers = workers;
  return { Bare: class Bare extends workers.DurableObject {} };
};

const values = (ctx, t) => {
  const { RpcStub, RpcTarget } = kept.workers;
  class Target extends RpcTarget {}
  class Plain {
    a = 1;
  }
  return {
    stub: new RpcStub(() => 1),
    target: new Target(),
    "an object's stub": t.stub(),
    namespace: t.env.SCENARIOS,
    id: ctx.id,
    ctx,
    kv: ctx.storage.kv,
    sql: ctx.storage.sql,
    "the object itself": t.instance,
    env: Object.values(t.env),
    storage: ctx.storage,
    instance: new Plain(),
    "a promise of a call": t.stub("other").nothing(),
    property: t.stub("other").nothing,
    response: new Response("x"),
    stream: new ReadableStream(),
    signal: AbortSignal.abort(),
    url: new URL("http://x/"),
    parameters: new URLSearchParams("a=1"),
    event: new Event("x"),
    form: new FormData(),
    socket: new WebSocketPair()[0],
    pair: new WebSocketRequestResponsePair("a", "b"),
    encoder: new TextEncoder(),
    crypto: crypto.subtle,
  };
};

export const scenarios = {
  "put: objects of the runtime": async (ctx, t) => {
    const report = {};
    for (const [name, value] of Object.entries(values(ctx, t))) {
      report[name] = {
        put: await t.outcome(() => ctx.storage.put(name, value)),
        inside: await t.outcome(() => ctx.storage.kv.put(`${name} inside`, { a: [value] })),
      };
      Promise.resolve(value).catch(() => {});
    }
    report["what is there"] = [...(await ctx.storage.list())];
    return report;
  },
  "put: requests, headers and blobs": async (ctx, t) => ({
    request: await t.outcome(() => ctx.storage.put("request", new Request("http://x/"))),
    response: await t.outcome(() => ctx.storage.put("response", new Response(null))),
    headers: await t.outcome(() => ctx.storage.put("headers", new Headers())),
    blob: await t.outcome(() => ctx.storage.put("blob", new Blob(["x"]))),
  }),
  "attachments: objects of the runtime": async (ctx, t) => {
    const { 1: server } = new WebSocketPair();
    ctx.acceptWebSocket(server);
    const report = {};
    for (const [name, value] of Object.entries(values(ctx, t))) {
      report[name] = await t.outcome(() => {
        server.serializeAttachment(value);
        return server.deserializeAttachment();
      });
      Promise.resolve(value).catch(() => {});
    }
    return report;
  },
};
