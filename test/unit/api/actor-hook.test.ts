import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "../../../src/actor/actor.ts";
import { ActorNamespace } from "../../../src/actor/actor-namespace.ts";
import { EventLoop } from "../../../src/actor/event-loop.ts";
import { currentContext } from "../../../src/actor/io-context.ts";
import { actorHook, connectRpcToActors } from "../../../src/api/actor-hook.ts";
import { DurableObject, WorkerEntrypoint } from "../../../src/api/entrypoint-classes.ts";
import { makeDurableObjectState } from "../../../src/api/durable-object-state.ts";
import { serviceHook } from "../../../src/api/service-hook.ts";
import { RealClock } from "../../../src/clock/real-clock.ts";
import { compatibility } from "../../../src/config/compatibility.ts";
import { callFromOutside, openContext, setContexts } from "../../../src/rpc/context.ts";
import { makeNamespace } from "../../../src/rpc/bindings/durable-object-namespace.ts";
import { makeFetcher } from "../../../src/rpc/bindings/fetcher.ts";
import { HandlerTarget } from "../../../src/rpc/handler-target.ts";
import { type AnyStub, failure, settle } from "../rpc/ends.ts";

/** The name of the object whose code is running; undefined outside objects. */
const running = (): string | undefined => currentContext()?.actor.id.name;

class Room extends DurableObject {
  readonly log: unknown[] = [];

  running(): string | undefined {
    return running();
  }

  note(value: unknown): void {
    this.log.push(value);
  }

  takeLog(): unknown[] {
    return this.log.splice(0);
  }

  async block(until: AnyStub): Promise<void> {
    await this.ctx.blockConcurrencyWhile(async () => {
      this.log.push("begin");
      await until();
      this.log.push("end");
    });
  }

  async call(callback: AnyStub, ...args: unknown[]): Promise<unknown> {
    return [await callback(...args), running()];
  }

  async callOther(name: string): Promise<unknown> {
    return [await rooms.getByName(name).running(), running()];
  }

  async callService(): Promise<unknown> {
    return [await service.running(), running()];
  }

  sendFromOutside(callback: AnyStub): unknown {
    return callFromOutside(() => callback(running()));
  }

  send(callback: AnyStub): unknown {
    return callback(running());
  }

  writer: WritableStreamDefaultWriter<Uint8Array> | undefined;

  fetch(request: Request): Response {
    if (!request.url.endsWith("/stream")) return new Response(`${request.method} ${running()}`);
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    this.writer = writable.getWriter();
    void this.writer.write(new TextEncoder().encode("first ")).catch(() => undefined);
    return new Response(readable);
  }

  async finish(): Promise<void> {
    await this.writer?.write(new TextEncoder().encode("last"));
    await this.writer?.close();
  }

  abort(): void {
    this.ctx.abort("aborted");
  }
}

class Service extends WorkerEntrypoint {
  running(): string | undefined {
    return running();
  }
}

const loop = new EventLoop();
const namespace = new ActorNamespace({
  className: "Room",
  uniqueKey: "rooms",
  preventEviction: false,
  storage: null,
  clock: new RealClock(),
  loop,
  deleteAllDeletesAlarm: true,
  report: () => undefined,
  random: Math.random,
  makeInstance: (actor) => new Room(state(actor), {}),
});
const { ids } = namespace;
if (ids === null) throw new Error("a namespace with a key has ids");
const rooms: AnyStub = makeNamespace({ ids, hook: (id) => actorHook(namespace, id) });
const service: AnyStub = makeFetcher(serviceHook(() => new Service({}, {})));

function state(actor: Actor): AnyStub {
  return makeDurableObjectState({
    actor,
    clock: new RealClock(),
    compatibility: compatibility("2026-08-01", []),
    enableSql: false,
    exports: {},
  });
}

function actorOf(name: string): Actor {
  return namespace.getActor(ids?.idFromName(name) as never);
}

function lock(actor: Actor): () => void {
  let open: () => void = () => undefined;
  actor.outputGate.lockWhile(
    new Promise<void>((resolve) => {
      open = resolve;
    }),
  );
  return open;
}

beforeAll(() => connectRpcToActors(loop));
afterAll(() => {
  namespace.close();
  setContexts(() => null, openContext);
});

