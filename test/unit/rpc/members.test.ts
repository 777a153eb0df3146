import { afterEach, describe, expect, test } from "vitest";
import { RpcStub } from "../../../src/rpc/rpc-stub.ts";
import { RpcTarget } from "../../../src/rpc/rpc-target.ts";
import { type AnyStub, bothEnds, type Ends, entrypoint, failure } from "./ends.ts";

class Base extends RpcTarget {
  inherited(): string {
    return "inherited";
  }
}

class Target extends Base {
  own = 1;
  ownMethod = (): number => 1;
  shadowed = (): string => "own";

  hello(name: string): string {
    return `hello ${name}`;
  }

  get number(): number {
    return 42;
  }

  get later(): Promise<unknown> {
    return Promise.resolve({ z: 1 });
  }

  get nested(): unknown {
    return {
      a: { b: 1, f: (x: number) => x + 1, text: "t", nothing: null, map: new Map(), list: [1] },
      // oxlint-disable-next-line object-shorthand -- `this` is the object
      whole: function (this: object) {
        return Object.keys(this);
      },
    };
  }

  get fails(): never {
    throw new RangeError("getter");
  }

  child(): Target {
    return new Target();
  }

  inObject(): unknown {
    return { child: new Target(), n: 1 };
  }

  value<T>(value: T): T {
    return value;
  }

  promised(): unknown {
    return { promise: Promise.resolve({ a: 1 }) };
  }

  toJSON(): string {
    return "json";
  }

  static made(): string {
    return "static";
  }

  alarm(): string {
    return "alarm";
  }
}
Object.defineProperty(Target.prototype, "shadowed", { value: () => "class" });

class Entry {
  readonly ctx = {};
  own = 1;

  hello(): string {
    return "hello";
  }

  child(): Target {
    return new Target();
  }

  service(): unknown {
    return entrypoint(new Entry());
  }

  fetch(): Response {
    return new Response("fetched");
  }

  alarm(): void {}

  scheduled(): string {
    return "scheduled";
  }
}

const missing = (name: string): string =>
  `The RPC receiver does not implement the method "${name}".`;
const reserved = (name: string): string =>
  `'${name}' is a reserved method and cannot be called over RPC.`;

