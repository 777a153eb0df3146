import type { Server, WorkerConfig } from "tabd";
import { expect, test } from "vitest";

import type { WorkerResponse } from "../../src/rpc/http/http-response.ts";
import type { WorkerWebSocket } from "../../src/rpc/web-socket/web-socket.ts";
import { newDisk, PATIENCE, rejection, seen, start, thingsOn } from "./serving/serving.ts";

/** Everything that travels from a follower's page through two hosts to an object and back. */
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
    const { 0: follower, 1: server } = new WebSocketPair();
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
    return new Response(null, { status: 101, webSocket: follower, headers: { "x-path": pathname } });
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

  /** Keeps a callback beyond its call. */
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

  /** Streams this many pieces of 64 KiB, then ends or stays open. */
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

  /** How many bytes of the stream have arrived so far. */
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

/** The leader of a new disk, and its follower. */
async function pair(): Promise<{ leader: Server; follower: Server }> {
  const disk = newDisk();
  const leader = await start(relayOn(disk));
  const follower = await start(relayOn(disk));
  expect([leader.role, follower.role]).toEqual(["leader", "follower"]);
  return { leader, follower };
}

// oxlint-disable-next-line typescript/no-explicit-any -- any method of the object
const thing = (server: Server, name = "a"): any => server.env["THINGS"].getByName(name);

type Heard = string | ArrayBuffer | readonly [code: number, reason: string, wasClean: boolean];

/** An open socket, and `next()` for its messages in order. */
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

test("a follower's WebSocket is upgraded, carries messages both ways, and keeps its close codes", async () => {
  const { follower } = await pair();
  for (const fetcher of [follower, thing(follower)]) {
    const { socket, next } = await connect(fetcher, "/plain");
    for (let n = 0; n < 50; n++) socket.send(String(n));
    socket.send(new Uint8Array([1, 2, 3]).subarray(1));
    for (let n = 0; n < 50; n++) expect(await next()).toBe(String(n));
    expect(new Uint8Array((await next()) as ArrayBuffer)).toEqual(new Uint8Array([2, 3]));
    socket.close(3000, "done");
    expect(await next()).toEqual([3000, "done", true]);
    expect(socket.readyState).toBe(3);
  }
  const { socket, next } = await connect(follower, "/plain");
  socket.send("close");
  expect(await next()).toEqual([4001, "you said so", true]);
  expect(await thing(follower).heard()).toEqual([
    [3000, "done", true],
    [3000, "done", true],
    [4001, "you said so", true],
  ]);
});

test("a follower's WebSocket outlives the eviction of its object", async () => {
  const { follower } = await pair();
  await follower.clock.freeze(Date.UTC(2030, 0, 1));
  const { socket, next } = await connect(follower, "/hibernate");
  const ask = async (text: string): Promise<unknown[]> => {
    socket.send(text);
    return JSON.parse((await next()) as string) as unknown[];
  };
  const [first, ...rest] = await ask("one");
  expect(rest).toEqual(["me", "one"]);
  await follower.clock.advance(11_000);
  await seen(follower, "actor-evicted");
  const [second] = await ask("two");
  expect(second).not.toBe(first);
  await thing(follower).tell("from another call");
  expect(await next()).toBe("from another call");
  socket.close(3001, "me");
  expect(await next()).toEqual([3001, "hibernated", true]);
  expect(await thing(follower).heard()).toEqual([[3001, "me", true]]);
});

test("a follower's WebSocket closes when the leader ends, and a new one reaches the next leader", async () => {
  const disk = newDisk();
  const leader = await start(relayOn(disk));
  const followers = [await start(relayOn(disk)), await start(relayOn(disk))];
  const sockets = await Promise.all(
    followers.flatMap((follower) => [connect(follower, "/plain"), connect(follower, "/hibernate")]),
  );
  leader.kill();
  for (const { next } of sockets) {
    expect(await next()).toEqual([
      1006,
      "WebSocket disconnected without sending Close frame.",
      false,
    ]);
  }
  for (const follower of followers) {
    await seen(follower, "leader-changed");
    const { socket, next } = await connect(follower, "/plain");
    socket.send("again");
    expect(await next()).toBe("again");
  }
  expect(followers.map(({ role }) => role).toSorted()).toEqual(["follower", "leader"]);
});

test("the object's end of a follower's WebSockets closes with 1006 when the follower ends", async () => {
  const { leader, follower } = await pair();
  const plain = await connect(follower, "/plain");
  await connect(follower, "/hibernate");
  plain.socket.send("there");
  expect(await plain.next()).toBe("there");
  follower.kill();
  const lost = [1006, "WebSocket disconnected without sending Close frame.", false];
  await expect.poll(() => thing(leader).heard(), { timeout: PATIENCE }).toEqual([lost, lost]);
});

test("a follower's callbacks work during and after their call, until the leader ends", async () => {
  const { leader, follower } = await pair();
  expect(await thing(follower).callBack(async (n: number) => n * 2, 100)).toBe(9900);
  const calls: number[] = [];
  await thing(follower).keep((value: number) => {
    calls.push(value);
    return value + 1;
  });
  // Either server can ask: the call reaches the page that passed the callback.
  expect([await thing(follower).callKept(1), await thing(leader).callKept(2)]).toEqual([2, 3]);
  expect(calls).toEqual([1, 2]);
  const counter = await thing(follower).counter();
  expect([await counter.add(2), await counter.add(3)]).toEqual([2, 5]);

  let begun = (): void => {};
  const inside = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const hanging = rejection(thing(follower).hang(async () => begun()));
  await inside;
  leader.kill();
  expect(await hanging).toMatchObject({ message: "Network connection lost.", retryable: true });
  // Stubs of the former leader's results are broken; the stub of the object is not.
  expect(await rejection(counter.add(1))).toMatchObject({ retryable: true });
  expect(await thing(follower).callBack(async () => 1, 3)).toBe(3);
  expect((await rejection(thing(follower).callKept(1))).message).toContain("not a function");
  expect(follower.role).toBe("leader");
});

