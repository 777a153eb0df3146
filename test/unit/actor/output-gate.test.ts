import { afterEach, describe, expect, it, vi } from "vitest";

import { OutputGate } from "../../../src/actor/output-gate.ts";

function lock() {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return { promise, resolve, reject };
}

async function settled(promise: Promise<void>): Promise<string> {
  const pending = new Promise<string>((resolve) => setImmediate(() => resolve("waiting")));
  return Promise.race([
    promise.then(
      () => "open",
      (error: Error) => `failed: ${error.message}`,
    ),
    pending,
  ]);
}

const never = (): void => expect.unreachable("the gate was not locked for so long");

describe("the output gate", () => {
  it("is open when nothing locks it", async () => {
    expect(await settled(new OutputGate(never).wait())).toBe("open");
  });

  it("waits for all held locks, in any order of release", async () => {
    const gate = new OutputGate(never);
    const [a, b] = [lock(), lock()];
    gate.lockWhile(a.promise);
    gate.lockWhile(b.promise);
    const wait = gate.wait();
    b.resolve();
    expect(await settled(wait)).toBe("waiting");
    a.resolve();
    expect(await settled(wait)).toBe("open");
  });

  it("does not wait for locks that come later", async () => {
    const gate = new OutputGate(never);
    const [a, b] = [lock(), lock()];
    gate.lockWhile(a.promise);
    const wait = gate.wait();
    gate.lockWhile(b.promise);
    a.resolve();
    expect(await settled(wait)).toBe("open");
    expect(await settled(gate.wait())).toBe("waiting");
    b.resolve();
  });

  it("breaks for good when a lock fails, for present and later waiters", async () => {
    const gate = new OutputGate(never);
    const a = lock();
    gate.lockWhile(a.promise);
    const wait = gate.wait();
    a.reject(new Error("no room"));
    expect(await settled(wait)).toBe("failed: no room");
    expect(await settled(gate.wait())).toBe("failed: no room");
    expect(gate.broken).toBe(true);
  });

  it("fails a waiter whose locks were released if it was broken meanwhile", async () => {
    const gate = new OutputGate(never);
    const a = lock();
    gate.lockWhile(a.promise);
    const wait = gate.wait();
    gate.break(new Error("reset"));
    a.resolve();
    expect(await settled(wait)).toBe("failed: reset");
  });
});

describe("the output gate's limit", () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.resetModules();
  });

  it("counts the time of each lock, not the sum of successive locks", async () => {
    vi.useFakeTimers();
    vi.resetModules();
    const { OutputGate: Gate } = await import("../../../src/actor/output-gate.ts");
    const gate = new Gate(never);
    let held = lock();
    gate.lockWhile(held.promise);
    for (let n = 0; n < 10; n++) {
      await vi.advanceTimersByTimeAsync(10_000);
      const next = lock();
      gate.lockWhile(next.promise);
      held.resolve();
      held = next;
    }
    held.resolve();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("reports a lock that is held for 30 s, and no lock released earlier", async () => {
    vi.useFakeTimers();
    vi.resetModules();
    // The gate keeps the platform's timers from when it was loaded.
    const { OutputGate: Gate } = await import("../../../src/actor/output-gate.ts");
    const late: string[] = [];
    const gate = new Gate((error: Error) => late.push(error.message));
    const [a, b] = [lock(), lock()];
    gate.lockWhile(a.promise);
    await vi.advanceTimersByTimeAsync(29_999);
    a.resolve();
    await vi.advanceTimersByTimeAsync(40_000);
    expect(late).toEqual([]);
    gate.lockWhile(b.promise);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(late).toEqual([
      "Durable Object storage operation exceeded timeout which caused object to be reset.",
    ]);
  });
});
