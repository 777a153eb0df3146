import { afterEach, describe, expect, test } from "vitest";
import type { RpcContext } from "../../../src/rpc/context.ts";
import { makeFetcher } from "../../../src/rpc/bindings/fetcher.ts";
import { LocalHook } from "../../../src/rpc/local-hook.ts";
import { RpcTarget } from "../../../src/rpc/rpc-target.ts";
import { type AnyStub, bothEnds, type Ends, failure } from "./ends.ts";

class Custom extends Error {
  override readonly name = "Custom";
  readonly detail = { a: 1 };
}

class Thrower extends RpcTarget {
  throw(make: string): never {
    throw thrown[make]?.();
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- a stub
  async relay(callback: any): Promise<unknown> {
    return await callback();
  }
}

const thrown: Record<string, (() => unknown) | undefined> = {
  "a RangeError": () => new RangeError("r"),
  "an error with properties": () =>
    Object.assign(new TypeError("p"), { code: 5, map: new Map([[1, 2]]) }),
  "an error with a cause": () => new Error("outer", { cause: new RangeError("inner") }),
  "an error of its own class": () => new Custom("c"),
  "an AggregateError": () => new AggregateError([new Error("1"), 2], "a"),
  "a DOMException": () => new DOMException("d", "AbortError"),
  "a string": () => "text",
  undefined: () => undefined,
  "an object": () => ({ a: 1 }),
  "an error with a function": () => Object.assign(new RangeError("f"), { f: () => 1 }),
  "an error with an instance": () => Object.assign(new RangeError("i"), { i: new Thrower() }),
};

describe.each(bothEnds)("errors, %s", (_name, open) => {
  let ends: Ends;
  const errorOf = async (make: string): Promise<AnyStub> => {
    ends = open();
    const stub = await ends.stub(new Thrower());
    return failure(() => stub.throw(make));
  };
  afterEach(() => ends.close());

  test.each<[string, object]>([
    ["a RangeError", { name: "RangeError", message: "r" }],
    ["an error with properties", { name: "TypeError", message: "p", code: 5 }],
    ["an error of its own class", { name: "Custom", message: "c", detail: { a: 1 } }],
    ["an AggregateError", { name: "AggregateError", message: "a" }],
    ["a DOMException", { name: "AbortError", message: "d" }],
    ["a string", { name: "Error", message: "text" }],
    ["undefined", { name: "Error", message: "undefined" }],
    ["an object", { a: 1 }],
    ["an error with a function", { name: "RangeError", message: "f" }],
    ["an error with an instance", { name: "RangeError", message: "i" }],
  ])("%s arrives", async (make, expected) => {
    expect(await errorOf(make)).toMatchObject({ ...expected, remote: true });
  });

  test("errors have the caller's classes", async () => {
    expect(await errorOf("a RangeError")).toBeInstanceOf(RangeError);
    expect(await errorOf("a DOMException")).toBeInstanceOf(DOMException);
    expect((await errorOf("an AggregateError")).errors[0]).toBeInstanceOf(Error);
    expect((await errorOf("an error with a cause")).cause).toMatchObject({ message: "inner" });
    expect((await errorOf("an error with properties")).map).toEqual(new Map([[1, 2]]));
  });

  test("the stack is the callee's and not enumerable", async () => {
    const error = await errorOf("a RangeError");
    expect(error.stack).toMatch(/^RangeError: r\n {4}at /);
    expect(Object.keys(error)).toEqual(["remote"]);
  });

  test("the callee's own marks are kept", async () => {
    ends = open();
    const stub = await ends.stub({
      f: () => {
        throw Object.assign(new Error("again"), { retryable: true, overloaded: true });
      },
    });
    const error = await failure(() => stub.f());
    expect(error).toMatchObject({ retryable: true, overloaded: true, remote: true });
  });

  test("each call gets a new error object", async () => {
    ends = open();
    const original = new Error("same");
    const stub = await ends.stub(() => Promise.reject(original));
    const first = await failure(() => stub());
    const second = await failure(() => stub());
    expect(first).not.toBe(original);
    expect(first).not.toBe(second);
    expect("remote" in original).toBe(false);
  });

  test("an error of a callback passes through the callee", async () => {
    ends = open();
    const stub = await ends.stub(new Thrower());
    const error = await failure(() =>
      stub.relay(() => {
        throw new RangeError("callback");
      }),
    );
    expect(error).toMatchObject({ name: "RangeError", message: "callback", remote: true });
  });

  test("a call on a failed result fails with the same error", async () => {
    ends = open();
    const stub = await ends.stub(new Thrower());
    const deep = await failure(() => stub.throw("a RangeError").a.b());
    expect(deep).toMatchObject({ name: "RangeError", message: "r", remote: true });
  });
});

/** A context like an actor's. */
const actorContext: RpcContext = {
  durableObjectId: "id",
  deliver: async (callback) => callback(),
  leave: () => undefined,
  arrive: (answer) => answer,
};

function actor(instance: object, context: RpcContext = actorContext): AnyStub {
  const hook = new LocalHook({
    kind: "entrypoint",
    deliver: (_event, callback) => context.deliver(() => callback(instance, context)),
  });
  return makeFetcher(hook);
}

class Actor {
  target(): Thrower {
    return new Thrower();
  }

  throw(make: string): never {
    throw thrown[make]?.();
  }

  get fails(): never {
    throw new Error("getter");
  }
}

test.each<[string, (stub: AnyStub) => unknown, string | undefined]>([
  ["an error that it throws", (stub) => stub.throw("a RangeError"), "id"],
  ["an object that it throws", (stub) => stub.throw("an object"), "id"],
  ["a string that it throws", (stub) => stub.throw("a string"), undefined],
  ["a DOMException that it throws", (stub) => stub.throw("a DOMException"), undefined],
  ["a method that it does not have", (stub) => stub.nothing(), undefined],
  ["a getter that throws", (stub) => stub.fails, undefined],
  ["an error that its target throws", (stub) => stub.target().throw("a RangeError"), "id"],
  ["a method that its target does not have", (stub) => stub.target().nothing(), "id"],
])("the id of a Durable Object is on %s: %s", async (_what, call, id) => {
  const error = await failure(() => call(actor(new Actor())));
  expect([error.remote, error.durableObjectId]).toEqual([true, id]);
});

test("an error of the context is copied and not marked as remote", async () => {
  const broken = Object.assign(new Error("reset"), { durableObjectReset: true });
  const context = { ...actorContext, deliver: () => Promise.reject(broken) };
  const error = await failure(() => actor({}, context).f());
  expect(error).not.toBe(broken);
  expect(error).toMatchObject({ message: "reset", durableObjectReset: true });
  expect("remote" in error).toBe(false);
  expect("durableObjectId" in error).toBe(false);
});
