import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchHost } from "../../../src/page/watchdog.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A host that answers when the test says so. */
class Host {
  readonly told: string[] = [];
  readonly #pings: { resolve: () => void; reject: (error: Error) => void }[] = [];

  constructor(patience = 5000) {
    watchHost({
      ping: () => new Promise((resolve, reject) => this.#pings.push({ resolve, reject })),
      patience,
      unresponsive: () => this.told.push("unresponsive"),
      responsive: () => this.told.push("responsive"),
    });
  }

  get waiting(): number {
    return this.#pings.length;
  }

  async answer(): Promise<void> {
    for (const { resolve } of this.#pings.splice(0)) resolve();
    await vi.advanceTimersByTimeAsync(0);
  }

  async end(): Promise<void> {
    for (const { reject } of this.#pings.splice(0)) reject(new Error("gone"));
    await vi.advanceTimersByTimeAsync(0);
  }
}

test("a host that answers is left in peace, and asked one question at a time", async () => {
  const host = new Host();
  for (let n = 0; n < 30; n++) {
    await vi.advanceTimersByTimeAsync(1000);
    expect(host.waiting).toBe(1);
    await host.answer();
  }
  expect(host.told).toEqual([]);
});

test("silence is told once, and its end", async () => {
  const host = new Host();
  await vi.advanceTimersByTimeAsync(1000);
  await host.answer();
  await vi.advanceTimersByTimeAsync(1000 + 4999);
  expect(host.told).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(host.told).toEqual(["unresponsive"]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([host.told, host.waiting]).toEqual([["unresponsive"], 1]);
  await host.answer();
  expect(host.told).toEqual(["unresponsive", "responsive"]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(host.told).toEqual(["unresponsive", "responsive", "unresponsive"]);
});

test("a host that is still being loaded may take its time", async () => {
  const host = new Host();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(host.told).toEqual([]);
});

test("a host that hangs as soon as it serves is told of", async () => {
  const host = new Host();
  await host.answer();
  await vi.advanceTimersByTimeAsync(1000 + 4999);
  expect(host.told).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(host.told).toEqual(["unresponsive"]);
});

test("a host that is gone is not asked again", async () => {
  const host = new Host();
  await vi.advanceTimersByTimeAsync(1000);
  await host.end();
  expect(vi.getTimerCount()).toBe(0);
});

test("patience without an end, and none at all", () => {
  expect(new Host(Infinity).told).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
  for (const patience of [0, -1, NaN]) {
    expect(() => new Host(patience)).toThrow(RangeError);
  }
});
