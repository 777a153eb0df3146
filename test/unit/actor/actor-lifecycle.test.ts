import { describe, expect, it } from "vitest";

import type { Actor } from "../../../src/actor/actor.ts";
import { Engine, storageOf } from "./engine.ts";

const bytes = (n: number) => Uint8Array.of(n);

/** A promise and the function that resolves it. */
function gate(): { promise: Promise<void>; open: () => void } {
  let open!: () => void;
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

async function failure(promise: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await promise;
  } catch (error) {
    const { name, message } = error as Error;
    return { name, message, ...(error as object) };
  }
  return { name: "no error" };
}

describe("an actor's constructor", () => {
  it("runs once for simultaneous events, which wait for it", async () => {
    const engine = await Engine.start();
    const made = await Promise.all([1, 2, 3].map(() => engine.run(() => engine.made)));
    expect(made).toEqual([1, 1, 1]);
  });

  it("fails every waiting event if it throws; the next event makes a new instance", async () => {
    let fail = true;
    const engine = await Engine.start({
      construct() {
        if (fail) throw new TypeError("not today");
      },
    });
    const [one, two] = [engine.run(() => 1), engine.run(() => 2)];
    const expected = { name: "TypeError", message: "not today", durableObjectReset: true };
    expect(await failure(one)).toEqual(expected);
    expect(await failure(two)).toEqual(expected);
    fail = false;
    expect(await engine.run(() => engine.made)).toBe(2);
    expect(engine.told()).toEqual(["0 actor-broken", "0 actor-started"]);
  });

  it("holds events back until its blockConcurrencyWhile() has ended", async () => {
    const seen: string[] = [];
    const held = gate();
    const engine = await Engine.start({
      construct(actor) {
        void actor.blockConcurrencyWhile(async () => {
          seen.push("block");
          await actor.awaitIo(held.promise);
          seen.push("end");
        });
        seen.push("constructed");
      },
    });
    const event = engine.run(() => seen.push("event"));
    await engine.settle();
    expect(seen).toEqual(["constructed", "block"]);
    held.open();
    await event;
    expect(seen).toEqual(["constructed", "block", "end", "event"]);
  });
});

describe("a critical section", () => {
  it("resets the actor if it throws; its promise never settles, and other events fail", async () => {
    const engine = await Engine.start();
    let settled = false;
    const other = failure(engine.run((_, actor) => actor.awaitIo(new Promise(() => {}))));
    const blocked = failure(
      engine.run(async (_, actor) => {
        const section = actor.blockConcurrencyWhile(async () => {
          throw new RangeError("bad");
        });
        await section.finally(() => (settled = true));
      }),
    );
    const expected = { name: "RangeError", message: "bad", durableObjectReset: true };
    expect(await blocked).toEqual(expected);
    expect(await other).toEqual(expected);
    await engine.settle();
    expect(settled).toBe(false);
    expect(await engine.run(() => engine.made)).toBe(2);
  });

  it("resets the actor after 30 s", async () => {
    const engine = await Engine.start();
    const event = failure(
      engine.run((_, actor) =>
        actor.blockConcurrencyWhile(() => actor.awaitIo(new Promise(() => {}))),
      ),
    );
    await engine.advance(29_999);
    expect(engine.told("actor-broken")).toEqual([]);
    await engine.advance(1);
    expect(await event).toEqual({
      name: "Error",
      message:
        "A call to blockConcurrencyWhile() in a Durable Object waited for too long. " +
        "The call was canceled and the Durable Object was reset.",
      durableObjectReset: true,
      overloaded: true,
    });
    expect(engine.told("actor-broken")).toEqual(["30000 actor-broken"]);
  });

  it("delivers only events that it started itself", async () => {
    const engine = await Engine.start();
    const seen: string[] = [];
    const section = engine.run(async (_, actor) => {
      seen.push("before");
      await actor.blockConcurrencyWhile(async () => {
        seen.push("in");
        await new Promise<void>((resolve) => actor.setTimer(resolve, 100));
        seen.push("in, later");
      });
      seen.push("after");
    });
    await engine.settle();
    const outside = engine.run(() => seen.push("outside"));
    await engine.advance(100);
    await Promise.all([section, outside]);
    expect(seen).toEqual(["before", "in", "in, later", "after", "outside"]);
  });

  it("refuses the 65th nested section synchronously", async () => {
    const engine = await Engine.start();
    const nest = (actor: Actor, depth: number): Promise<number> =>
      actor.blockConcurrencyWhile(async () => {
        if (depth < 64) return nest(actor, depth + 1);
        expect(() => actor.blockConcurrencyWhile(async () => 0)).toThrow(
          "blockConcurrencyWhile() calls are nested too deeply.",
        );
        return depth;
      });
    expect(await engine.run((_, actor) => nest(actor, 1))).toBe(64);
  });
});

