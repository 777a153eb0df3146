/** Hibernatable WebSockets: `ctx.acceptWebSocket()` and related methods. */

export const sockets = true;

const upgradeTo = (tags) => ({
  headers: { Upgrade: "websocket", "X-Tags": JSON.stringify(tags) },
});

const tagsOf = (request) => JSON.parse(request.headers.get("X-Tags"));

function accept(ctx, tags) {
  const { 0: client, 1: server } = new WebSocketPair();
  ctx.acceptWebSocket(server, tags);
  return { client, server };
}

/** The object accepts every socket, with the tags that the request names. */
const upgrade = (ctx, t, request) => {
  const { client } = accept(ctx, tagsOf(request));
  return new Response(null, { status: 101, webSocket: client });
};

async function connect(stub, log = [], tags = []) {
  const { webSocket } = await stub.fetch("http://scenario/", upgradeTo(tags));
  webSocket.addEventListener("message", ({ data }) => log.push(["message", data]));
  webSocket.addEventListener("close", ({ code, reason, wasClean }) =>
    log.push(["close", code, reason, wasClean]),
  );
  webSocket.addEventListener("error", ({ message }) => log.push(["error", message]));
  webSocket.accept();
  return webSocket;
}

export const scenarios = {
  "hibernation: acceptWebSocket() refuses": async (ctx, t) => {
    const accepted = new WebSocketPair();
    accepted[0].accept();
    const twice = accept(ctx).server;
    const used = new WebSocketPair();
    const response = new Response(null, { status: 101, webSocket: used[0] });
    const pair = new WebSocketPair();
    pair[1].accept();
    return {
      accepted: await t.outcome(() => ctx.acceptWebSocket(accepted[0])),
      paired: await t.outcome(() => ctx.acceptWebSocket(accepted[1])),
      twice: await t.outcome(() => ctx.acceptWebSocket(twice)),
      acceptAfter: await t.outcome(() => twice.accept()),
      responseAfter: await t.outcome(
        () => new Response(null, { status: 101, webSocket: twice }).status,
      ),
      used: await t.outcome(() => ctx.acceptWebSocket(used[0])),
      usedPair: await t.outcome(() => ctx.acceptWebSocket(used[1])),
      none: await t.outcome(() => ctx.acceptWebSocket()),
      wrong: await t.outcome(() => ctx.acceptWebSocket({})),
      response: response.status,
    };
  },
  "hibernation: tags": async (ctx, t) => {
    const on = (tags) => t.outcome(() => ctx.getTags(accept(ctx, tags).server));
    const plain = new WebSocketPair();
    const regular = new WebSocketPair();
    regular[0].accept();
    return {
      none: await on(undefined),
      some: await on(["a", "b"]),
      twice: await on(["a", "b", "a"]),
      ten: await on(Array.from("0123456789")),
      eleven: await on(Array.from("0123456789a")),
      tenAndOneAgain: await on(Array.from("01234567890")),
      long: await on(["x".repeat(256)]),
      tooLong: await on(["x".repeat(257)]),
      bytes: await on(["é".repeat(129)]),
      numbers: await on([1, null]),
      text: await on("abc"),
      notAccepted: await t.outcome(() => ctx.getTags(plain[0])),
      regular: await t.outcome(() => ctx.getTags(regular[0])),
      nothing: await t.outcome(() => ctx.getTags()),
      mutable: await t.outcome(() => {
        const { server } = accept(ctx, ["a"]);
        ctx.getTags(server).push("b");
        return ctx.getTags(server);
      }),
    };
  },
  "hibernation: getWebSockets()": async (ctx, t) => {
    const made = ["a", "b", "c"].map((name) => {
      const { server } = accept(ctx, [name, "all"]);
      server.serializeAttachment(name);
      return server;
    });
    const names = (tag) => ctx.getWebSockets(tag).map((one) => one.deserializeAttachment());
    return {
      all: names(),
      tagged: names("all"),
      one: names("b"),
      none: names("z"),
      same: ctx.getWebSockets("a")[0] === made[0],
      state: made.map((one) => one.readyState),
      number: await t.outcome(() => ctx.getWebSockets(5)),
      missing: names(undefined),
      nil: await t.outcome(() => names(null)),
    };
  },
  "hibernation: attachments": async (ctx, t) => {
    const { server } = accept(ctx);
    const plain = new WebSocketPair()[0];
    const store = (value) =>
      t.outcome(() => {
        server.serializeAttachment(value);
        return server.deserializeAttachment();
      });
    const value = { a: [1] };
    return {
      nothing: await t.outcome(() => server.deserializeAttachment()),
      object: await store(value),
      copied: (server.serializeAttachment(value), server.deserializeAttachment() !== value),
      map: await store(new Map([[1, new Date(0)]])),
      undefined: await store(undefined),
      none: await t.outcome(() => server.serializeAttachment()),
      function: await store(() => 1),
      large: await t.outcome(() => server.serializeAttachment("x".repeat(16_000))),
      tooLarge: await t.outcome(() => server.serializeAttachment("x".repeat(16_384))),
      muchTooLarge: await t.outcome(() => server.serializeAttachment("x".repeat(20_000))),
      plain: await t.outcome(() => {
        plain.serializeAttachment(1);
        return plain.deserializeAttachment();
      }),
    };
  },
  "hibernation: automatic responses, set": async (ctx, t) => {
    const pair = new WebSocketRequestResponsePair("ping", "pong");
    const { server } = accept(ctx);
    return {
      none: await t.outcome(() => ctx.getWebSocketAutoResponse()),
      pair: [pair.request, pair.response, pair.constructor.name, Object.keys(pair)],
      set: await t.outcome(() => ctx.setWebSocketAutoResponse(pair)),
      get: await t.outcome(() => {
        const got = ctx.getWebSocketAutoResponse();
        return [got.request, got.response, got === pair];
      }),
      timestamp: await t.outcome(() => ctx.getWebSocketAutoResponseTimestamp(server)),
      request: await t.outcome(() =>
        ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("x".repeat(2049), "")),
      ),
      response: await t.outcome(() =>
        ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("", "é".repeat(1025))),
      ),
      most: await t.outcome(() =>
        ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("x".repeat(2048), "")),
      ),
      wrong: await t.outcome(() => ctx.setWebSocketAutoResponse({})),
      cleared: await t.outcome(() => ctx.setWebSocketAutoResponse()),
      after: await t.outcome(() => ctx.getWebSocketAutoResponse()),
      fewer: await t.outcome(() => new WebSocketRequestResponsePair("a")),
    };
  },
  "hibernation: event timeout": async (ctx, t) => {
    const set = (ms) =>
      t.outcome(() => {
        ctx.setHibernatableWebSocketEventTimeout(ms);
        return ctx.getHibernatableWebSocketEventTimeout();
      });
    return {
      first: await t.outcome(() => ctx.getHibernatableWebSocketEventTimeout()),
      some: await set(500),
      zero: await set(0),
      most: await set(604_800_000),
      tooMuch: await set(604_800_001),
      negative: await set(-1),
      none: await set(undefined),
      text: await set("x"),
    };
  },
  "hibernation: messages": {
    upgrade,
    message: async (ctx, t, socket, data) => {
      t.log.push(["begin", typeof data === "string" ? data : new Uint8Array(data).join(" ")]);
      if (data === "slow") await t.wait(30);
      t.log.push(["end", typeof data]);
      socket.send(`got ${typeof data}`);
    },
    close: (ctx, t, socket, ...rest) => {
      t.log.push(["close", ...rest, socket.readyState, ctx.getWebSockets().length]);
    },
    error: (ctx, t, socket, error) => t.log.push(["error", t.describe(error)]),
    steps: [
      {
        outside: async (stub, t) => {
          const log = [];
          const socket = await connect(stub, log);
          socket.send("slow");
          socket.send("quick");
          socket.send(new Uint8Array([1, 2]));
          await t.wait(400);
          socket.close(3000, "done");
          await t.wait(250);
          log.push(socket.readyState);
          return log;
        },
      },
      (ctx, t) => [t.log, ctx.getWebSockets().length],
    ],
  },
  "hibernation: the object closes": {
    upgrade,
    message: (ctx, t, socket) => {
      socket.close(4000, "bye");
      t.log.push([socket.readyState, ctx.getWebSockets().length]);
    },
    close: (ctx, t, socket, ...rest) => t.log.push(["close", ...rest, socket.readyState]),
    steps: [
      {
        outside: async (stub, t) => {
          const log = [];
          const socket = await connect(stub, log);
          socket.send("x");
          await t.wait(250);
          log.push(socket.readyState);
          return log;
        },
      },
      async (ctx, t) => [t.log, ctx.getWebSockets().length],
    ],
  },
  "hibernation: answering a close": {
    upgrade,
    close: async (ctx, t, socket, code, reason) => {
      t.log.push(await t.outcome(() => socket.send("late")));
      t.log.push(await t.outcome(() => socket.close(code, `saw ${reason}`)));
      t.log.push(socket.readyState);
    },
    steps: [
      {
        outside: async (stub, t) => {
          const log = [];
          const socket = await connect(stub, log);
          socket.close(3001, "me");
          await t.wait(250);
          log.push(socket.readyState);
          return log;
        },
      },
      async (ctx, t) => [t.log, ctx.getWebSockets().length],
    ],
  },
  "hibernation: automatic responses": {
    upgrade,
    construct: (ctx) =>
      ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong")),
    message: (ctx, t, socket, data) => t.log.push(data),
    steps: [
      {
        outside: async (stub, t) => {
          const log = [];
          const socket = await connect(stub, log);
          for (const data of ["ping", "other", "ping ", "ping"]) socket.send(data);
          await t.wait(250);
          return log;
        },
      },
      async (ctx, t) => {
        const [socket] = ctx.getWebSockets();
        const time = ctx.getWebSocketAutoResponseTimestamp(socket);
        return [t.log, time instanceof Date, ctx.getWebSockets().length];
      },
    ],
  },
  "hibernation: a handler throws": {
    upgrade,
    message: (ctx, t, socket, data) => {
      t.log.push(data);
      if (data === "throw") throw new Error("from the handler");
      socket.send(`after ${data}`);
    },
    close: (ctx, t, socket, ...rest) => t.log.push(["close", ...rest]),
    error: (ctx, t, socket, error) => t.log.push(["error", error.message]),
    steps: [
      {
        outside: async (stub, t) => {
          const log = [];
          const socket = await connect(stub, log);
          socket.send("throw");
          socket.send("more");
          await t.wait(250);
          log.push(socket.readyState);
          return log;
        },
      },
      async (ctx, t) => [t.log, ctx.getWebSockets().length],
    ],
  },
  "hibernation: the object breaks": {
    upgrade,
    message: (ctx) => ctx.abort("over"),
    steps: [
      {
        outside: async (stub, t) => {
          const log = [];
          const socket = await connect(stub, log);
          const other = await connect(stub, log);
          socket.send("break");
          await t.wait(250);
          log.push([socket.readyState, other.readyState]);
          return log;
        },
      },
    ],
  },
  "hibernation: no handlers": {
    upgrade,
    steps: [
      {
        outside: async (stub, t) => {
          const log = [];
          const socket = await connect(stub, log);
          socket.send("x");
          socket.close(1000, "end");
          await t.wait(250);
          log.push(socket.readyState);
          return log;
        },
      },
      async (ctx, t) => ctx.getWebSockets().length,
    ],
  },
};
