import type { Server, WorkerConfig } from "tabd";
import { expect, test } from "vitest";

import type { WorkerResponse } from "../../src/rpc/http/http-response.ts";
import type { WorkerWebSocket } from "../../src/rpc/web-socket/web-socket.ts";
import { newDisk, PATIENCE, rejection, seen, start, thingsOn } from "./serving/serving.ts";

/** What goes from a client's page through two hosts to an object, and back. */
const code = `
import { DurableObject, RpcTarget } from "cloudflare:workers";

class Counter extends RpcTarget {
  #count = 0;
  add(step) {
    return this.#count += step;
  }
}

export class Thing extends DurableObject {
  #instance = crypto.randomUUID();
  #heard = [];
  #kept;
  #swallowed = 0;

  async instance() {
    return this.#instance;
  }

  async heard() {
    return this.#heard;
  }

  fetch(request) {
    const { 0: client, 1: server } = new WebSocketPair();
    const { pathname } = new URL(request.url);
    if (pathname === "/hibernate") {
      this.ctx.acceptWebSocket(server, ["tag"]);
      server.serializeAttachment(request.headers.get("x-name"));
    } else {
      server.accept();
      server.binaryType = "arraybuffer";
      server.addEventListener("message", ({ data }) => {
        if (data === "close") server.close(4001, "you said so");
        else server.send(data);
      });
      server.addEventListener("close", ({ code, reason, wasClean }) => {
        this.#heard.push([code, reason, wasClean]);
      });
    }
    return new Response(null, { status: 101, webSocket: client, headers: { "x-path": pathname } });
  }

  webSocketMessage(socket, data) {
    socket.send(JSON.stringify([this.#instance, socket.deserializeAttachment(), data]));
  }

  webSocketClose(socket, code, reason, wasClean) {
    this.#heard.push([code, reason, wasClean]);
    socket.close(code, "hibernated");
  }

  async tell(text) {
    for (const socket of this.ctx.getWebSockets("tag")) socket.send(text);
  }

  counter() {
    return new Counter();
  }

  /** Holds a callback beyond its call. */
  async keep(callback) {
    this.#kept = callback.dup();
  }

  async callKept(value) {
    return this.#kept(value);
  }

  /** Calls back while the call is under way. */
  async callBack(callback, times) {
    let sum = 0;
    for (let n = 0; n < times; n++) sum += await callback(n);
    return sum;
  }

  async hang(begun) {
    await begun();
    await new Promise(() => undefined);
  }

  /** So many pieces of 64 KiB; then, if told so, nothing more. */
  pieces(count, end = true) {
    let n = 0;
    return new ReadableStream({
      type: "bytes",
      async pull(controller) {
        if (n < count) controller.enqueue(new Uint8Array(65536).fill(n++));
        else if (end) controller.close();
        else await new Promise(() => undefined);
      },
    });
  }

  async swallow(stream) {
    let [length, last] = [0, -1];
    for await (const piece of stream) {
      this.#swallowed = length += piece.length;
      last = piece.at(-1);
    }
    return [length, last];
  }

  /** How many bytes of a stream have come so far. */
  async swallowed() {
    return this.#swallowed;
  }

  async setAlarm(time, hang = false) {
    this.ctx.storage.put("hang", hang);
    await this.ctx.storage.setAlarm(time);
  }

  async alarm({ scheduledTime }) {
    if (await this.ctx.storage.get("hang")) await new Promise(() => undefined);
    const fired = (await this.ctx.storage.get("fired")) ?? [];
    await this.ctx.storage.put("fired", [...fired, [scheduledTime, Date.now()]]);
  }

  async fired() {
    return (await this.ctx.storage.get("fired")) ?? [];
  }
}

export default {
  fetch: (request, env) => env.THINGS.getByName("a").fetch(request),
};
`;

const relayOn = (disk: string): WorkerConfig => thingsOn(disk, { modules: { "main.js": code } });

