import type { Server } from "tabd";
import { expect, test } from "vitest";

import type { WorkerResponse } from "../../src/rpc/http/http-response.ts";
import type { WorkerWebSocket } from "../../src/rpc/web-socket/web-socket.ts";
import { newDisk, seen, start, thingsOn } from "./serving/serving.ts";

const source = `
  import { DurableObject } from "cloudflare:workers";

  export class Thing extends DurableObject {
    #instance = crypto.randomUUID();

    fetch(request) {
      const { 0: client, 1: server } = new WebSocketPair();
      if (new URL(request.url).pathname === "/plain") {
        server.accept();
        server.binaryType = "arraybuffer";
        server.addEventListener("message", ({ data }) => server.send(data));
      } else {
        this.ctx.acceptWebSocket(server, ["tag"]);
        server.serializeAttachment(request.headers.get("Cookie"));
        if (new URL(request.url).pathname === "/greeting") server.send("hello");
      }
      const headers = [["Set-Cookie", "a=1"], ["Set-Cookie", "b=2"]];
      return new Response(null, { status: 101, webSocket: client, headers });
    }

    async webSocketMessage(socket, data) {
      await this.ctx.storage.put("last", data);
      const others = this.ctx.getWebSockets("tag").length;
      socket.send(JSON.stringify([this.#instance, socket.deserializeAttachment(), data, others]));
    }

    webSocketClose(socket, code, reason) {
      socket.close(code, "answer to " + reason);
      this.closed = [code, reason];
    }

    state() {
      return { closed: this.closed, sockets: this.ctx.getWebSockets().length };
    }
  }

  export default {
    fetch: (request, env) => env.THINGS.getByName("thing").fetch(request),
  };
`;

const serving = (): Promise<Server> =>
  start(thingsOn(newDisk(), { modules: { "main.js": source } }));

