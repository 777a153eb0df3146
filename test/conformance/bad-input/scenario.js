// @ts-nocheck -- runs unchanged in workerd too
import { make } from "./values.js";

/**
 * Calls public methods with arbitrary arguments. Reports the outcome of each call, the stored
 * values, and whether the object and another one still respond.
 */
export const alarm = true;

export const sockets = true;

const socketOf = (ctx) => {
  const { 1: server } = new WebSocketPair();
  ctx.acceptWebSocket(server, ["a"]);
  return server;
};

/** The targets of the calls, created for each call. */
const targets = {
  storage: (ctx) => ctx.storage,
  kv: (ctx) => ctx.storage.kv,
  sql: (ctx) => ctx.storage.sql,
  ctx: (ctx) => ctx,
  namespace: (_ctx, t) => t.env.SCENARIOS,
  id: (ctx) => ctx.id,
  stub: (_ctx, t) => t.stub("other"),
  socket: () => {
    const { 0: client } = new WebSocketPair();
    client.accept();
    return client;
  },
  "new socket": () => new WebSocketPair()[0],
  "kept socket": socketOf,
};

/** A comparable form of a result: iterators become lists, and random parts are left out. */
const told = (value) => {
  if (typeof value === "number" && Math.abs(value - Date.now()) < 60_000) return "about now";
  if (typeof value !== "object" || value === null) return value;
  if (typeof value.next === "function") return [...value];
  const name = value.constructor?.name;
  if (name === "DurableObjectId") return [name, value.toString().length, value.name];
  if (name === "DurableObject") return [name, value.name];
  if (name === "DurableObjectNamespace" || name === "WebSocket") return name;
  return value;
};

async function called(ctx, t, [target, method, ...args]) {
  if (target === "transaction") {
    return t.outcome(() =>
      ctx.storage.transaction(async (txn) => told(await txn[method](...args.map(make)))),
    );
  }
  return t.outcome(() => {
    const object = targets[target](ctx, t);
    const result = Reflect.apply(object[method], object, args.map(make));
    return typeof result?.then === "function" ? result.then(told) : told(result);
  });
}

const stored = (ctx, t) => t.describe([...ctx.storage.kv.list()]);

export const scenarios = {
  "bad input": {
    calls: {
      run: async (ctx, t, calls) => {
        const report = [];
        for (const call of calls) report.push(t.describe(await called(ctx, t, call)));
        return report;
      },
      look: async (ctx, t) => ({
        check: ctx.storage.sql.exec("PRAGMA quick_check").toArray(),
        stored: stored(ctx, t),
        alarm: told(await ctx.storage.getAlarm()),
      }),
      ping: () => "pong",
    },
    steps: [
      {
        outside: async (_stub, t) => {
          const stub = t.stub(`case ${t.input.number}`);
          return {
            calls: await t.outcome(() => t.call(stub, "run", t.input.calls)),
            look: await t.outcome(() => t.call(t.stub(`case ${t.input.number}`), "look")),
            other: await t.outcome(() => t.call(t.stub("other"), "ping")),
          };
        },
      },
    ],
  },
};
