import { expect, test } from "vitest";
import { EventLoop } from "../../../src/actor/event-loop.ts";

test("tasks run in the order of posting, each in its own macrotask", async () => {
  const loop = new EventLoop();
  const done: string[] = [];
  for (const name of ["a", "b"]) {
    loop.post(() => {
      done.push(name);
      void Promise.resolve().then(() => done.push(`after ${name}`));
    });
  }
  expect(loop.pending).toBe(2);
  await loop.turn();
  expect(done).toEqual(["a", "after a", "b", "after b"]);
  expect(loop.pending).toBe(0);
});

test("no task begins while the loop is held; afterwards they run in order", async () => {
  const loop = new EventLoop();
  const done: number[] = [];
  const releases: (() => void)[] = [];
  const hold = (): void => loop.hold(new Promise<void>((resolve) => releases.push(resolve)));
  let looked = 0;
  loop.beforeTask = () => {
    // As if it had slept before the second task.
    if (++looked === 2) hold();
  };
  for (let n = 0; n < 4; n++) loop.post(() => done.push(n));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([done, loop.pending]).toEqual([[0], 3]);
  hold();
  releases[0]?.();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(done).toEqual([0]);
  loop.post(() => done.push(4));
  releases[1]?.();
  await loop.turn();
  expect([done, loop.pending]).toEqual([[0, 1, 2, 3, 4], 0]);
});

test("a rejected hold ends too", async () => {
  const loop = new EventLoop();
  loop.hold(Promise.reject(new Error("no")));
  await loop.turn();
  expect(loop.pending).toBe(0);
});

test("a message's only task runs in the macrotask of the message, after its handler", async () => {
  const loop = new EventLoop();
  const done: string[] = [];
  loop.receive(() => {
    loop.post(() => done.push("task"));
    expect(loop.pending).toBe(1);
    done.push("received");
  });
  expect([done, loop.pending]).toEqual([["received", "task"], 0]);
});

test.each([
  ["its message posts another task", 0, 2],
  ["another task is pending", 1, 1],
])("a message's task waits for a macrotask of its own if %s", async (_, before, posted) => {
  const loop = new EventLoop();
  const done: number[] = [];
  for (let n = 0; n < before; n++) loop.post(() => done.push(n));
  loop.receive(() => {
    for (let n = 0; n < posted; n++) loop.post(() => done.push(before + n));
  });
  expect([done, loop.pending]).toEqual([[], before + posted]);
  await loop.turn();
  expect(done).toEqual(Array.from({ length: before + posted }, (_, n) => n));
});

test("a message's task waits while the loop is held", async () => {
  const loop = new EventLoop();
  const done: string[] = [];
  let release = (): void => undefined;
  loop.beforeTask = () => {
    loop.beforeTask = undefined;
    loop.hold(new Promise<void>((resolve) => (release = resolve)));
  };
  loop.receive(() => loop.post(() => done.push("task")));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([done, loop.pending]).toEqual([[], 1]);
  release();
  await loop.turn();
  expect(done).toEqual(["task"]);
});

test("tasks that a handler has posted before it fails run all the same", async () => {
  const loop = new EventLoop();
  const done: string[] = [];
  const receive = (): void => {
    loop.post(() => done.push("task"));
    throw new Error("bad message");
  };
  expect(() => loop.receive(receive)).toThrow("bad message");
  expect(done).toEqual(["task"]);
});