describe("eviction", () => {
  it("follows 10 s after the last event has ended; the next event makes a new instance", async () => {
    const engine = await Engine.start();
    await engine.run((storage) => storage.put([["a", bytes(1)]]));
    await engine.advance(9_000);
    await engine.run(() => undefined);
    await engine.advance(9_999);
    expect(engine.told("actor-evicted")).toEqual([]);
    await engine.advance(1);
    expect(engine.told("actor-evicted")).toEqual(["19000 actor-evicted"]);
    expect(await engine.run((storage) => storage.get("a"))).toEqual(bytes(1));
    expect(engine.made).toBe(2);
  });

  it("waits up to 70 s for the actor's timers and promises", async () => {
    const engine = await Engine.start();
    await engine.run((_, actor) => {
      const tick = (): void => void actor.setTimer(tick, 1_000);
      tick();
    });
    await engine.advance(69_999);
    expect(engine.told("actor-evicted")).toEqual([]);
    await engine.advance(1_000);
    expect(engine.told("actor-evicted")).toEqual(["70000 actor-evicted"]);
    await engine.advance(10_000);
    expect(engine.clock.nextTimer()).toBeNull();
  });

  it("waits for an unanswered event", async () => {
    const engine = await Engine.start();
    const held = gate();
    const event = engine.run((_, actor) => actor.awaitIo(held.promise));
    await engine.advance(100_000);
    expect(engine.told("actor-evicted")).toEqual([]);
    held.open();
    await event;
  });

  it("never happens in a namespace with preventEviction", async () => {
    const engine = await Engine.start({ preventEviction: true });
    await engine.run(() => undefined);
    await engine.advance(1_000_000);
    expect(engine.told("actor-evicted")).toEqual([]);
    expect(await engine.run(() => engine.made)).toBe(1);
  });

  it("happens at once for idle actors when thousands run", async () => {
    const engine = await Engine.start();
    const busy = engine.run((_, actor) => actor.awaitIo(new Promise(() => {})), "busy");
    busy.catch(() => undefined);
    for (let n = 0; n < 2_100; n++)
      await engine.run((storage) => storage.alarm.get(), `actor ${n}`);
    expect(engine.told("actor-evicted")).toHaveLength(1_999);
    expect(engine.actor("busy").broken).toBeUndefined();
    expect([...engine.namespace.running()]).toHaveLength(102);
  }, 60_000);

  it("closes the storage for code that still runs", async () => {
    const engine = await Engine.start();
    const storage = await engine.run((own) => own);
    await engine.advance(10_000);
    expect(() => storage.get("a")).toThrow("Durable Object storage is no longer accessible.");
  });
});

describe("abort()", () => {
  it("discards uncommitted writes, keeps committed ones, and fails every event", async () => {
    const engine = await Engine.start();
    await engine.run((storage) => storage.put([["kept", bytes(1)]]));
    const other = failure(engine.run((_, actor) => actor.awaitIo(new Promise(() => {}))));
    const aborted = failure(
      engine.run((storage, actor) => {
        storage.put([["lost", bytes(2)]]);
        actor.abort("enough", { retryAlarm: true });
      }),
    );
    const expected = { name: "Error", message: "enough", durableObjectReset: true };
    expect(await aborted).toEqual(expected);
    expect(await other).toEqual(expected);
    const keys = await engine.run((storage) => storage.list({}).map(([key]) => key));
    expect(keys).toEqual(["kept"]);
  });
});

