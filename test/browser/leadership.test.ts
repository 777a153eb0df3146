import type { HostEvent, Server, WorkerConfig } from "tabd";
import { expect, test } from "vitest";

import { PROTOCOL_VERSION } from "../../src/protocol/host-interface.ts";
import { openIndexedDbDisk } from "../../src/storage/indexed-db/indexed-db-disk.ts";
import { newDisk, PATIENCE, rejection, start } from "./serving/serving.ts";
import sharedThing from "./serving/shared-thing.ts?raw";
import type { SharedThing } from "./serving/shared-thing.ts";

type Stub = Omit<SharedThing, "alarm" | "counter" | "fetch"> & {
  counter(): Promise<{ add(step: number): Promise<number> }> & {
    add(step: number): Promise<number>;
  };
  fetch: typeof fetch;
};

function sharedOn(disk: string, change: Partial<WorkerConfig> = {}): WorkerConfig {
  return {
    modules: { "shared-thing.ts": sharedThing },
    compatibilityDate: "2026-11-17",
    durableObjectNamespaces: [{ className: "SharedThing", uniqueKey: "things" }],
    durableObjectStorage: { localDisk: disk },
    bindings: { THINGS: { durableObjectNamespace: "SharedThing" } },
    ...change,
  };
}

const impatient = (): Worker =>
  new Worker(new URL("./serving/impatient-host.ts", import.meta.url), { type: "module" });

function impatientOn(disk: string): WorkerConfig {
  const { modules: _, ...config } = sharedOn(disk);
  return { ...config, worker: impatient } as WorkerConfig;
}

function thing(server: Server, name = "a"): Stub {
  return server.env["THINGS"].getByName(name) as Stub;
}

function eventsOf(server: Server, type: HostEvent["type"]): HostEvent[] {
  return server.events.past.filter((event) => event.type === type);
}

/** Waits for `count` changes of the leader, and returns the roles they gave this server. */
async function roles(server: Server, count: number): Promise<unknown[]> {
  const received = (): unknown[] =>
    eventsOf(server, "leader-changed").map((event) => (event as { role: string }).role);
  await expect.poll(received, { timeout: PATIENCE }).toHaveLength(count);
  return received();
}

/** Starts a call that does not end. */
async function hang(server: Server): Promise<{ readonly failed: Promise<Error> }> {
  let failed: Promise<Error> | undefined;
  await new Promise<void>((begun) => {
    failed = rejection(thing(server).hang(async () => begun()));
  });
  return { failed: failed as Promise<Error> };
}

const retryable = { message: expect.any(String), retryable: true };

test("a second server on a disk is a follower of the first, and behaves the same", async () => {
  const disk = newDisk();
  const first = await start(sharedOn(disk));
  const second = await start(sharedOn(disk));
  expect([first.role, second.role]).toEqual(["leader", "follower"]);
  const instance = await thing(first).instance();
  const stub = thing(second);
  expect(await stub.instance()).toBe(instance);
  await stub.put("key", new Map([["a", 1n]]));
  expect(await thing(first).get("key")).toEqual(new Map([["a", 1n]]));

  const response = await stub.fetch("https://example.com/", { method: "POST", body: "hello" });
  expect([response.status, await response.text()]).toEqual([202, `POST hello ${instance}`]);
  const answer = await second.fetch("https://example.com/a");
  expect(await answer.text()).toBe(instance);

  expect(await stub.callBack(async (value) => value * 10)).toBe(30);
  expect(await stub.counter().add(2)).toBe(2);
  const counter = await stub.counter();
  expect([await counter.add(3), await counter.add(4)]).toEqual([3, 7]);

  const text = new Response("a stream").body as ReadableStream<Uint8Array>;
  expect(await new Response(await stub.capitals(text)).text()).toBe("A STREAM");

  const error = await rejection(stub.fail());
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ message: "as told", detail: { code: 7 }, remote: true });
});

test("a follower sees the leader's events, objects and clock", async () => {
  const disk = newDisk();
  const first = await start(sharedOn(disk));
  const second = await start(sharedOn(disk));
  await second.clock.freeze(1_000_000);
  expect(await first.clock.now()).toBe(1_000_000);
  await thing(second).setAlarm(1_010_000);
  expect((await second.inspect.alarms()).alarms).toMatchObject([{ scheduledTime: 1_010_000 }]);
  await second.clock.advance(10_000);
  expect(await thing(second).get("delivered")).toBe(1);
  expect(await second.clock.state()).toEqual({ mode: "frozen", now: 1_010_000 });
  const types = (server: Server): string[] =>
    server.events.past.map(({ type }) => type).filter((type) => type.startsWith("a"));
  expect(types(second)).toEqual(types(first));
  expect(types(second)).toContain("alarm-succeeded");
  expect(await second.inspect.actors()).toEqual(await first.inspect.actors());
  const [file] = await second.inspect.files();
  const bytes = await second.inspect.readFile(file?.path ?? "");
  expect(bytes.length).toBe(file?.size);
  await expect(second.inspect.readFile("none")).rejects.toThrow('There is no file "none"');
  expect(await second.clock.runNextAlarm()).toBe(false);
});

