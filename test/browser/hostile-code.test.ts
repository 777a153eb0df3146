import type { HostEvent, Server, WorkerConfig } from "tabd";
import { serve } from "tabd";
import { expect, test } from "vitest";

import { newDisk, PATIENCE, rejection, seen, start, thingsOn } from "./serving/serving.ts";

/** A hostile class, and a harmless one in another namespace. */
const code = `
import { DurableObject } from "cloudflare:workers";

const throwing = (name) => ({ get [name]() { throw new Error("the getter of " + name); } });

export class Hostile extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    if (ctx.id.name === "unborn") throw new Error("not to be born");
  }
  async loop() {
    for (;;);
  }
  async alarm() {
    for (;;);
  }
  async setAlarm(time) {
    await this.ctx.storage.setAlarm(time);
  }
  async reject(count) {
    for (let n = 0; n < count; n++) void Promise.reject(new Error("nobody caught " + n));
    setTimeout(() => { throw new Error("nobody caught the timer's"); });
  }
  returns(what) {
    switch (what) {
      case "value": return { deep: throwing("value") };
      case "then": return throwing("then");
      case "proxy": return new Proxy({}, { ownKeys() { throw new Error("no keys"); } });
      case "revoked": {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return proxy;
      }
      case "toJSON": return { ...Object.getOwnPropertyDescriptors({}), toJSON() { throw new Error("no"); } };
    }
  }
  throws(what) {
    switch (what) {
      case "message": throw Object.defineProperty(new Error(), "message", Object.getOwnPropertyDescriptor(throwing("message"), "message"));
      case "name": throw Object.defineProperty(new Error("of no name"), "name", Object.getOwnPropertyDescriptor(throwing("name"), "name"));
      case "stack": throw Object.defineProperty(new Error("of no stack"), "stack", Object.getOwnPropertyDescriptor(throwing("stack"), "stack"));
      case "cause": throw Object.assign(new Error("of no cause"), { cause: throwing("cause") });
      case "proxy": throw new Proxy(new Error("a proxy"), { get() { throw new Error("no members"); }, getPrototypeOf() { throw new Error("no prototype"); } });
      case "null": throw null;
      case "primitive": throw Object.assign(() => undefined, { toString() { throw new Error("no text"); } });
    }
  }
  async print() {
    console.log(throwing("a"), { toString() { throw 1; } }, new Proxy({}, { ownKeys() { throw 2; } }), Symbol("s"));
  }
  get member() {
    throw new Error("the getter of member");
  }
  async count() {
    const count = ((await this.ctx.storage.get("count")) ?? 0) + 1;
    await this.ctx.storage.put("count", count);
    return count;
  }
}

export class Good extends DurableObject {
  async add() {
    const count = ((await this.ctx.storage.get("count")) ?? 0) + 1;
    await this.ctx.storage.put("count", count);
    return count;
  }
  async setAlarm(time) {
    await this.ctx.storage.setAlarm(time);
  }
  async alarm() {
    await this.ctx.storage.put("fired", true);
  }
  async fired() {
    return (await this.ctx.storage.get("fired")) ?? false;
  }
}
`;

function hostileOn(disk: string, text = code): WorkerConfig {
  return thingsOn(disk, {
    modules: { "main.js": text },
    durableObjectNamespaces: [
      { className: "Hostile", uniqueKey: "hostile" },
      { className: "Good", uniqueKey: "good" },
    ],
    bindings: {
      HOSTILE: { durableObjectNamespace: "Hostile" },
      GOOD: { durableObjectNamespace: "Good" },
    },
  });
}

interface Stubs {
  // oxlint-disable-next-line typescript/no-explicit-any -- hostile code may return anything
  readonly hostile: any;
  readonly good: {
    add(): Promise<number>;
    setAlarm(time: number): Promise<void>;
    fired(): Promise<boolean>;
  };
}

function stubs(server: Server, name = "a"): Stubs {
  return {
    hostile: server.env["HOSTILE"].getByName(name),
    good: server.env["GOOD"].getByName("a"),
  };
}

/** Counts ticks of the page's timer during an action; a blocked page has none. */
async function whileTicking<T>(work: Promise<T>, least: number): Promise<T> {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 10);
  const result = await work;
  await expect.poll(() => ticks, { timeout: PATIENCE }).toBeGreaterThanOrEqual(least);
  clearInterval(timer);
  return result;
}

const lines = (server: Server): string[] =>
  server.events.past.flatMap((event) => (event.type === "console" ? [event.text] : []));