/** The owner of a disk, and a client of it. */
async function pair(): Promise<{ owner: Server; client: Server }> {
  const disk = newDisk();
  const owner = await start(relayOn(disk));
  const client = await start(relayOn(disk));
  expect([owner.role, client.role]).toEqual(["owner", "client"]);
  return { owner, client };
}

// oxlint-disable-next-line typescript/no-explicit-any -- whatever the object has
const thing = (server: Server, name = "a"): any => server.env["THINGS"].getByName(name);

type Heard = string | ArrayBuffer | readonly [code: number, reason: string, wasClean: boolean];

/** An open socket, and what it hears, one after the other. */
async function connect(
  fetcher: { fetch(url: string, init: RequestInit): Promise<Response> },
  path: string,
): Promise<{ socket: WorkerWebSocket; next: () => Promise<Heard> }> {
  const headers = { Upgrade: "websocket", "x-name": "me" };
  const response = (await fetcher.fetch(`http://thing${path}`, { headers })) as WorkerResponse;
  expect([response.status, response.headers.get("x-path")]).toEqual([101, path]);
  const socket = response.webSocket as WorkerWebSocket;
  socket.accept();
  socket.binaryType = "arraybuffer";
  const heard: Heard[] = [];
  const waiting: (() => void)[] = [];
  const note = (one: Heard): void => {
    heard.push(one);
    for (const go of waiting.splice(0)) go();
  };
  socket.addEventListener("message", (event) => note((event as MessageEvent<Heard>).data));
  socket.addEventListener("close", (event) => {
    const { code: closeCode, reason, wasClean } = event as CloseEvent;
    note([closeCode, reason, wasClean]);
  });
  const next = async (): Promise<Heard> => {
    while (heard.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    return heard.shift() as Heard;
  };
  return { socket, next };
}

test("a client's WebSocket: the upgrade, messages both ways, and who closes it with what", async () => {
  const { client } = await pair();
  for (const fetcher of [client, thing(client)]) {
    const { socket, next } = await connect(fetcher, "/plain");
    for (let n = 0; n < 50; n++) socket.send(String(n));
    socket.send(new Uint8Array([1, 2, 3]).subarray(1));
    for (let n = 0; n < 50; n++) expect(await next()).toBe(String(n));
    expect(new Uint8Array((await next()) as ArrayBuffer)).toEqual(new Uint8Array([2, 3]));
    socket.close(3000, "done");
    expect(await next()).toEqual([3000, "done", true]);
    expect(socket.readyState).toBe(3);
  }
  const { socket, next } = await connect(client, "/plain");
  socket.send("close");
  expect(await next()).toEqual([4001, "you said so", true]);
  expect(await thing(client).heard()).toEqual([
    [3000, "done", true],
    [3000, "done", true],
    [4001, "you said so", true],
  ]);
});

test("a client's WebSocket outlives the eviction of its object", async () => {
  const { client } = await pair();
  await client.clock.freeze(Date.UTC(2030, 0, 1));
  const { socket, next } = await connect(client, "/hibernate");
  const ask = async (text: string): Promise<unknown[]> => {
    socket.send(text);
    return JSON.parse((await next()) as string) as unknown[];
  };
  const [first, ...rest] = await ask("one");
  expect(rest).toEqual(["me", "one"]);
  await client.clock.advance(11_000);
  await seen(client, "actor-evicted");
  const [second] = await ask("two");
  expect(second).not.toBe(first);
  await thing(client).tell("from another call");
  expect(await next()).toBe("from another call");
  socket.close(3001, "me");
  expect(await next()).toEqual([3001, "hibernated", true]);
  expect(await thing(client).heard()).toEqual([[3001, "me", true]]);
});

test("when the owner goes, a client's WebSocket is closed, and a new one goes to the next", async () => {
  const disk = newDisk();
  const owner = await start(relayOn(disk));
  const clients = [await start(relayOn(disk)), await start(relayOn(disk))];
  const sockets = await Promise.all(
    clients.flatMap((client) => [connect(client, "/plain"), connect(client, "/hibernate")]),
  );
  owner.kill();
  for (const { next } of sockets) {
    expect(await next()).toEqual([
      1006,
      "WebSocket disconnected without sending Close frame.",
      false,
    ]);
  }
  for (const client of clients) {
    await seen(client, "owner-changed");
    const { socket, next } = await connect(client, "/plain");
    socket.send("again");
    expect(await next()).toBe("again");
  }
  expect(clients.map(({ role }) => role).toSorted()).toEqual(["client", "owner"]);
});

test("when a client goes, the object's end of its WebSockets closes with 1006", async () => {
  const { owner, client } = await pair();
  const plain = await connect(client, "/plain");
  await connect(client, "/hibernate");
  plain.socket.send("there");
  expect(await plain.next()).toBe("there");
  client.kill();
  const lost = [1006, "WebSocket disconnected without sending Close frame.", false];
  await expect.poll(() => thing(owner).heard(), { timeout: PATIENCE }).toEqual([lost, lost]);
});

test("callbacks of a client's page, during their call and after it, until the owner goes", async () => {
  const { owner, client } = await pair();
  expect(await thing(client).callBack(async (n: number) => n * 2, 100)).toBe(9900);
  const calls: number[] = [];
  await thing(client).keep((value: number) => {
    calls.push(value);
    return value + 1;
  });
  // Whoever asks for it: the page that gave it is called.
  expect([await thing(client).callKept(1), await thing(owner).callKept(2)]).toEqual([2, 3]);
  expect(calls).toEqual([1, 2]);
  const counter = await thing(client).counter();
  expect([await counter.add(2), await counter.add(3)]).toEqual([2, 5]);

  let begun = (): void => {};
  const inside = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const hanging = rejection(thing(client).hang(async () => begun()));
  await inside;
  owner.kill();
  expect(await hanging).toMatchObject({ message: "Network connection lost.", retryable: true });
  // What was held of the former owner's is gone with it; the stub of the object is not.
  expect(await rejection(counter.add(1))).toMatchObject({ retryable: true });
  expect(await thing(client).callBack(async () => 1, 3)).toBe(3);
  expect((await rejection(thing(client).callKept(1))).message).toContain("not a function");
  expect(client.role).toBe("owner");
});

test("a callback of a client that has gone fails, and the object goes on", async () => {
  const { owner, client } = await pair();
  await thing(client).keep((value: number) => value);
  expect(await thing(owner).callKept(7)).toBe(7);
  const instance = await thing(owner).instance();
  client.kill();
  await expect
    .poll(
      () =>
        thing(owner)
          .callKept(8)
          .then(String, (error: Error) => error.message),
      {
        timeout: PATIENCE,
      },
    )
    .not.toBe("8");
  expect(await thing(owner).instance()).toBe(instance);
});

test("streams of a client, both ways, whole or cut off where the owner went", async () => {
  const { owner, client } = await pair();
  const whole = new Uint8Array(await new Response(await thing(client).pieces(40)).arrayBuffer());
  expect([whole.length, whole.at(0), whole.at(-1)]).toEqual([40 * 65_536, 0, 39]);
  const given = await thing(owner).pieces(20);
  expect(await thing(client).swallow(given)).toEqual([20 * 65_536, 19]);

  const reader = ((await thing(client).pieces(2, false)) as ReadableStream<Uint8Array>).getReader();
  expect((await reader.read()).value?.at(0)).toBe(0);
  let feed: ReadableByteStreamController | undefined;
  const endless = new ReadableStream({
    type: "bytes",
    start: (controller) => {
      feed = controller;
    },
  });
  const swallowing = rejection(thing(client).swallow(endless));
  feed?.enqueue(new Uint8Array(10));
  // A call that had not got there yet would wait for the next owner, and its stream never ends.
  await expect.poll(() => thing(client).swallowed(), { timeout: PATIENCE }).toBe(10);
  owner.kill();
  expect(await swallowing).toMatchObject({ retryable: true });
  const rest = rejection(
    (async () => {
      while (!(await reader.read()).done);
    })(),
  );
  expect((await rest).message).not.toBe("the promise was fulfilled");
  await seen(client, "owner-changed");
  expect((await new Response(await thing(client).pieces(2)).arrayBuffer()).byteLength).toBe(
    2 * 65_536,
  );
});

test("a client asks everything that an owner can be asked, and gets the same answers", async () => {
  const { owner, client } = await pair();
  const later = Date.UTC(2100, 0, 1);
  for (const name of ["a", "b"]) await thing(client, name).setAlarm(later);
  const questions: ((server: Server) => PromiseLike<unknown>)[] = [
    ({ inspect }) => inspect.namespaces(),
    ({ inspect }) => inspect.actors(),
    ({ inspect }) => inspect.actors("Thing"),
    ({ inspect }) => inspect.alarms({ limit: 1, offset: 1 }),
    ({ inspect }) => inspect.files(),
    async ({ inspect }) => inspect.readFile((await inspect.files())[0]?.path ?? ""),
    async ({ inspect }) => inspect.readRaw((await inspect.files())[0]?.path ?? ""),
    (server) => server.verify(),
    async ({ inspect }) => (await rejection(Promise.resolve(inspect.readRaw("none")))).message,
    async ({ inspect }) => (await rejection(Promise.resolve(inspect.actors("None")))).message,
  ];
  for (const ask of questions) expect(await ask(client)).toEqual(await ask(owner));
  expect(await client.verify()).toMatchObject({ ok: true });
});

test("when the owner goes, what a client has asked fails, and the next owner answers", async () => {
  const { owner, client } = await pair();
  const begin = Date.UTC(2100, 0, 1);
  await client.clock.freeze(begin);
  await thing(client).setAlarm(begin + 1000, true);
  const asked = rejection(client.clock.runNextAlarm());
  await seen(client, "alarm-fired");
  owner.kill();
  expect(await asked).toMatchObject({ message: "Network connection lost.", retryable: true });
  expect((await client.inspect.alarms()).alarms).toMatchObject([{ scheduledTime: begin + 1000 }]);
  expect(await client.clock.state()).toEqual({ mode: "frozen", now: begin + 1000 });
  expect(await client.verify()).toMatchObject({ ok: true });
  expect(client.role).toBe("owner");
});

test("a client has the owner's clock in its hand", async () => {
  const { owner, client } = await pair();
  const begin = Date.UTC(2031, 0, 1);
  await client.clock.freeze(begin);
  expect([await owner.clock.now(), await client.clock.now()]).toEqual([begin, begin]);
  await thing(client).setAlarm(begin + 1000);
  await client.clock.set(begin + 1000);
  await thing(client, "b").setAlarm(begin + 90_000);
  expect(await client.clock.runNextAlarm()).toBe(true);
  expect(await client.clock.runNextAlarm()).toBe(false);
  await thing(client, "c").setAlarm(begin + 100_000);
  expect(await client.clock.runUntilIdle()).toBe(1);
  await client.clock.advance(500);
  expect(await client.clock.state()).toEqual({ mode: "frozen", now: begin + 100_500 });
  expect([await thing(owner).fired(), await thing(owner, "b").fired()]).toEqual([
    [[begin + 1000, begin + 1000]],
    [[begin + 90_000, begin + 90_000]],
  ]);
  const error = await rejection(client.clock.advance(-1));
  expect(error.message).toBe((await rejection(owner.clock.advance(-1))).message);
  await client.clock.run(1000, begin);
  expect(await owner.clock.state()).toMatchObject({ mode: "rated", rate: 1000 });
  await client.clock.real();
  expect(await owner.clock.state()).toMatchObject({ mode: "real" });
  expect(client.events.past.at(-1)).toMatchObject({
    type: "clock-changed",
    clock: { mode: "real" },
  });
});