describe("the output gate", () => {
  it("holds an answer back until the writes are durable", async () => {
    const engine = await Engine.start();
    await engine.run(() => undefined);
    const held = gate();
    engine.disk.gate = held.promise;
    let answered = "";
    const write = engine
      .run((storage) => storage.put([["a", bytes(1)]]))
      .then(() => {
        answered += "write";
      });
    const unconfirmed = engine
      .run((storage) => storage.put([["b", bytes(1)]], { allowUnconfirmed: true }), "b")
      .then(() => {
        answered += "unconfirmed ";
      });
    await unconfirmed;
    await engine.loop.turn();
    expect(answered).toBe("unconfirmed ");
    held.open();
    await write;
    expect(answered).toBe("unconfirmed write");
  });

  it("breaks the actor when the commit fails; its writes are lost", async () => {
    const engine = await Engine.start();
    await engine.run((storage) => storage.put([["a", bytes(1)]]));
    engine.disk.failures = 1;
    const failed = failure(engine.run((storage) => storage.put([["b", bytes(2)]])));
    expect(await failed).toMatchObject({
      message: expect.stringContaining("there is no more room"),
      durableObjectReset: true,
    });
    const keys = await engine.run((storage) => storage.list({}).map(([key]) => key));
    expect(keys).toEqual(["a"]);
    expect(engine.told("actor-broken")).toHaveLength(1);
  });

  it("loses an alarm with its failed commit; the next alarm can be set", async () => {
    const engine = await Engine.start({ alarm: () => undefined });
    await engine.run(() => undefined);
    engine.disk.failures = 1;
    await failure(engine.setAlarm(5_000));
    await engine.settle();
    expect(engine.namespace.alarms?.pending()).toEqual([]);
    expect(engine.namespace.alarms?.next()).toBeNull();
    await engine.setAlarm(7_000);
    await engine.advance(8_000);
    expect(engine.told("alarm-fired")).toEqual(["7000 alarm-fired"]);
  });
});

describe("the implicit transaction", () => {
  it("commits the writes of one turn together", async () => {
    const engine = await Engine.start();
    await engine.run(() => undefined);
    await engine.settle();
    const before = engine.disk.commits;
    await engine.run(async (storage) => {
      storage.put([["a", bytes(1)]]);
      await Promise.resolve();
      storage.put([["b", bytes(2)]]);
      storage.alarm.set(1_100_000);
    });
    expect(engine.disk.commits - before).toBe(1);
  });

  it("is rolled back as a whole when a turn aborts after several writes", async () => {
    const engine = await Engine.start();
    await failure(
      engine.run(async (storage, actor) => {
        storage.put([["a", bytes(1)]]);
        storage.alarm.set(1_100_000);
        await Promise.resolve();
        actor.abort("no", { retryAlarm: true });
      }),
    );
    expect(await engine.run((storage) => [storage.get("a"), storage.alarm.get()])).toEqual([
      undefined,
      null,
    ]);
    expect(engine.namespace.alarms?.count()).toBe(0);
  });
});

describe("transaction()", () => {
  it("commits on success and rolls back on an error, alarm included", async () => {
    const engine = await Engine.start();
    await engine.run(async (storage, actor) => {
      storage.alarm.set(1_500_000);
      await actor.transaction(() => storage.put([["a", bytes(1)]]));
      const failed = await failure(
        actor.transaction(async () => {
          storage.put([["b", bytes(2)]]);
          storage.alarm.set(1_600_000);
          await actor.awaitIo(Promise.resolve());
          throw new RangeError("undo");
        }),
      );
      expect(failed).toEqual({ name: "RangeError", message: "undo" });
      expect(storage.list({}).map(([key]) => key)).toEqual(["a"]);
      expect(storage.alarm.get()).toBe(1_500_000);
    });
    expect(engine.namespace.alarms?.pending().map((alarm) => alarm.scheduledTime)).toEqual([
      1_500_000,
    ]);
  });

  it("nests: a failed inner transaction leaves the outer one's writes", async () => {
    const engine = await Engine.start();
    await engine.run(async (storage, actor) => {
      await actor.transaction(async () => {
        storage.put([["outer", bytes(1)]]);
        await failure(
          actor.transaction(() => {
            storage.put([["inner", bytes(2)]]);
            throw new Error("undo");
          }),
        );
        await actor.transaction(() => storage.put([["second", bytes(3)]]));
      });
    });
    const keys = await engine.run((storage) => storage.list({}).map(([key]) => key));
    expect(keys).toEqual(["outer", "second"]);
  });

  it("waits for an inner transaction that has begun, and refuses to roll back meanwhile", async () => {
    const engine = await Engine.start();
    const order: string[] = [];
    const keys = await engine.run(async (storage, actor) => {
      await actor.transaction(async (outer) => {
        void actor.transaction(async () => {
          storage.put([["inner", bytes(2)]]);
          expect(() => outer.rollback()).toThrow(
            "Cannot roll back an outer transaction while a nested transaction is still running.",
          );
          await actor.awaitIo(new Promise((resolve) => setTimeout(resolve, 5)));
          order.push("inner");
        });
        await actor.blockConcurrencyWhile(() => order.push("sibling"));
      });
      order.push("outer");
      return storage.list({}).map(([key]) => key);
    });
    expect(order).toEqual(["inner", "sibling", "outer"]);
    expect(keys).toEqual(["inner"]);
  });

  it("does not wait for an inner transaction that had not begun when it ended", async () => {
    const engine = await Engine.start();
    const order: string[] = [];
    await engine.run(async (storage, actor) => {
      let second: Promise<void> | undefined;
      await actor.transaction(() => {
        second = actor.transaction(() => {
          order.push("second");
          storage.put([["second", bytes(2)]]);
        });
      });
      order.push("first settled");
      await second;
    });
    expect(order).toEqual(["first settled", "second"]);
    expect(await engine.run((storage) => storage.get("second"))).toEqual(bytes(2));
  });

  it("does not hold back output or sync() while it is open", async () => {
    const engine = await Engine.start();
    await engine.run((storage, actor) =>
      actor.transaction(async () => {
        storage.put([["a", bytes(1)]]);
        await actor.awaitIo(storage.sync());
        await actor.awaitIo(actor.waitForOutput());
      }),
    );
    expect(await engine.run((storage) => storage.get("a"))).toEqual(bytes(1));
  });

  it("holds the answer back after its commit", async () => {
    const engine = await Engine.start();
    await engine.run(() => undefined);
    const held = gate();
    engine.disk.gate = held.promise;
    let answered = false;
    const write = engine
      .run((storage, actor) => actor.transaction(() => storage.put([["a", bytes(1)]])))
      .then(() => (answered = true));
    for (let n = 0; n < 20; n++) await engine.loop.turn();
    expect(answered).toBe(false);
    held.open();
    await write;
  });

  it("is undone by abort(), on the disk too", async () => {
    const engine = await Engine.start();
    await failure(
      engine.run((storage, actor) =>
        actor.transaction(async () => {
          storage.put([["a", bytes(1)]]);
          await actor.awaitIo(Promise.resolve());
          actor.abort("no", { retryAlarm: true });
        }),
      ),
    );
    expect(await engine.run((storage) => storage.get("a"))).toBeUndefined();
  });
});

