/** WebSockets that an object accepts with `accept()`, and their classes. */

const shape = (value) => ({
  name: value.constructor.name,
  tag: Object.prototype.toString.call(value),
  own: Object.getOwnPropertyNames(value).toSorted(),
});

/** Logs the events of a socket. */
function listen(socket, log, name = "") {
  const tell = (line) => log.push(name === "" ? line : [name, ...line]);
  socket.addEventListener("message", ({ data }) =>
    tell(["message", typeof data === "string" ? data : new Uint8Array(data).join(" ")]),
  );
  socket.addEventListener("close", ({ code, reason, wasClean }) =>
    tell(["close", code, reason, wasClean, socket.readyState]),
  );
  socket.addEventListener("error", ({ message }) => tell(["error", message]));
}

const upgrade = { headers: { Upgrade: "websocket" } };

async function connect(stub) {
  const response = await stub.fetch("http://scenario/socket", upgrade);
  const { webSocket } = response;
  webSocket.accept();
  return webSocket;
}

/** Accepts the object's end; `t.log` records its events. */
function accepting(more = () => undefined) {
  return (ctx, t) => {
    const { 0: client, 1: server } = new WebSocketPair();
    server.accept();
    listen(server, t.log);
    more(server, t, ctx);
    return new Response(null, { status: 101, webSocket: client });
  };
}

const codes = [
  ...[-1, 0, 999, 1000, 1001, 1003, 1004, 1005, 1006, 1007, 1014, 1015, 1016, 2999, 3000, 4999],
  ...[5000, 65536, 1e10, 1000.7, "1000", "x", null, undefined, NaN],
];