test("an endless loop leaves the page responsive, kill() ends it, and the other namespaces recover", async () => {
  const disk = newDisk();
  const server = await start(hostileOn(disk), { unresponsiveAfter: 500 });
  const { hostile, good } = stubs(server);
  expect(await good.add()).toBe(1);
  const time = Date.now() + 600;
  await good.setAlarm(time);
  const looping = rejection(hostile.loop());
  await whileTicking(seen(server, "host-unresponsive"), 10);
  const waiting = rejection(good.add());
  server.kill();
  for (const failed of [looping, waiting]) expect(await failed).toMatchObject({ retryable: true });

  const next = await start(hostileOn(disk));
  await expect.poll(() => stubs(next).good.fired(), { timeout: PATIENCE }).toBe(true);
  expect(await stubs(next).good.add()).toBe(2);
  expect((await next.verify()).ok).toBe(true);
});

test("an alarm with an endless loop is reported even if it starts before serve() returns", async () => {
  const disk = newDisk();
  const first = await start(hostileOn(disk));
  await stubs(first).good.add();
  await first.clock.freeze();
  const time = Date.now() + 1;
  await stubs(first).hostile.setAlarm(time);
  first.kill();
  await expect.poll(() => Date.now()).toBeGreaterThan(time);

  const giveUp = new AbortController();
  const unresponsive = new Promise<HostEvent>((resolve) => {
    const onEvent = (event: HostEvent): void => {
      if (event.type === "host-unresponsive") resolve(event);
    };
    serve(hostileOn(disk), { unresponsiveAfter: 500, onEvent, signal: giveUp.signal }).then(
      (server) => giveUp.signal.addEventListener("abort", () => server.kill()),
      () => undefined,
    );
  });
  expect(await whileTicking(unresponsive, 10)).toMatchObject({ silence: 500 });
  giveUp.abort(new Error("enough"));

  const mended = code.replace("async alarm() {\n    for (;;);", "async alarm() {");
  const next = await start(hostileOn(disk, mended));
  await seen(next, "alarm-succeeded");
  expect(await stubs(next).good.add()).toBe(2);
});

test("uncaught errors are reported and end neither host nor objects", async () => {
  const server = await start(hostileOn(newDisk()));
  const { hostile, good } = stubs(server);
  await hostile.reject(100);
  await expect
    .poll(() => lines(server).filter((line) => line.includes("nobody caught")), {
      timeout: PATIENCE,
    })
    .toHaveLength(101);
  expect([await hostile.count(), await hostile.count(), await good.add()]).toEqual([1, 2, 1]);
});

test("values and errors whose getters throw fail their own call only", async () => {
  const server = await start(hostileOn(newDisk()));
  const { hostile, good } = stubs(server);
  for (const what of ["value", "then", "proxy", "revoked"]) {
    const error = await rejection(hostile.returns(what));
    expect([what, error.message]).toEqual([
      what,
      expect.stringMatching(/getter|serializ|clone|keys|revoked/i),
    ]);
  }
  for (const what of ["message", "name", "stack", "cause", "proxy", "null", "primitive"]) {
    const outcome = await hostile.throws(what).then(
      () => "returned",
      () => "thrown",
    );
    expect([what, outcome]).toEqual([what, "thrown"]);
  }
  expect((await rejection(hostile.member)).message).toContain("the getter of member");
  await hostile.print();
  expect(lines(server).length).toBeGreaterThanOrEqual(1);
  expect([await hostile.count(), await good.add()]).toEqual([1, 1]);
  expect(server.events.past.filter(({ type }) => type === "actor-broken")).toEqual([]);
});

test("a constructor that throws affects only its own object", async () => {
  const disk = newDisk();
  const server = await start(hostileOn(disk));
  for (let n = 0; n < 3; n++) {
    const error = await rejection(stubs(server, "unborn").hostile.count());
    expect(error.message).toBe("not to be born");
  }
  expect([await stubs(server).hostile.count(), await stubs(server).good.add()]).toEqual([1, 1]);
  await server.close();
  const next = await start(hostileOn(disk, code.replace('"unborn"', '"nobody"')));
  expect(await stubs(next, "unborn").hostile.count()).toBe(1);
});

test("ten thousand concurrent events on one object are each answered once, in order", async () => {
  const server = await start(hostileOn(newDisk()));
  const { hostile, good } = stubs(server);
  const answers: number[] = [];
  const calls = Array.from({ length: 10_000 }, async () => {
    answers.push(await hostile.count());
  });
  const others = whileTicking(good.add(), 3);
  expect(await others).toBe(1);
  await whileTicking(Promise.all(calls), 10);
  expect(answers).toEqual(Array.from({ length: 10_000 }, (_, n) => n + 1));
  expect(server.events.past.filter(({ type }) => type === "host-unresponsive")).toEqual([]);
});
