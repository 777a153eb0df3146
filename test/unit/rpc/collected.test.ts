import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { type AnyStub, failure, sessionPair, settle } from "./ends.ts";
import { Child, Parent } from "./parent.ts";

test("a session holds nothing once everything is disposed", async () => {
  const { near, far } = sessionPair(new Parent());
  const stub: AnyStub = near.main;
  const before = near.stats();
  const result = await stub.object();
  const child = await stub.child();
  expect(await child.hello("a")).toBe("hello a");
  expect(await stub.child().hello("b")).toBe("hello b");
  await stub.nothing(() => 1, new Child([]));
  await failure(() => stub.missing());
  await stub.value(new Response("x")).then((response: Response) => response.text());
  expect(near.stats()).not.toEqual(before);
  result[Symbol.dispose]();
  child[Symbol.dispose]();
  await collectGarbage();
  expect(near.stats()).toEqual(before);
  expect(far.stats()).toEqual(before);
  near.close();
});

test("a stub that is never disposed is released by garbage collection", async () => {
  const target = new Parent();
  const { near, far } = sessionPair(target);
  const before = far.stats();
  await leave(near.main);
  expect(far.stats()).not.toEqual(before);
  await collectGarbage();
  expect(far.stats()).toEqual(before);
  expect(target.log.toSorted()).toEqual(["child", "child", "object"]);
  near.close();
});

/** Makes stubs and results, and drops them without disposing. */
async function leave(stub: AnyStub): Promise<void> {
  await stub.child();
  await stub.object();
  stub.nothing();
  await settle();
}

async function collectGarbage(): Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let i = 0; i < 3; i++) {
    collect();
    await settle();
  }
}