test("the events of a follower's call arrive before its result", async () => {
  const disk = newDisk();
  await start(sharedOn(disk));
  const second = await start(sharedOn(disk));
  const stub = thing(second);
  for (let i = 0; i < 20; i++) {
    await stub.say(`line ${i}`);
    expect(eventsOf(second, "console").at(-1)).toMatchObject({ text: `line ${i}` });
  }
});

test("when the leader closes, a follower takes over, and its stubs work again", async () => {
  const disk = newDisk();
  const first = await start(sharedOn(disk));
  const second = await start(sharedOn(disk));
  const stub = thing(second);
  const instance = await stub.instance();
  await stub.put("key", "kept");
  const time = Date.now() + 400;
  await stub.setAlarm(time);
  let roleInListener: string | undefined;
  second.events.on("leader-changed", () => {
    roleInListener = second.role;
  });
  await first.close();
  expect(await stub.get("key")).toBe("kept");
  expect(await stub.instance()).not.toBe(instance);
  expect(await roles(second, 1)).toEqual(["leader"]);
  expect([second.role, roleInListener]).toEqual(["leader", "leader"]);
  await expect.poll(() => stub.get("delivered"), { timeout: PATIENCE }).toBe(1);
  expect(await (await second.fetch("https://example.com/a")).text()).toBe(await stub.instance());
});

/** The ways in which a leader ends. */
const ends = {
  closes: (server: Server) => server.close(),
  "is killed": async (server: Server) => server.kill(),
};

for (const [words, end] of Object.entries(ends)) {
  test(`when the leader ${words}, the next leader keeps its frozen clock, and no alarm is overdue`, async () => {
    const disk = newDisk();
    const begin = 1_000_000;
    const first = await start(sharedOn(disk));
    const second = await start(sharedOn(disk));
    // Its own clock differs; it must take over the leader's.
    const third = await start(sharedOn(disk), { clock: { mode: "rated", now: 5, rate: 7 } });
    await first.clock.freeze(begin);
    // Long overdue in real time.
    await thing(first).setAlarm(begin + 5_000);
    await first.clock.advance(1_000);
    await end(first);
    await roles(second, 1);
    expect(await second.clock.state()).toEqual({ mode: "frozen", now: begin + 1_000 });
    expect(eventsOf(second, "clock-changed").at(-1)).toMatchObject({
      clock: { mode: "frozen", now: begin + 1_000 },
    });
    expect((await second.inspect.alarms()).alarms).toMatchObject([
      { scheduledTime: begin + 5_000, retryCount: 0, running: false },
    ]);
    // Now a follower advances the clock, and a leader that was a follower ends.
    await third.clock.advance(1_000);
    await end(second);
    await expect.poll(() => third.role, { timeout: PATIENCE }).toBe("leader");
    expect(await third.clock.state()).toEqual({ mode: "frozen", now: begin + 2_000 });
    expect(await thing(third).get("delivered")).toBe(undefined);
    expect(await third.clock.runNextAlarm()).toBe(true);
    expect(await third.clock.now()).toBe(begin + 5_000);
    expect(await thing(third).get("delivered")).toBe(1);
    for (const server of [first, second, third]) {
      expect(eventsOf(server, "alarm-fired").filter(({ time }) => time < begin + 5_000)).toEqual(
        [],
      );
    }
  });
}

test("the next leader continues a fast clock at the same rate, from its last time", async () => {
  const disk = newDisk();
  const first = await start(sharedOn(disk));
  const second = await start(sharedOn(disk));
  const day = 24 * 60 * 60 * 1000;
  await first.clock.run(60, day);
  const before = await second.clock.now();
  first.kill();
  await roles(second, 1);
  const { now, ...clock } = await second.clock.state();
  expect(clock).toEqual({ mode: "rated", rate: 60 });
  expect(now).toBeGreaterThanOrEqual(before);
  // Not real time, which is decades ahead.
  expect(now).toBeLessThan(day + day);
});

test("a clock that was set back to real time stays real with the next leader", async () => {
  const disk = newDisk();
  const first = await start(sharedOn(disk));
  const second = await start(sharedOn(disk), { clock: { mode: "frozen", now: 1 } });
  await second.clock.freeze(1_000_000);
  await first.clock.real();
  await first.close();
  await roles(second, 1);
  expect(await second.clock.state()).toMatchObject({ mode: "real" });
  expect(eventsOf(second, "clock-changed").at(-1)).toMatchObject({ clock: { mode: "real" } });
});