describe.each(bothEnds)("members, %s", (_name, open) => {
  let ends: Ends;
  const target = (): Promise<AnyStub> => {
    ends = open();
    return ends.stub(new Target());
  };
  const entry = (): Promise<AnyStub> => {
    ends = open();
    return ends.service(new Entry());
  };
  afterEach(() => ends.close());

  test.each<[string, (stub: AnyStub) => unknown, unknown]>([
    ["a method", (t) => t.hello("a"), "hello a"],
    ["an inherited method", (t) => t.inherited(), "inherited"],
    ["a getter", (t) => t.number, 42],
    ["a promised getter", (t) => t.later, { z: 1 }],
    ["a property of a getter's value", (t) => t.nested.a.b, 1],
    ["a function of a getter's value", (t) => t.nested.a.f(1), 2],
    ["a function with its object as `this`", (t) => t.nested.whole(), ["a", "whole"]],
    ["a method that has Object's name", (t) => t.toJSON(), "json"],
    ["the name of a method", (t) => t.hello.name, "hello"],
    ["an event's name, which a target does not reserve", (t) => t.alarm(), "alarm"],
    ["a call on a result", (t) => t.child().hello("b"), "hello b"],
    ["a call on a result's result", (t) => t.child().child().child().hello("b"), "hello b"],
    ["a call on a result's member", (t) => t.inObject().child.hello("c"), "hello c"],
    ["a property of a result", (t) => t.inObject().n, 1],
    ["a call of a returned function", (t) => t.value((x: number) => x + 1)(1), 2],
    ["a call on a returned stub", (t) => t.value(new RpcStub(new Target())).hello("d"), "hello d"],
  ])("a target serves %s", async (_what, call, value) => {
    expect(await call(await target())).toEqual(value);
  });

  test.each<[string, (stub: AnyStub) => unknown, string]>([
    ["an own property", (t) => t.own, missing("own")],
    ["an own method", (t) => t.ownMethod(), missing("ownMethod")],
    ["a method hidden by an own property", (t) => t.shadowed(), missing("shadowed")],
    ["a static method", (t) => t.made(), missing("made")],
    ["nothing", (t) => t.nothing, missing("nothing")],
    ["the empty name", (t) => t[""](), missing("")],
    ["a property of a number", (t) => t.number.x, missing("number")],
    ["a property of a promised getter", (t) => t.later.z, missing("later")],
    ["a method of a function", (t) => t.hello.call(null), missing("call")],
    ["nothing of an object", (t) => t.nested.a.zzz, missing("zzz")],
    ["a property of nothing", (t) => t.nested.a.zzz.y, missing("zzz")],
    ["a property of null", (t) => t.nested.a.nothing.x, missing("nothing")],
    ["a property of a string", (t) => t.nested.a.text.length, missing("text")],
    ["a property of a Map", (t) => t.nested.a.map.size, missing("map")],
    ["a property of an array", (t) => t.nested.a.list.length, missing("list")],
    ["a property of a promise", (t) => t.promised().promise.a, "#<Promise> could not be cloned."],
    ["a property of a returned number", (t) => t.value(5).x, missing("x")],
    ["a method of a returned string", (t) => t.value("a").trim(), missing("trim")],
    ["a method of a returned Map", (t) => t.value(new Map()).get(1), missing("get")],
    ["a call of a number", (t) => t.number(), '"number" is not a function.'],
    ["a call of a nested number", (t) => t.nested.a.b(), '"nested.a.b" is not a function.'],
    ["a call of a target", (t) => t(), '"(this)" is not a function.'],
    ["a call of a result's number", (t) => t.inObject().n(), '"n" is not a function.'],
    ["dup of a result", (t) => t.child().dup(), reserved("dup")],
    ["a getter that throws", (t) => t.fails, "getter"],
  ])("a target refuses %s", async (_what, call, message) => {
    const stub = await target();
    const error = await failure(() => call(stub));
    expect(error.message).toBe(message);
    expect(error.remote).toBe(true);
  });

  test.each<[string, (service: AnyStub) => unknown, unknown]>([
    ["a method", (e) => e.hello(), "hello"],
    ["a call on a result", (e) => e.child().hello("a"), "hello a"],
    ["a call on a returned service", (e) => e.service().hello(), "hello"],
    ["scheduled", (e) => e.scheduled(), "scheduled"],
    [
      "fetch of a returned service",
      async (e) => (await (await e.service()).fetch("http://a/")).text(),
      "fetched",
    ],
  ])("an entrypoint serves %s", async (_what, call, value) => {
    expect(await call(await entry())).toEqual(value);
  });

  test.each<[string, (service: AnyStub) => unknown, string]>([
    ["its own property", (e) => e.own, missing("own")],
    ["ctx", (e) => e.ctx, missing("ctx")],
    ["alarm", (e) => e.alarm(), reserved("alarm")],
    ["webSocketMessage", (e) => e.webSocketMessage(), reserved("webSocketMessage")],
    ["webSocketClose", (e) => e.webSocketClose(), reserved("webSocketClose")],
    ["webSocketError", (e) => e.webSocketError(), reserved("webSocketError")],
    ["dup", (e) => e.dup(), reserved("dup")],
    ["a property named alarm", (e) => e.alarm, reserved("alarm")],
  ])("an entrypoint refuses %s", async (_what, call, message) => {
    const service = await entry();
    const error = await failure(() => call(service));
    expect([error.name, error.message]).toEqual(["TypeError", message]);
  });

  test.each<[string, unknown]>([
    ["a plain object's own members", { a: 1, f: () => 2, o: { g: () => 3 } }],
    ["a function's own members", Object.assign(() => 0, { a: 1, f: () => 2, o: { g: () => 3 } })],
  ])("a stub reaches %s", async (_what, value) => {
    ends = open();
    const stub = await ends.stub(value as object);
    expect([await stub.a, await stub.f(), await stub.o.g()]).toEqual([1, 2, 3]);
    // oxlint-disable-next-line no-useless-call -- the call of a member named "call"
    expect((await failure(() => stub.call(null))).message).toBe(missing("call"));
  });

  test("members of a stub or service inside an object can be reached", async () => {
    ends = open();
    const stub = await ends.stub({
      stub: new RpcStub({ z: () => "z", v: 3 }),
      service: entrypoint(new Entry()),
    });
    expect(await stub.stub.z()).toBe("z");
    expect(await stub.stub.v).toBe(3);
    expect(await stub.service.hello()).toBe("hello");
    expect((await stub.stub).constructor.name).toBe("RpcStub");
    expect((await stub.service).constructor.name).toBe("Fetcher");
  });

  test("a Proxy of a target provides members", async () => {
    ends = open();
    const proxy = new Proxy(new Target(), {
      get: (object, name, receiver) =>
        name === "dynamic" ? () => "dynamic" : Reflect.get(object, name, receiver),
    });
    const stub = await ends.stub(proxy);
    expect(await stub.dynamic()).toBe("dynamic");
  });

  test("reading a property twice gives two values, awaiting a result twice gives one", async () => {
    const stub = await target();
    const property = stub.later;
    expect(await property).not.toBe(await property);
    const result = stub.value({});
    expect(await result).toBe(await result);
  });

  test("calls on a settled result go to its value", async () => {
    const stub = await target();
    const result = stub.inObject();
    await result;
    expect(await result.child.hello("a")).toBe("hello a");
    expect(await result.n).toBe(1);
    const number = stub.value(5);
    await number;
    const error = await failure(() => number.x());
    expect(error.message).toBe("Can't pipeline on RPC that did not return an object.");
    expect(error.remote).toBeUndefined();
  });

  test("a path may have 65 names", async () => {
    const stub = await target();
    for (const root of [stub, stub.value(1)]) {
      let property = root;
      for (let names = 0; names < 65; names++) property = property.x;
      expect(() => property.x).toThrow(
        new TypeError("RPC pipelined property path is too deep (max 64)."),
      );
      await failure(() => property);
    }
  });
});