describe("close()", () => {
  it("fails running events as retryable, and no timer fires afterwards", async () => {
    const engine = await Engine.start({ alarm: () => undefined });
    await engine.setAlarm(1_000);
    const event = failure(engine.run((_, actor) => actor.awaitIo(new Promise(() => {}))));
    await engine.settle();
    engine.namespace.close();
    expect(await event).toMatchObject({ retryable: true });
    await engine.advance(60_000);
    expect(engine.told("alarm-fired")).toEqual([]);
    expect(engine.clock.nextTimer()).toBeNull();
    expect(() => engine.actor()).toThrow("has been closed");
  });

  it("leaves committed writes to the next namespace on the disk", async () => {
    const first = await Engine.start();
    await first.run((storage) => storage.put([["a", bytes(7)]]));
    first.namespace.close();
    const second = await Engine.start({}, first.disk);
    const value = await second.run((_, actor) => storageOf(actor).get("a"));
    expect(value).toEqual(bytes(7));
  });
});

describe("a failed background task", () => {
  it("is reported to the console for any error, and the actor keeps running", async () => {
    const engine = await Engine.start();
    const unreadable = Object.defineProperty(new Error(), "message", {
      get() {
        throw new Error("no");
      },
    });
    await engine.run((_storage, actor) => {
      for (const reason of [new TypeError("no"), "text", unreadable]) {
        actor.waitUntil(Promise.reject(reason as Error));
      }
    });
    await engine.settle();
    const lines = engine.events.filter((event) => event.type === "console");
    expect(lines.map(({ level, text, actor }) => [level, text, actor?.className])).toEqual([
      ["error", "Uncaught (in promise) TypeError: no", "User"],
      ["error", "Uncaught (in promise) text", "User"],
      [
        "error",
        "Uncaught (in promise) Error: the thrown value cannot be described: reading it throws",
        "User",
      ],
    ]);
    expect(await engine.run(() => engine.made)).toBe(1);
  });

  it("is not reported when the actor has broken meanwhile", async () => {
    const engine = await Engine.start();
    const { promise, open } = gate();
    await engine.run((_storage, actor) => {
      actor.waitUntil(promise.then(() => Promise.reject(new Error("late"))));
    });
    engine.actor().break(new Error("over"), { kind: "input-gate" });
    open();
    await engine.settle();
    expect(engine.told("console")).toEqual([]);
  });
});