test("a callback of a follower that has ended fails, and its object keeps running", async () => {
  const { leader, follower } = await pair();
  await thing(follower).keep((value: number) => value);
  expect(await thing(leader).callKept(7)).toBe(7);
  const instance = await thing(leader).instance();
  follower.kill();
  await expect
    .poll(
      () =>
        thing(leader)
          .callKept(8)
          .then(String, (error: Error) => error.message),
      {
        timeout: PATIENCE,
      },
    )
    .not.toBe("8");
  expect(await thing(leader).instance()).toBe(instance);
});

test("a follower's streams arrive whole in both directions, or fail when the leader ends", async () => {
  const { leader, follower } = await pair();
  const whole = new Uint8Array(await new Response(await thing(follower).pieces(40)).arrayBuffer());
  expect([whole.length, whole.at(0), whole.at(-1)]).toEqual([40 * 65_536, 0, 39]);
  const given = await thing(leader).pieces(20);
  expect(await thing(follower).swallow(given)).toEqual([20 * 65_536, 19]);

  const reader = (
    (await thing(follower).pieces(2, false)) as ReadableStream<Uint8Array>
  ).getReader();
  expect((await reader.read()).value?.at(0)).toBe(0);
  let feed: ReadableByteStreamController | undefined;
  const endless = new ReadableStream({
    type: "bytes",
    start: (controller) => {
      feed = controller;
    },
  });
  const swallowing = rejection(thing(follower).swallow(endless));
  feed?.enqueue(new Uint8Array(10));
  // Wait for the call to arrive: otherwise it would wait for the next leader, and never end.
  await expect.poll(() => thing(follower).swallowed(), { timeout: PATIENCE }).toBe(10);
  leader.kill();
  expect(await swallowing).toMatchObject({ retryable: true });
  const rest = rejection(
    (async () => {
      while (!(await reader.read()).done);
    })(),
  );
  expect((await rest).message).not.toBe("the promise was fulfilled");
  await seen(follower, "leader-changed");
  expect((await new Response(await thing(follower).pieces(2)).arrayBuffer()).byteLength).toBe(
    2 * 65_536,
  );
});

test("a follower gets the same answers from every inspect method as the leader", async () => {
  const { leader, follower } = await pair();
  const later = Date.UTC(2100, 0, 1);
  for (const name of ["a", "b"]) await thing(follower, name).setAlarm(later);
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
  for (const ask of questions) expect(await ask(follower)).toEqual(await ask(leader));
  expect(await follower.verify()).toMatchObject({ ok: true });
});

test("when the leader ends, a follower's pending requests fail, and the next leader answers", async () => {
  const { leader, follower } = await pair();
  const begin = Date.UTC(2100, 0, 1);
  await follower.clock.freeze(begin);
  await thing(follower).setAlarm(begin + 1000, true);
  const asked = rejection(follower.clock.runNextAlarm());
  await seen(follower, "alarm-fired");
  leader.kill();
  expect(await asked).toMatchObject({ message: "Network connection lost.", retryable: true });
  expect((await follower.inspect.alarms()).alarms).toMatchObject([{ scheduledTime: begin + 1000 }]);
  expect(await follower.clock.state()).toEqual({ mode: "frozen", now: begin + 1000 });
  expect(await follower.verify()).toMatchObject({ ok: true });
  expect(follower.role).toBe("leader");
});

test("a follower controls the leader's clock", async () => {
  const { leader, follower } = await pair();
  const begin = Date.UTC(2031, 0, 1);
  await follower.clock.freeze(begin);
  expect([await leader.clock.now(), await follower.clock.now()]).toEqual([begin, begin]);
  await thing(follower).setAlarm(begin + 1000);
  await follower.clock.set(begin + 1000);
  await thing(follower, "b").setAlarm(begin + 90_000);
  expect(await follower.clock.runNextAlarm()).toBe(true);
  expect(await follower.clock.runNextAlarm()).toBe(false);
  await thing(follower, "c").setAlarm(begin + 100_000);
  expect(await follower.clock.runUntilIdle()).toBe(1);
  await follower.clock.advance(500);
  expect(await follower.clock.state()).toEqual({ mode: "frozen", now: begin + 100_500 });
  expect([await thing(leader).fired(), await thing(leader, "b").fired()]).toEqual([
    [[begin + 1000, begin + 1000]],
    [[begin + 90_000, begin + 90_000]],
  ]);
  const error = await rejection(follower.clock.advance(-1));
  expect(error.message).toBe((await rejection(leader.clock.advance(-1))).message);
  await follower.clock.run(1000, begin);
  expect(await leader.clock.state()).toMatchObject({ mode: "rated", rate: 1000 });
  await follower.clock.real();
  expect(await leader.clock.state()).toMatchObject({ mode: "real" });
  expect(follower.events.past.at(-1)).toMatchObject({
    type: "clock-changed",
    clock: { mode: "real" },
  });
});