test("a call that waits for a leader fails as retryable when its server closes", async () => {
  const disk = newDisk();
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await new Promise<void>((given) => {
    void navigator.locks.request(`tabd:disk:${disk}`, () => {
      given();
      return held;
    });
  });
  try {
    const server = await start(sharedOn(disk));
    const failed = rejection(thing(server).get("key"));
    await server.close();
    expect(await failed).toMatchObject({ message: "Network connection lost.", retryable: true });
  } finally {
    release();
  }
});

test("an alarm that is overdue when a follower takes over fires at once", async () => {
  const disk = newDisk();
  const first = await start(impatientOn(disk));
  const second = await start(impatientOn(disk));
  await thing(first).setAlarm(Date.now() + 200);
  expect(await thing(second).get("delivered")).toBe(undefined);
  // The blocked host does not answer until its followers consider it gone.
  const blocked = rejection(thing(first).block(5_000));
  expect(await roles(second, 1)).toEqual(["leader"]);
  expect(await blocked).toMatchObject(retryable);
  await expect.poll(() => thing(second).get("delivered"), { timeout: PATIENCE }).toBe(1);
});

test("when the leader is killed, calls under way fail and the next follower takes over", async () => {
  const disk = newDisk();
  const servers = [await start(sharedOn(disk))];
  for (let i = 0; i < 3; i++) servers.push(await start(sharedOn(disk)));
  const [first, ...followers] = servers as [Server, ...Server[]];
  const stubs = followers.map((follower) => thing(follower));
  await Promise.all(stubs.map((stub, i) => stub.put(`key ${i}`, i)));
  const calls = await Promise.all(followers.map((follower) => hang(follower)));
  first.kill();
  for (const { failed } of calls) expect(await failed).toMatchObject(retryable);
  for (const follower of followers) await roles(follower, 1);
  expect(followers.map(({ role }) => role).toSorted()).toEqual(["follower", "follower", "leader"]);
  for (const stub of stubs) {
    expect(await Promise.all([0, 1, 2].map((i) => stub.get(`key ${i}`)))).toEqual([0, 1, 2]);
  }
  const instances = await Promise.all(stubs.map((stub) => stub.instance()));
  expect(new Set(instances).size).toBe(1);
});

test("killing a follower does not affect the other servers", async () => {
  const disk = newDisk();
  const first = await start(sharedOn(disk));
  const second = await start(sharedOn(disk));
  const instance = await thing(second).instance();
  const { failed } = await hang(second);
  second.kill();
  expect(await failed).toMatchObject(retryable);
  expect(await thing(first).instance()).toBe(instance);
  const third = await start(sharedOn(disk));
  expect([third.role, await thing(third).instance()]).toEqual(["follower", instance]);
  expect(eventsOf(first, "leader-changed")).toEqual([]);
});

test("a leader whose lock is stolen becomes a follower of the thief", async () => {
  const disk = newDisk();
  const first = await start(sharedOn(disk));
  await thing(first).put("key", 1);
  const instance = await thing(first).instance();
  const second = await start(sharedOn(disk));
  await thing(second).instance();
  const { failed } = await hang(first);
  // The thief releases the lock at once, so the next follower gets it.
  await navigator.locks.request(`tabd:disk:${disk}`, { steal: true }, () => undefined);
  expect(await failed).toMatchObject(retryable);
  await roles(second, 1);
  expect([second.role, first.role]).toEqual(["leader", "follower"]);
  expect(await thing(first).get("key")).toBe(1);
  expect(await thing(first).instance()).not.toBe(instance);
  expect(await thing(first).instance()).toBe(await thing(second).instance());
});

test("a fenced leader loses unacknowledged writes and recovers", async () => {
  const disk = newDisk();
  const first = await start(sharedOn(disk));
  await thing(first).put("key", 1);
  const instance = await thing(first).instance();
  // Opens the disk without the lock, which fences the leader.
  const intruder = await openIndexedDbDisk(disk);
  await intruder.close();
  const failed = await rejection(thing(first).put("key", 2));
  expect(failed).toMatchObject(retryable);
  expect(await roles(first, 2)).toEqual(["follower", "leader"]);
  expect(await thing(first).get("key")).toBe(1);
  expect(await thing(first).instance()).not.toBe(instance);
  await thing(first).put("key", 3);
  expect(await thing(first).get("key")).toBe(3);
});

