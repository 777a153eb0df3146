/** How large things may be. */
export const sockets = true;

const MiB = 1024 * 1024;
const size = (value) => (typeof value === "string" ? value.length : value.byteLength);

export const scenarios = {
  "value: up to 4 MiB with its key": async (ctx, t) => {
    const report = {};
    for (const length of [2 * MiB, 4 * MiB - 200, 4 * MiB - 20, 4 * MiB, 5 * MiB]) {
      report[length] = await t.outcome(async () => {
        await ctx.storage.put("a", new Uint8Array(length));
        return (await ctx.storage.get("a")).length;
      });
    }
    return report;
  },
  "value: text of two bytes each": async (ctx, t) => {
    const report = {};
    for (const length of [1.5 * MiB, 2 * MiB - 100, 2.5 * MiB]) {
      report[length] = await t.outcome(async () => {
        ctx.storage.kv.put("a", "名".repeat(length));
        return ctx.storage.kv.get("a").length;
      });
    }
    return report;
  },
  "key: of 0 to 3,000 bytes and more": async (ctx, t) => {
    const report = {};
    for (const length of [0, 1, 2047, 2048, 2049, 3000, 100_000, 5 * MiB]) {
      const key = "k".repeat(length);
      report[length] = await t.outcome(async () => {
        await ctx.storage.put(key, 1);
        return [await ctx.storage.get(key), await ctx.storage.delete(key)];
      });
    }
    return report;
  },
  "key: bytes, not characters": async (ctx, t) =>
    t.outcome(async () => {
      await ctx.storage.put("é".repeat(2000), 1);
      return (await ctx.storage.list({ prefix: "é".repeat(1999) })).size;
    }),
  "get: 1,000 keys at once": async (ctx) => {
    const keys = Array.from({ length: 1000 }, (_, n) => `key ${n}`);
    await ctx.storage.put(Object.fromEntries(keys.map((key) => [key, key])));
    return [(await ctx.storage.get(keys)).size, await ctx.storage.delete(keys)];
  },
  "sql: values of up to 4 MiB": async (ctx, t) => {
    const { sql } = ctx.storage;
    sql.exec("CREATE TABLE t (v)");
    const report = {};
    for (const length of [2 * MiB, 4 * MiB - 100, 4 * MiB, 4 * MiB + 1]) {
      report[length] = {
        blob: await t.outcome(() => {
          sql.exec("DELETE FROM t");
          sql.exec("INSERT INTO t VALUES (?)", new Uint8Array(length));
          return size(sql.exec("SELECT v FROM t").one().v);
        }),
        made: await t.outcome(() => size(sql.exec("SELECT zeroblob(?) AS v", length).one().v)),
        echoed: await t.outcome(() => size(sql.exec("SELECT ? AS v", "x".repeat(length)).one().v)),
      };
    }
    return report;
  },
  "sql: statements of up to 100,000 bytes": async (ctx, t) => {
    const report = {};
    for (const length of [99_999, 100_000, 100_001, 200_000]) {
      const text = `SELECT 1 /*${"x".repeat(length - 13)}*/`;
      report[length] = await t.outcome(() => ctx.storage.sql.exec(text).toArray().length);
    }
    return report;
  },
  "rpc: arguments and results of up to 32 MiB": {
    calls: {
      take: (ctx, t, value) => size(value),
      give: (ctx, t, length) => new Uint8Array(length),
    },
    steps: [
      {
        outside: async (stub, t) => {
          const report = {};
          for (const length of [31 * MiB, 32 * MiB - 100, 32 * MiB, 33 * MiB]) {
            report[length] = {
              argument: await t.outcome(() => t.call(stub, "take", new Uint8Array(length))),
              result: await t.outcome(async () => {
                const given = await t.call(stub, "give", length);
                return given.$view;
              }),
            };
          }
          return report;
        },
      },
    ],
  },
  "fetch: bodies of 40 MiB": {
    fetch: async (ctx, t, request) => {
      const { byteLength } = await request.arrayBuffer();
      return new Response(new Uint8Array(byteLength));
    },
    steps: [
      {
        outside: async (stub) => {
          const body = new Uint8Array(40 * MiB);
          const response = await stub.fetch("http://scenario/raw", { method: "POST", body });
          return size(await response.arrayBuffer());
        },
      },
    ],
  },
  "socket: messages of up to 32 MiB": {
    upgrade: (ctx, t) => {
      const { 0: client, 1: server } = new WebSocketPair();
      server.accept();
      server.addEventListener("message", ({ data }) => server.send(`got ${size(data)}`));
      server.addEventListener("close", ({ code, reason }) => t.log.push([code, reason]));
      return new Response(null, { status: 101, webSocket: client });
    },
    steps: [
      {
        outside: async (stub, t) => {
          const report = {};
          for (const length of [1 * MiB, 31 * MiB, 32 * MiB, 33 * MiB]) {
            const log = [];
            const { webSocket } = await stub.fetch("http://scenario/", {
              headers: { Upgrade: "websocket" },
            });
            webSocket.addEventListener("message", ({ data }) => log.push(data));
            webSocket.addEventListener("close", ({ code, reason }) => log.push([code, reason]));
            webSocket.accept();
            log.push(await t.outcome(() => webSocket.send("x".repeat(length))));
            await t.until(() => log.length > 1, 3000);
            report[length] = log;
          }
          return report;
        },
      },
    ],
  },
  "socket: hibernatable, messages of up to 32 MiB": {
    upgrade: (ctx) => {
      const { 0: client, 1: server } = new WebSocketPair();
      ctx.acceptWebSocket(server);
      return new Response(null, { status: 101, webSocket: client });
    },
    message: (ctx, t, socket, data) => socket.send(`got ${size(data)}`),
    steps: [
      {
        outside: async (stub, t) => {
          const report = {};
          for (const length of [1 * MiB, 32 * MiB, 33 * MiB]) {
            const log = [];
            const { webSocket } = await stub.fetch("http://scenario/", {
              headers: { Upgrade: "websocket" },
            });
            webSocket.addEventListener("message", ({ data }) => log.push(data));
            webSocket.addEventListener("close", ({ code, reason }) => log.push([code, reason]));
            webSocket.accept();
            log.push(await t.outcome(() => webSocket.send(new Uint8Array(length))));
            await t.until(() => log.length > 1, 3000);
            report[length] = log;
          }
          return report;
        },
      },
    ],
  },
};