describe("the current context", () => {
  test("is the object's in its methods, and unset after its response", async () => {
    expect(await rooms.getByName("a").running()).toBe("a");
    expect(running()).toBeUndefined();
    await failure(() => rooms.getByName("a").missing());
    expect(running()).toBeUndefined();
    const response = await rooms.getByName("a").fetch("http://a/");
    expect(running()).toBeUndefined();
    expect(await response.text()).toBe("GET a");
  });

  test("is the caller's again when another object has answered", async () => {
    expect(await rooms.getByName("a").callOther("b")).toEqual(["b", "a"]);
  });

  test("is unset in a service, for any caller, and in callbacks of code outside objects", async () => {
    expect(await rooms.getByName("a").callService()).toEqual([undefined, "a"]);
    const seen: unknown[] = [];
    const answer = await rooms.getByName("a").call(() => void seen.push(running()));
    expect([seen, answer]).toEqual([[undefined], [undefined, "a"]]);
  });
});

describe("gates", () => {
  test("a result waits for the object's output gate", async () => {
    const room = rooms.getByName("output");
    await room.note(1);
    const open = lock(actorOf("output"));
    let answered = false;
    const answer = room.running().finally(() => {
      answered = true;
    });
    await settle();
    expect(answered).toBe(false);
    open();
    expect(await answer).toBe("output");
  });

  test("a call waits for its caller's output gate, unless the host makes it", async () => {
    const room = rooms.getByName("caller");
    await room.note(1);
    const open = lock(actorOf("caller"));
    const heard: string[] = [];
    const sent = room.send((who: string) => heard.push(`send ${who}`));
    const outside = room.sendFromOutside((who: string) => heard.push(`outside ${who}`));
    await settle();
    expect(heard).toEqual(["outside caller"]);
    open();
    await Promise.all([sent, outside]);
    expect(heard).toEqual(["outside caller", "send caller"]);
  });

  test("calls wait for the object's input gate, in order", async () => {
    const room = rooms.getByName("input");
    let end: () => void = () => undefined;
    const blocked = room.block(
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    await settle();
    const first = room.note("first");
    const second = rooms.getByName("input").note("second");
    await settle();
    end();
    await Promise.all([blocked, first, second]);
    expect(await room.takeLog()).toEqual(["begin", "end", "first", "second"]);
  });
});

describe("the life of an object", () => {
  test("a stub starts nothing until it is used", async () => {
    const count = [...namespace.running()].length;
    const room = rooms.getByName("lazy");
    expect([...namespace.running()]).toHaveLength(count);
    await room.note(1);
    expect([...namespace.running()]).toHaveLength(count + 1);
  });

  test("an eviction does not break stubs", async () => {
    const room = rooms.getByName("evicted");
    await room.note(1);
    actorOf("evicted").evict();
    expect(await room.takeLog()).toEqual([]);
  });

  test("lasts while a body is written that is being read", async () => {
    const room = rooms.getByName("body");
    const response: Response = await room.fetch("http://a/stream");
    const { activity } = actorOf("body");
    expect(activity.events).toBe(1);
    const text = response.text();
    await settle();
    expect(activity.events).toBe(1);
    await room.finish();
    expect(await text).toBe("first last");
    expect(activity.events).toBe(0);
  });

  test("does not last for a body that is not read", async () => {
    const room = rooms.getByName("unwanted");
    await room.fetch("http://a/");
    await settle();
    const { activity } = actorOf("unwanted");
    expect(activity.events).toBe(0);
    const response: Response = await room.fetch("http://a/stream");
    expect(activity.events).toBe(1);
    await response.body?.cancel();
    expect(activity.events).toBe(0);
  });

  test("ends a body with the error that ended the object", async () => {
    const room = rooms.getByName("broken body");
    const response: Response = await room.fetch("http://a/stream");
    await failure(() => room.abort());
    const reset = { message: "aborted", durableObjectReset: true, remote: true };
    expect(await failure(() => response.text())).toMatchObject(reset);
  });

  test("a stub whose object was reset stays broken; a new stub works", async () => {
    const room = rooms.getByName("reset");
    const reset = { message: "aborted", durableObjectReset: true };
    expect(await failure(() => room.abort())).toMatchObject(reset);
    expect(await failure(() => room.running())).toMatchObject(reset);
    expect(await failure(() => room.fetch("http://a/"))).toMatchObject(reset);
    expect(await rooms.getByName("reset").running()).toBe("reset");
  });
});

describe("a handler object", () => {
  const ctx = {};
  const env = {};
  const handler = {
    fetch: (...args: unknown[]) => Response.json([args[1] === env, args[2] === ctx]),
    method: () => 1,
  };
  const entry: AnyStub = makeFetcher(serviceHook(() => new HandlerTarget(handler, env, ctx)));

  test("answers fetch() with its arguments", async () => {
    const response: Response = await entry.fetch("http://a/");
    expect(await response.json()).toEqual([true, true]);
  });

  test("has methods over RPC that take one argument", async () => {
    expect((await failure(() => entry.method())).message).toContain(
      "you must always send exactly one argument",
    );
  });
});