/** The messages that a socket of the page has received, and a way to wait for the next. */
function hear(socket: WorkerWebSocket) {
  const heard: unknown[] = [];
  const waiting: (() => void)[] = [];
  const note = (one: unknown): void => {
    heard.push(one);
    for (const go of waiting.splice(0)) go();
  };
  socket.addEventListener("message", (event) => note((event as MessageEvent).data));
  socket.addEventListener("close", (event) => {
    const { code, reason, wasClean } = event as CloseEvent;
    note([code, reason, wasClean]);
  });
  return async (): Promise<unknown> => {
    while (heard.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    return heard.shift();
  };
}

async function connect(server: Server, path = "/"): Promise<WorkerWebSocket> {
  const headers = { Upgrade: "websocket", Cookie: "who=me" };
  const response = (await server.fetch(`http://thing${path}`, { headers })) as WorkerResponse;
  expect(response.status).toBe(101);
  expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  const { webSocket } = response;
  if (webSocket === null) throw new Error("a response of status 101 has a socket");
  webSocket.accept();
  return webSocket;
}

/** The object's answer to a message. */
async function ask(socket: WorkerWebSocket, next: () => Promise<unknown>, data: string) {
  socket.send(data);
  return JSON.parse(String(await next())) as [string, string | null, string, number];
}

test("text and bytes travel both ways in order, and a close is answered", async () => {
  const socket = await connect(await serving(), "/plain");
  socket.binaryType = "arraybuffer";
  const next = hear(socket);
  for (let i = 0; i < 50; i++) socket.send(String(i));
  socket.send(new Uint8Array([1, 2, 3]).subarray(1));
  for (let i = 0; i < 50; i++) expect(await next()).toBe(String(i));
  expect(new Uint8Array((await next()) as ArrayBuffer)).toEqual(new Uint8Array([2, 3]));
  socket.close(3000, "done");
  expect(await next()).toEqual([3000, "done", true]);
  expect(socket.readyState).toBe(3);
});

test("a socket outlives the eviction of its object, and wakes a new instance", async () => {
  const server = await serving();
  await server.clock.freeze(Date.UTC(2030, 0, 1));
  const socket = await connect(server);
  const next = hear(socket);
  const [first] = await ask(socket, next, "one");
  await server.clock.advance(11_000);
  await seen(server, "actor-evicted");
  const [second, ...rest] = await ask(socket, next, "two");
  expect(second).not.toBe(first);
  expect(rest).toEqual(["who=me", "two", 1]);
  socket.close(3001, "me");
  expect(await next()).toEqual([3001, "answer to me", true]);
  const thing = server.env.THINGS.getByName("thing") as { state(): Promise<unknown> };
  expect(await thing.state()).toEqual({ closed: [3001, "me"], sockets: 0 });
});

test("a socket opened by accept() keeps its object from being evicted", async () => {
  const server = await serving();
  await server.clock.freeze(Date.UTC(2030, 0, 1));
  const socket = await connect(server, "/plain");
  const next = hear(socket);
  await server.clock.advance(100_000);
  socket.send("still there");
  expect(await next()).toBe("still there");
  expect(server.events.past.map(({ type }) => type)).not.toContain("actor-evicted");
});

const LOST = [1006, "WebSocket disconnected without sending Close frame.", false];

test.each(["/", "/plain"])("sockets of %s are disconnected when the host ends", async (path) => {
  const killed = await serving();
  const next = hear(await connect(killed, path));
  killed.kill();
  expect(await next()).toEqual(LOST);
  const closed = await serving();
  const nextOfClosed = hear(await connect(closed, path));
  await closed.close();
  expect(await nextOfClosed()).toEqual(LOST);
});

test("a message that an object sends before its response arrives after it", async () => {
  const server = await serving();
  const response = await server.fetch("http://thing/greeting", {
    headers: { Upgrade: "websocket" },
  });
  const { webSocket } = response as unknown as WorkerResponse & { webSocket: WorkerWebSocket };
  const next = hear(webSocket);
  webSocket.accept();
  expect(await next()).toBe("hello");
  webSocket.close(1000);
});

test("server.WebSocket has the browser's interface", async () => {
  const server = await serving();
  const greeted = new server.WebSocket("/greeting");
  const order: unknown[] = [];
  greeted.onopen = ({ type }) => {
    order.push(type);
    greeted.send("at once");
  };
  const second = new Promise<void>((resolve) => {
    greeted.onmessage = ({ data }) => void (order.push(data) === 3 && resolve());
  });
  await second;
  expect(order).toEqual(["open", "hello", expect.stringContaining("at once")]);
  const socket = new server.WebSocket("/plain");
  const events: unknown[] = [];
  const opened = new Promise((resolve) => socket.addEventListener("open", resolve));
  expect([socket.url, socket.readyState]).toEqual(["ws://tabd/plain", WebSocket.CONNECTING]);
  expect(() => socket.send("early")).toThrow("The WebSocket is not open yet.");
  await opened;
  expect(socket.readyState).toBe(server.WebSocket.OPEN);
  const next = () =>
    new Promise((resolve) => socket.addEventListener("message", resolve, { once: true }));
  socket.onmessage = ({ data }) => events.push(data);
  socket.send("text");
  await next();
  socket.send(new Uint8Array([1, 2]));
  await next();
  socket.binaryType = "arraybuffer";
  socket.send(new Uint8Array([3]));
  await next();
  expect(events).toEqual(["text", expect.any(Blob), new Uint8Array([3]).buffer]);
  const closed = new Promise<CloseEvent>((resolve) => (socket.onclose = resolve));
  socket.close(4000, "bye");
  expect(socket.readyState).toBe(WebSocket.CLOSING);
  expect(await closed).toMatchObject({ code: 4000, reason: "bye", wasClean: true });
  expect(socket.readyState).toBe(WebSocket.CLOSED);
});

test("server.WebSocket that the worker refuses, or that is closed early, closes with 1006", async () => {
  const server = await start(
    thingsOn(newDisk(), {
      modules: {
        "main.js": `${source.split("export default")[0]}
          export default { fetch: () => new Response("no", { status: 403 }) };`,
      },
    }),
  );
  expect(() => new server.WebSocket("ftp://tabd/")).toThrow(
    '"ftp://tabd/" is not a WebSocket URL.',
  );
  const socket = new server.WebSocket("wss://tabd/");
  const failed = new Promise<Event>((resolve) => (socket.onerror = resolve));
  const closed = new Promise<CloseEvent>((resolve) => (socket.onclose = resolve));
  expect(await failed).toMatchObject({ message: "Error: The worker answered 403." });
  expect(await closed).toMatchObject({ code: 1006, wasClean: false });
  const open = await serving();
  const early = new open.WebSocket("/plain");
  const ended = new Promise<CloseEvent>((resolve) => (early.onclose = resolve));
  early.close();
  expect(await ended).toMatchObject({ code: 1006, wasClean: false });
});
