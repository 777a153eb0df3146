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