export const scenarios = {
  "pair: shapes": async (ctx, t) => {
    const pair = new WebSocketPair();
    return {
      pair: shape(pair),
      socket: { name: pair[0].constructor.name, is: pair[0] instanceof WebSocket },
      target: pair[0] instanceof EventTarget,
      keys: Object.keys(pair),
      values: Object.values(pair).length,
      entries: Object.entries(pair).map(([key, value]) => [key, value instanceof WebSocket]),
      iterated: Array.from(pair, (one) => one instanceof WebSocket),
      constants: [WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED],
      old: [WebSocket.READY_STATE_OPEN, pair[0].OPEN],
      fields: ["readyState", "url", "protocol", "extensions", "binaryType", "bufferedAmount"].map(
        (name) => [name, t.describe(pair[0][name])],
      ),
      call: await t.outcome(() => WebSocketPair()),
    };
  },
  "pair: both ends in one object": async (ctx, t) => {
    const [a, b] = Object.values(new WebSocketPair());
    const log = [];
    a.accept();
    b.accept();
    listen(a, log, "a");
    listen(b, log, "b");
    b.binaryType = "arraybuffer";
    a.send("text");
    a.send(new Uint8Array([1, 2, 3]));
    a.send(new Uint16Array([1, 2]).buffer);
    log.push("sent");
    b.send("back");
    await t.wait(150);
    b.close(3001, "enough");
    log.push(["closed", b.readyState, a.readyState]);
    await t.wait(150);
    log.push(["then", b.readyState, a.readyState]);
    return log;
  },
  "pair: arguments of send()": async (ctx, t) => {
    const [a, b] = Object.values(new WebSocketPair());
    const log = [];
    a.accept();
    b.accept();
    listen(b, log);
    const results = {};
    for (const value of [undefined, null, 5, true, {}, [1], "", "\ud800", Symbol("s")]) {
      results[String(value)] = await t.outcome(() => a.send(value));
    }
    results.none = await t.outcome(() => a.send());
    await t.wait(150);
    return { results, log };
  },
  "accept: refused": async (ctx, t) => {
    const before = new WebSocketPair();
    const used = new WebSocketPair();
    const response = new Response(null, { status: 101, webSocket: used[0] });
    const twice = new WebSocketPair();
    twice[0].accept();
    const half = new WebSocketPair();
    return {
      send: await t.outcome(() => before[0].send("x")),
      close: await t.outcome(() => before[0].close(1000)),
      used: await t.outcome(() => used[0].accept()),
      usedAgain: await t.outcome(() => new Response(null, { status: 101, webSocket: used[0] })),
      same: response.webSocket === used[0],
      accepted: await t.outcome(
        () => new Response(null, { status: 101, webSocket: twice[0] }).status,
      ),
      twice: await t.outcome(() => twice[0].accept()),
      options: await t.outcome(() => half[0].accept({ allowHalfOpen: true })),
      wrong: await t.outcome(() => half[1].accept(5)),
    };
  },
  "close: codes": async (ctx, t) => {
    const results = [];
    for (const code of codes) {
      const [a, b] = Object.values(new WebSocketPair());
      const log = [];
      a.accept();
      b.accept();
      listen(b, log);
      results.push([t.describe(code), await t.outcome(() => a.close(code)), log, a.readyState]);
      await t.wait(20);
    }
    await t.wait(150);
    return results;
  },
  "close: reasons": async (ctx, t) => {
    const results = [];
    const reasons = [
      ...[[], [1000, ""], [1000, "why"], [undefined, "why"], [1000, undefined], [1000, null]],
      ...[
        [1000, "x".repeat(123)],
        [1000, "x".repeat(124)],
        [1000, "é".repeat(62)],
        [1000, "a\ud800b"],
        [1000, "\udc00"],
        [1000, "\ud800".repeat(41)],
        [1000, "\ud800".repeat(42)],
      ],
    ];
    for (const args of reasons) {
      const [a, b] = Object.values(new WebSocketPair());
      const log = [];
      a.accept();
      b.accept();
      listen(a, log, "a");
      listen(b, log, "b");
      const outcome = await t.outcome(() => a.close(...args));
      await t.wait(60);
      results.push({ outcome, log });
    }
    return results;
  },
  "close: calls after it": async (ctx, t) => {
    const [a, b] = Object.values(new WebSocketPair());
    const log = [];
    a.accept();
    b.accept();
    listen(a, log, "a");
    listen(b, log, "b");
    a.close(1000, "first");
    log.push(await t.outcome(() => a.close(1001, "second")));
    log.push(await t.outcome(() => a.send("late")));
    await t.wait(150);
    log.push(await t.outcome(() => b.send("to the closed")));
    log.push(await t.outcome(() => b.close(1001)));
    await t.wait(150);
    log.push([a.readyState, b.readyState]);
    return log;
  },
  "close: half open": async (ctx, t) => {
    const [a, b] = Object.values(new WebSocketPair());
    const log = [];
    a.accept({ allowHalfOpen: true });
    b.accept({ allowHalfOpen: true });
    listen(a, log, "a");
    listen(b, log, "b");
    a.close(1000, "first");
    await t.wait(150);
    log.push([a.readyState, b.readyState]);
    b.send("still");
    await t.wait(150);
    b.close(1001, "last");
    await t.wait(150);
    log.push([a.readyState, b.readyState]);
    return log;
  },
  "events: buffered before accept()": async (ctx, t) => {
    const [a, b] = Object.values(new WebSocketPair());
    const log = [];
    a.accept();
    a.send("early");
    a.close(1000);
    await t.wait(60);
    listen(b, log);
    b.accept();
    log.push("accepted");
    await t.wait(150);
    return log;
  },
  "response: of status 101": async (ctx, t) => {
    const { 0: client } = new WebSocketPair();
    const response = new Response(null, { status: 101, webSocket: client });
    const plain = new Response("x");
    return {
      status: response.status,
      statusText: response.statusText,
      ok: response.ok,
      body: response.body,
      webSocket: response.webSocket === client,
      plain: t.describe(plain.webSocket),
      without: await t.outcome(() => new Response(null, { status: 101 }).status),
      wrongStatus: await t.outcome(() => {
        const [webSocket] = Object.values(new WebSocketPair());
        return new Response(null, { status: 200, webSocket }).status;
      }),
      body101: await t.outcome(() => {
        const [webSocket] = Object.values(new WebSocketPair());
        return new Response("body", { status: 101, webSocket }).status;
      }),
      wrong: await t.outcome(() => new Response(null, { status: 101, webSocket: {} }).status),
      nothing: await t.outcome(() => new Response(null, { status: 200, webSocket: null }).status),
      clone: await t.outcome(() => response.clone().status),
      low: await t.outcome(() => new Response(null, { status: 100 })),
      high: await t.outcome(() => new Response(null, { status: 600 })),
    };
  },
  "response: headers, cf and encodeBody": async (ctx, t) => {
    const headers = [
      ["Set-Cookie", "a=1"],
      ["Set-Cookie", "b=2"],
      ["X-Other", "x"],
    ];
    const response = new Response("text", { headers, cf: { a: 1 }, encodeBody: "manual" });
    const copy = new Response(response.body, response);
    return {
      all: [...response.headers],
      cookies: response.headers.getSetCookie(),
      cf: t.describe(response.cf),
      copy: [[...copy.headers], copy.cf, await copy.text()],
      clone: [...new Response("x", { headers }).clone().headers],
      json: [
        await Response.json({ a: 1 }, { headers }).json(),
        Response.json(1) instanceof Response,
      ],
      redirect: [Response.redirect("http://a.b/c", 301).headers.get("location")],
      wrong: await t.outcome(() => new Response("x", { encodeBody: "other" })),
    };
  },
  "request: headers and cf": async (ctx, t) => {
    const headers = {
      Host: "example.com",
      Cookie: "a=1",
      Upgrade: "websocket",
      "CF-Connecting-IP": "1.2.3.4",
      Connection: "Upgrade",
      Origin: "http://o.o",
    };
    const request = new Request("http://a.b/c", { headers, cf: { colo: "X" } });
    const copy = new Request(request, { headers: { Cookie: "b=2" } });
    return {
      all: [...request.headers],
      cf: t.describe(request.cf),
      copy: [[...copy.headers], t.describe(copy.cf)],
      clone: [[...request.clone().headers], t.describe(request.clone().cf)],
      again: [...new Request(request).headers],
      post: [...new Request("http://a.b", { method: "POST", body: "x" }).headers],
      none: t.describe(new Request("http://a.b").cf),
    };
  },
  "fetch: headers arrive": {
    upgrade: async (ctx, t, request) => {
      const { headers } = request;
      const names = ["cookie", "upgrade", "cf-connecting-ip", "origin"];
      const response = Response.json({
        got: names.map((name) => [name, headers.get(name)]),
        cf: t.describe(request.cf),
        is: request instanceof Request,
      });
      response.headers.append("Set-Cookie", "a=1");
      response.headers.append("Set-Cookie", "b=2");
      return response;
    },
    steps: [
      {
        outside: async (stub) => {
          const response = await stub.fetch("http://scenario/", {
            cf: { a: { b: [1] } },
            headers: {
              Cookie: "c=3",
              Upgrade: "other",
              "CF-Connecting-IP": "1.2.3.4",
              Origin: "http://o.o",
            },
          });
          const socket = response.webSocket;
          return {
            body: await response.json(),
            cookies: response.headers.getSetCookie(),
            is: response instanceof Response,
            socket,
          };
        },
      },
    ],
  },
  "fetch: a socket outside": {
    upgrade: accepting((server) =>
      server.addEventListener("message", ({ data }) => server.send(`echo ${data}`)),
    ),
    steps: [
      {
        outside: async (stub, t) => {
          const response = await stub.fetch("http://scenario/socket", upgrade);
          const socket = response.webSocket;
          const log = [response.status, response.statusText, socket.readyState];
          listen(socket, log);
          socket.accept();
          for (const data of ["1", "2", "3"]) socket.send(data);
          await t.wait(200);
          socket.close(3000, "done");
          await t.wait(200);
          log.push(socket.readyState);
          return log;
        },
      },
      (ctx, t) => t.log,
    ],
  },
  "fetch: the object closes": {
    upgrade: accepting((server) =>
      server.addEventListener("message", () => server.close(4000, "bye")),
    ),
    steps: [
      {
        outside: async (stub, t) => {
          const socket = await connect(stub);
          const log = [];
          listen(socket, log);
          socket.send("close it");
          await t.wait(200);
          log.push(socket.readyState);
          return log;
        },
      },
      (ctx, t) => t.log,
    ],
  },
  "fetch: both ends used": {
    upgrade: async (ctx, t) => {
      const { 0: client, 1: server } = new WebSocketPair();
      server.accept();
      const log = [];
      listen(server, log);
      const response = new Response(null, { status: 101, webSocket: client });
      server.send("before it is returned");
      return response;
    },
    steps: [
      {
        outside: async (stub, t) => {
          const socket = await connect(stub);
          const log = [];
          listen(socket, log);
          await t.wait(200);
          socket.close();
          return log;
        },
      },
    ],
  },
  "fetch: a socket without a request to upgrade": {
    upgrade: accepting(),
    steps: [
      {
        outside: (stub, t) =>
          t.outcome(() => stub.fetch("http://scenario/", { headers: { Upgrade: "other" } })),
      },
    ],
  },
  "fetch: a socket that was used": {
    upgrade: async (ctx, t) => {
      const [first, second] = Object.values(new WebSocketPair());
      if (t.log.push("called") === 1) first.accept();
      else ctx.acceptWebSocket(first);
      second.accept();
      second.send("from the other end");
      return new Response(null, { status: 101, webSocket: first });
    },
    steps: [1, 2].map(() => ({
      outside: async (stub, t) => {
        const log = [];
        log.push(
          await t.outcome(async () => {
            const response = await stub.fetch("http://scenario/", upgrade);
            listen(response.webSocket, log);
            response.webSocket.accept();
            await t.wait(200);
            return response.status;
          }),
        );
        return log;
      },
    })),
  },
  "fetch: accept() after the response was returned": {
    upgrade: async (ctx, t) => {
      const { 0: client, 1: server } = new WebSocketPair();
      server.accept();
      ctx.waitUntil(
        t.wait(100).then(async () => {
          t.log.push(await t.outcome(() => client.accept()));
          t.log.push(await t.outcome(() => ctx.acceptWebSocket(client)));
          t.log.push(await t.outcome(() => client.send("x")));
          t.log.push(await t.outcome(() => client.close()));
          t.log.push(
            await t.outcome(() => new Response(null, { status: 101, webSocket: client }).status),
          );
        }),
      );
      return new Response(null, { status: 101, webSocket: client });
    },
    steps: [
      {
        outside: async (stub, t) => {
          const response = await stub.fetch("http://scenario/", upgrade);
          response.webSocket.accept();
          await t.wait(400);
          return response.status;
        },
      },
      (ctx, t) => t.log,
    ],
  },
  "fetch: a request to upgrade and a plain response": {
    upgrade: async () => new Response("no socket"),
    steps: [
      {
        outside: async (stub, t) => {
          const response = await stub.fetch("http://scenario/", upgrade);
          return [response.status, response.webSocket, await response.text()];
        },
      },
    ],
  },
  "fetch: the object breaks": {
    upgrade: accepting((server, t, ctx) =>
      server.addEventListener("message", () => ctx.abort("over")),
    ),
    steps: [
      {
        outside: async (stub, t) => {
          const socket = await connect(stub);
          const log = [];
          listen(socket, log);
          socket.send("break");
          await t.wait(200);
          log.push(socket.readyState);
          return log;
        },
      },
    ],
  },
};
