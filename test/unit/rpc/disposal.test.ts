import { afterEach, describe, expect, test } from "vitest";
import { RpcStub } from "../../../src/rpc/rpc-stub.ts";
import { rpcSettings } from "../../../src/rpc/settings.ts";
import { type AnyStub, bothEnds, type Ends, failure, settle } from "./ends.ts";
import { Child, Parent } from "./parent.ts";

const DISPOSED = "RPC stub used after being disposed.";
const PROMISE_DISPOSED = "RPC promise used after being disposed.";

describe.each(bothEnds)("disposal, %s", (_name, open) => {
  let ends: Ends;
  const parent = async (): Promise<{ stub: AnyStub; log: string[] }> => {
    ends = open();
    const target = new Parent();
    return { stub: await ends.stub(target), log: target.log };
  };
  afterEach(() => {
    ends.close();
    rpcSettings.paramsTransferStubs = false;
  });

  test("a disposed stub cannot be called, sent or read", async () => {
    const { stub } = await parent();
    const child = await stub.child();
    child[Symbol.dispose]();
    child[Symbol.dispose]();
    expect((await failure(() => child.hello("a"))).message).toBe(DISPOSED);
    expect((await failure(() => child.x)).message).toBe(DISPOSED);
    const sent = await stub.value(child);
    expect((await failure(() => sent.hello("a"))).message).toContain(DISPOSED);
  });

  test("the target's disposer runs once, when the last stub is gone", async () => {
    const { stub, log } = await parent();
    const child = await stub.child();
    const other = child.dup();
    child[Symbol.dispose]();
    await settle();
    expect(log).toEqual([]);
    expect(await other.hello("b")).toBe("hello b");
    other[Symbol.dispose]();
    await settle();
    expect(log).toEqual(["child"]);
  });

  test("disposing a stub does not stop its calls", async () => {
    const { stub, log } = await parent();
    const child = await stub.child();
    const answer = child.hello("a");
    child[Symbol.dispose]();
    expect(await answer).toBe("hello a");
    await settle();
    expect(log).toEqual(["child"]);
  });

  test("a result disposes the stubs in it, and then calls its own disposer", async () => {
    const { stub, log } = await parent();
    const result = await stub.object();
    const own = Object.getOwnPropertyDescriptor(result, Symbol.dispose);
    expect(own).toMatchObject({ enumerable: false, writable: true, configurable: true });
    result[Symbol.dispose]();
    result[Symbol.dispose]();
    await settle();
    expect(log).toEqual(["child", "object"]);
    expect((await failure(() => result.child.hello("a"))).message).toBe(DISPOSED);
  });

  test("a duplicate of a stub outlives its result", async () => {
    const { stub, log } = await parent();
    const result = await stub.object();
    const child = result.child.dup();
    result[Symbol.dispose]();
    await settle();
    expect(log).toEqual(["object"]);
    expect(await child.hello("a")).toBe("hello a");
  });

  test("stubs inside a Map are disposed too", async () => {
    const { stub, log } = await parent();
    const result = await stub.map();
    result[Symbol.dispose]();
    await settle();
    expect(log).toEqual(["child"]);
  });

  test("every object result has a disposer", async () => {
    const { stub } = await parent();
    for (const value of [{}, [1], new Map(), new Date(0)]) {
      const result = await stub.value(value);
      expect(result[Symbol.dispose]()).toBeUndefined();
    }
  });

  test.each([
    ["a promise that is not awaited", false],
    ["a promise that was awaited", true],
  ])("disposing %s disposes the result", async (_what, awaited) => {
    const { stub, log } = await parent();
    const promise = stub.object();
    if (awaited) await promise;
    promise[Symbol.dispose]();
    await settle();
    // An unawaited result is disposed from the outside in.
    expect(log).toEqual(awaited ? ["child", "object"] : ["object", "child"]);
    expect((await failure(() => promise.child.hello("a"))).message).toBe(PROMISE_DISPOSED);
  });

  test("awaiting a disposed promise gives a disposed value", async () => {
    const { stub } = await parent();
    const promise = stub.child();
    promise[Symbol.dispose]();
    const child = await promise;
    expect((await failure(() => child.hello("a"))).message).toBe(DISPOSED);
  });

  test("disposing a promise does not cancel the call", async () => {
    ends = open();
    const log: string[] = [];
    const stub = await ends.stub({ note: (text: string) => log.push(text) });
    stub.note("a")[Symbol.dispose]();
    await settle();
    expect(log).toEqual(["a"]);
  });

  test("disposing a promise of a failing call causes no unhandled rejection", async () => {
    const { stub } = await parent();
    stub.missing()[Symbol.dispose]();
    stub.value(Symbol("x"))[Symbol.dispose]();
    // An unhandled rejection would fail the run.
    await settle();
    expect(await stub.value(1)).toBe(1);
  });

  test("a property read by reference has its own disposer", async () => {
    const { stub, log } = await parent();
    const child = await stub.childProperty;
    expect(await child.hello("a")).toBe("hello a");
    child[Symbol.dispose]();
    await settle();
    expect(log).toEqual(["child"]);
  });

  test("a disposer that throws does not end the session", async () => {
    const { stub } = await parent();
    const result = await stub.failing();
    result[Symbol.dispose]();
    await settle();
    expect(await stub.value(1)).toBe(1);
  });

  test("a target passed as an argument is disposed when the call ends", async () => {
    const { stub } = await parent();
    const log: string[] = [];
    await stub.nothing(new Child(log));
    await settle();
    expect(log).toEqual(["child"]);
  });

  test("a target that is also in the result is not disposed when the call ends", async () => {
    const { stub } = await parent();
    const log: string[] = [];
    const child = await stub.value(new Child(log));
    await settle();
    expect(log).toEqual([]);
    expect(await child.hello("a")).toBe("hello a");
    child[Symbol.dispose]();
    await settle();
    expect(log).toEqual(["child"]);
  });

  test("a target passed twice is disposed twice", async () => {
    const { stub } = await parent();
    const log: string[] = [];
    const child = new Child(log);
    await stub.nothing(child, child);
    await stub.nothing(child);
    await settle();
    expect(log).toEqual(["child", "child"]);
  });

  test("the callee must duplicate a stub in an argument to keep it", async () => {
    const { stub } = await parent();
    await stub.keep((text: string) => text);
    const error = await failure(() => stub.useKept());
    expect(error).toMatchObject({ message: DISPOSED, remote: true });
    await stub.keepCopy((text: string) => text);
    expect(await stub.useKept()).toBe("kept");
  });

  test("returning a stub transfers its ownership to the caller", async () => {
    const { stub } = await parent();
    await stub.keepCopy((text: string) => `by ${text}`);
    const returned = await stub.returnKept();
    expect(await returned("caller")).toBe("by caller");
    expect((await failure(() => stub.useKept())).message).toBe(DISPOSED);
  });

  test.each([
    ["rpc_params_dup_stubs", false],
    ["rpc_params_transfer_stubs", true],
  ])("with %s, passing a stub disposes it: %s", async (_flag, transfer) => {
    rpcSettings.paramsTransferStubs = transfer;
    const { stub } = await parent();
    const own: AnyStub = new RpcStub(() => 3);
    await stub.nothing(own);
    await stub.drop(transfer ? own : own.dup());
    const after = transfer ? (await failure(() => own())).message : await own();
    expect(after).toBe(transfer ? DISPOSED : 3);
  });

  test("stubs in the arguments are disposed when another argument is refused", async () => {
    const { stub } = await parent();
    const log: string[] = [];
    await failure(() => stub.nothing(new Child(log), Symbol("x")));
    await settle();
    expect(log).toEqual(["child"]);
  });

  test("stubs in the arguments are disposed when the method does not exist", async () => {
    const { stub } = await parent();
    const log: string[] = [];
    await failure(() => stub.missing(new Child(log)));
    await settle();
    expect(log).toEqual(["child"]);
  });
});

test("a local stub's target is disposed asynchronously", async () => {
  const log: string[] = [];
  const stub = new RpcStub(new Child(log));
  const other = stub.dup();
  stub[Symbol.dispose]();
  other[Symbol.dispose]();
  log.push("after");
  await settle();
  expect(log).toEqual(["after", "child"]);
});