test("a stuck leader is replaced, and its late writes are not stored", async () => {
  const disk = newDisk();
  const first = await start(impatientOn(disk));
  await thing(first).put("blocked", 0);
  const second = await start(impatientOn(disk));
  expect(await thing(second).get("blocked")).toBe(0);
  const late = rejection(thing(first).block(5_000));
  expect(await roles(second, 1)).toEqual(["leader"]);
  expect(await thing(second).get("blocked")).toBe(0);
  expect(await late).toMatchObject(retryable);
  expect(await roles(first, 1)).toEqual(["follower"]);
  expect(await thing(first).get("blocked")).toBe(0);
  expect(await thing(first).instance()).toBe(await thing(second).instance());
});

test("calls made while there is no leader wait for the next one", async () => {
  const disk = newDisk();
  const name = `tabd:disk:${disk}`;
  let release = (): void => {};
  await new Promise<void>((held) => {
    void navigator.locks.request(name, () => {
      held();
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    });
  });
  const server = await start(sharedOn(disk));
  expect(server.role).toBe("follower");
  const stub = thing(server);
  const calls = [stub.put("key", 1), stub.put("key", 2), stub.get("key"), server.inspect.files()];
  release();
  expect((await Promise.all(calls))[2]).toBe(2);
  expect(server.role).toBe("leader");
});

test("an invalid message is dropped and reported", async () => {
  const disk = newDisk();
  const first = await start(sharedOn(disk));
  const second = await start(sharedOn(disk));
  const channel = new BroadcastChannel(`tabd:disk:${disk}`);
  const heads = { tabd: PROTOCOL_VERSION, disk };
  for (const message of [
    "hello",
    null,
    [],
    { ...heads, type: "eval", code: "1" },
    { ...heads, type: "hello", from: "somewhere" },
    { ...heads, type: "leader", leader: 1 },
    { ...heads, disk: "another", type: "leader", leader: "x" },
    { disk, type: "leader", leader: "x" },
  ]) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the target is not a window
    channel.postMessage(message);
  }
  for (const server of [first, second]) {
    await expect
      .poll(() => eventsOf(server, "message-dropped"), { timeout: PATIENCE })
      .toMatchObject(
        [
          "it is not an object",
          "it is not an object",
          "it is not an object",
          "its type is unknown",
          "a hello names no channel of the disk",
          "a leader has no name",
          "it is about another disk",
          "it has no version",
        ].map((reason) => ({ disk, reason })),
      );
    expect(await thing(server).callBack(async (value) => value)).toBe(3);
  }
  channel.close();
});

test("a leader of another version is not considered gone, and calls fail with the reason", async () => {
  const disk = newDisk();
  let release = (): void => {};
  void navigator.locks.request(`tabd:disk:${disk}`, () => {
    return new Promise<void>((resolve) => {
      release = resolve;
    });
  });
  const channel = new BroadcastChannel(`tabd:disk:${disk}`);
  channel.addEventListener("message", () =>
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the target is not a window
    channel.postMessage({ tabd: 99, disk, type: "leader", leader: "x" }),
  );
  const server = await start(impatientOn(disk));
  await expect
    .poll(() => rejection(thing(server).instance()), { timeout: PATIENCE })
    .toMatchObject({ message: expect.stringContaining("Reload every tab of this site") });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(server.role).toBe("follower");
  channel.close();
  release();
  await roles(server, 1);
  expect(await thing(server).get("key")).toBe(undefined);
});

test("the leader's code runs, and a follower with other code gets an event", async () => {
  const disk = newDisk();
  const first = await start(sharedOn(disk));
  const same = await start(sharedOn(disk));
  const other = sharedThing.replace("toUpperCase()", "toLowerCase()");
  const second = await start(
    sharedOn(disk, { name: "other", modules: { "shared-thing.ts": other } }),
  );
  const text = (): ReadableStream => new Response("Stream").body as ReadableStream;
  expect(await new Response(await thing(second).capitals(text())).text()).toBe("STREAM");
  await expect.poll(() => eventsOf(second, "code-differs"), { timeout: PATIENCE }).toHaveLength(1);
  const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
  const [event] = eventsOf(second, "code-differs") as { own?: object; leader?: object }[];
  expect(event).toMatchObject({
    disk,
    own: { name: "other", hash },
    leader: { name: "main", hash },
  });
  await thing(same).instance();
  expect(eventsOf(same, "code-differs")).toEqual([]);
  await same.close();
  await first.close();
  await roles(second, 1);
  expect(await new Response(await thing(second).capitals(text())).text()).toBe("stream");
});

test("a server without a disk is its own leader", async () => {
  const config = sharedOn("", { durableObjectStorage: "inMemory" });
  const servers = [await start(config), await start(config)];
  expect(servers.map(({ role }) => role)).toEqual(["leader", "leader"]);
  const instances = await Promise.all(servers.map((server) => thing(server).instance()));
  expect(new Set(instances).size).toBe(2);
});
