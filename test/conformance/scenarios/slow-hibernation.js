/** Hibernatable sockets of evicted objects, with the true delay of ten seconds. */
export const alarm = true;

export const sockets = true;

export const options = { slow: true, together: { rate: 4 } };

const EVICTED = 16_000;

const upgrade = (ctx, t) => {
  const { 0: client, 1: server } = new WebSocketPair();
  ctx.acceptWebSocket(server, ["a"]);
  server.serializeAttachment({ n: 1 });
  ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  t.log.push("upgraded");
  return new Response(null, { status: 101, webSocket: client });
};

const connect = async (stub, log) => {
  const { webSocket } = await stub.fetch("http://scenario/", { headers: { Upgrade: "websocket" } });
  webSocket.addEventListener("message", ({ data }) => log.push(["message", data]));
  webSocket.addEventListener("close", ({ code, reason, wasClean }) =>
    log.push(["close", code, reason, wasClean]),
  );
  webSocket.accept();
  return webSocket;
};

const look = (ctx, t) => ({
  log: t.log,
  sockets: ctx
    .getWebSockets()
    .map((socket) => [socket.deserializeAttachment(), ctx.getTags(socket)]),
  stamped: ctx.getWebSockets().map((one) => ctx.getWebSocketAutoResponseTimestamp(one) !== null),
});

const construct = (ctx, t) =>
  void t.journal.push(["constructed", ctx.getWebSockets().length, ctx.getWebSockets("a").length]);

/** A scenario that connects a socket and then calls `wake`, usually after an eviction. */
const woken = (wake, more = {}) => ({
  upgrade,
  construct,
  calls: { look, set: (ctx) => ctx.storage.setAlarm(Date.now() + EVICTED + 4000) },
  message: (ctx, t, socket, data) => socket.send(`got ${data} ${t.log.length}`),
  close: (ctx, t, ...args) => void t.journal.push(["close", ...args.slice(1)]),
  steps: [
    {
      outside: async (stub, t) => {
        const log = [];
        const socket = await connect(stub, log);
        const result = await wake(t, { socket, stub, log });
        return { result, log, journal: t.journal, readyState: socket.readyState };
      },
    },
  ],
  ...more,
});

export const scenarios = {
  "woken: by a message": woken(async (t, { socket, log }) => {
    await t.wait(EVICTED);
    socket.send("x");
    await t.until(() => log.length > 0);
  }),
  "woken: by a call": woken(async (t) => {
    await t.wait(EVICTED);
    return t.call(t.stub(), "look");
  }),
  "woken: by a request on an earlier stub": woken(async (t, { stub }) => {
    await t.wait(EVICTED);
    return t.fetch(stub, "look");
  }),
  "woken: by an alarm": woken(
    async (t) => {
      await t.call(t.stub(), "set");
      await t.until(() => t.journal.some(([what]) => what === "alarm"), 30_000);
    },
    { alarm: (ctx, t) => void t.journal.push(["alarm", ctx.getWebSockets().length, t.log]) },
  ),
  "woken: by the other end's close": woken(async (t, { socket }) => {
    await t.wait(EVICTED);
    socket.close(3000, "bye");
    await t.until(() => t.journal.some(([what]) => what === "close"));
    return t.call(t.stub(), "look");
  }),
  "asleep: an automatic response does not wake the object": woken(async (t, { socket, log }) => {
    await t.wait(EVICTED);
    socket.send("ping");
    await t.until(() => log.length > 0);
    return t.journal.length;
  }),
  "asleep: an automatic response has a timestamp": woken(async (t, { socket, log }) => {
    await t.wait(EVICTED);
    socket.send("ping");
    await t.until(() => log.length > 0);
    return t.call(t.stub(), "look");
  }),
  "asleep: a message right after an automatic response": woken(async (t, { socket, log }) => {
    await t.wait(EVICTED);
    socket.send("ping");
    socket.send("x");
    socket.send("ping");
    await t.until(() => log.length > 2);
  }),
  "asleep: evicted twice": woken(async (t, { socket, log }) => {
    await t.wait(EVICTED);
    socket.send("x");
    await t.until(() => log.length > 0);
    await t.wait(EVICTED);
    socket.send("y");
    await t.until(() => log.length > 1);
  }),
  "timeout: a handler that takes too long": {
    ...woken(async (t, { socket, log }) => {
      socket.send("slow");
      await t.until(() => log.length > 0, 20_000);
      return t.outcome(() => t.call(t.stub(), "look"));
    }),
    upgrade: (ctx, t) => {
      ctx.setHibernatableWebSocketEventTimeout(4000);
      return upgrade(ctx, t);
    },
    message: async (ctx, t, socket) => {
      await t.wait(12_000);
      t.journal.push("went on");
      socket.send("late");
    },
  },
  "timeout: errors of another caller": {
    ...woken(async (t, { socket, stub }) => {
      socket.send("slow");
      await t.wait(1000);
      const [rpc, http] = await Promise.all([
        t.outcome(() => t.call(stub, "wait")),
        t.outcome(() => t.fetch(t.stub(), "wait")),
      ]);
      return { rpc, http, again: await t.outcome(() => t.call(stub, "look")) };
    }),
    upgrade: (ctx, t) => {
      ctx.setHibernatableWebSocketEventTimeout(4000);
      return upgrade(ctx, t);
    },
    message: (ctx, t) => t.wait(12_000),
  },
};
/** Another call keeps the object running: its storage fails, its code continues. */
scenarios["timeout: errors of its storage"] = {
  ...scenarios["timeout: errors of another caller"],
  ...woken(async (t, { socket, stub }) => {
    socket.send("slow");
    await t.wait(1000);
    return t.outcome(() => t.call(stub, "wait"));
  }),
  upgrade: scenarios["timeout: errors of another caller"].upgrade,
  calls: { wait: (ctx, t) => t.wait(12_000) },
  message: async (ctx, t) => {
    const put = () => ctx.storage.put("a", 1);
    await t.wait(8000);
    t.journal.push(await t.outcome(put));
  },
};
scenarios["timeout: errors of another caller"].calls = {
  look,
  wait: (ctx, t) => t.wait(20_000),
};
