import { afterEach, describe, expect, test } from "vitest";
import { RpcStub } from "../../../src/rpc/rpc-stub.ts";
import { RpcTarget } from "../../../src/rpc/rpc-target.ts";
import { type AnyStub, bothEnds, type Ends, entrypoint, failure } from "./ends.ts";

class Echo extends RpcTarget {
  echo(...values: unknown[]): unknown {
    return values.length > 1 ? values : values[0];
  }

  describe(value: unknown): unknown {
    return Object.prototype.toString.call(value);
  }

  count(): number {
    return arguments.length;
  }

  instance(): unknown {
    return new (class Foo {})();
  }
}

class Foo {
  x = 1;
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe.each(bothEnds)("values, %s", (_name, open) => {
  let ends: Ends;
  const echo = async (): Promise<AnyStub> => {
    ends = open();
    return ends.stub(new Echo());
  };
  afterEach(() => ends.close());

  test.each<[string, unknown]>([
    ["undefined", undefined],
    ["null", null],
    ["a string", "é😀"],
    ["NaN", Number.NaN],
    ["a bigint", 2n ** 70n],
    ["a date", new Date(5)],
    ["a regular expression", /a/gi],
    ["a Map", new Map<unknown, unknown>([[1, new Set(["a"])]])],
    ["an array with a hole", [1, , 3]], // oxlint-disable-line no-sparse-arrays
    ["an ArrayBuffer", new ArrayBuffer(3)],
    ["a typed array", new Float64Array([1.5, 2])],
    ["an object", { a: undefined, b: { c: [true] } }],
  ])("%s comes back equal", async (_what, value) => {
    const stub = await echo();
    expect(await stub.echo(value)).toEqual(value);
  });

  test("an error keeps its class, message, cause and properties", async () => {
    const stub = await echo();
    const cause = new TypeError("why");
    const back = await stub.echo(Object.assign(new RangeError("no", { cause }), { code: 5 }));
    expect(back).toBeInstanceOf(RangeError);
    expect([back.message, back.code]).toEqual(["no", 5]);
    expect(back.cause).toBeInstanceOf(TypeError);
  });

  test("a cycle is kept", async () => {
    const stub = await echo();
    const value: { self?: unknown } = {};
    value.self = value;
    const back = await stub.echo(value);
    expect(back.self).toBe(back);
    expect(back).not.toBe(value);
  });

  test("arguments are copied when the call is made", async () => {
    const stub = await echo();
    const value = { a: 1 };
    const answer = stub.echo(value);
    value.a = 2;
    expect((await answer).a).toBe(1);
  });

  test("the number of arguments is kept", async () => {
    const stub = await echo();
    expect(await stub.count(undefined, undefined)).toBe(2);
  });

  test.each<[string, () => unknown, string]>([
    ["a function", () => () => 1, "[object JsRpcStub]"],
    ["a class", () => class {}, "[object JsRpcStub]"],
    ["an RpcTarget", () => new Echo(), "[object JsRpcStub]"],
    ["a Proxy of an RpcTarget", () => new Proxy(new Echo(), {}), "[object JsRpcStub]"],
    ["an RpcStub", () => new RpcStub(() => 1), "[object JsRpcStub]"],
    ["a service", () => entrypoint({}), "[object Fetcher]"],
    ["Headers", () => new Headers({ a: "b" }), "[object Headers]"],
    ["a Request", () => new Request("http://a/"), "[object Request]"],
    ["a Response", () => new Response("a"), "[object Response]"],
    ["a Blob", () => new Blob(["a"]), "[object Blob]"],
    ["a ReadableStream", () => new Response("a").body, "[object ReadableStream]"],
    ["a WritableStream", () => new TransformStream().writable, "[object WritableStream]"],
    ["a DOMException", () => new DOMException("a", "AbortError"), "[object DOMException]"],
    ["an Error of a subclass", () => new (class E extends Error {})(), "[object Error]"],
    ["a Map of a subclass", () => new (class M extends Map {})(), "[object Map]"],
    ["an object with methods", () => ({ f: () => 1 }), "[object Object]"],
    ["Math", () => Math, "[object Object]"],
  ])("%s arrives as %s", async (_what, make, type) => {
    const stub = await echo();
    expect(await stub.describe(make())).toBe(type);
  });

  test.each<[string, () => unknown, string]>([
    ["a class instance", () => new Foo(), 'Could not serialize object of type "Foo"'],
    ["a null prototype", () => Object.create(null), 'Could not serialize object of type "Object"'],
    ["a derived object", () => Object.create({}), 'Could not serialize object of type "Object"'],
    ["a URL", () => new URL("http://a/"), 'Could not serialize object of type "URL"'],
    ["FormData", () => new FormData(), 'Could not serialize object of type "FormData"'],
    ["a controller", () => new AbortController(), 'object of type "AbortController"'],
    ["a signal", () => AbortSignal.abort(), "AbortSignal serialization is not enabled."],
    ["a symbol", () => Symbol("x"), "Symbol(x) could not be cloned."],
    ["a promise", () => Promise.resolve(1), "#<Promise> could not be cloned."],
    ["a WeakMap", () => new WeakMap(), "#<WeakMap> could not be cloned."],
    ["an instance deep inside", () => new Map([[1, [new Foo()]]]), 'object of type "Foo"'],
  ])("%s is refused", async (_what, make, message) => {
    const stub = await echo();
    const error = await failure(() => stub.echo(make()));
    expect(error).toBeInstanceOf(DOMException);
    expect(error.name).toBe("DataCloneError");
    expect(error.message).toContain(message);
    expect(error.remote).toBeUndefined();
  });

  test.each<[string, (stub: AnyStub) => unknown, string]>([
    ["a promise of a call", (stub) => stub.echo(1), "RpcPromise"],
    ["a property", (stub) => stub.echo, "RpcProperty"],
  ])("%s is refused", async (_what, make, type) => {
    const stub = await echo();
    const error = await failure(() => stub.echo(make(stub)));
    expect(error.message).toBe(
      `Could not serialize object of type "${type}". This type does not support serialization.`,
    );
  });

  test("a refused argument rejects the result; the call does not throw", async () => {
    const stub = await echo();
    const result = stub.echo(new Foo());
    await expect(result).rejects.toThrow("Foo");
  });

  test("a refused result fails as the callee's error", async () => {
    const stub = await echo();
    const error = await failure(() => stub.instance());
    expect([error.name, error.remote]).toEqual(["DataCloneError", true]);
  });

  // Copying this much is slow on a busy machine.
  test("more than 32 MiB is refused", { timeout: 30_000 }, async () => {
    const stub = await echo();
    await expect(stub.echo(new Uint8Array(32 * 1024 * 1024))).rejects.toThrow(
      /^Serialized RPC arguments or return values are limited to 32MiB, but the size of this value was: 33554\d{3} bytes\.$/,
    );
  });

  test("a function that is twice in a message becomes one stub", async () => {
    const stub = await echo();
    const callback = () => 1;
    const [first, second] = await stub.echo(callback, callback);
    expect(first).toBe(second);
  });

  test("a function returns as a stub that calls it", async () => {
    const stub = await echo();
    const back = await stub.echo((x: number) => x + 1);
    expect(back.constructor.name).toBe("RpcStub");
    expect(await back(1)).toBe(2);
  });

  test("a Response keeps status, headers and body, and the sender's is used", async () => {
    const stub = await echo();
    const sent = new Response("body", { status: 201, headers: { a: "b" } });
    const back: Response = await stub.echo(sent);
    expect([back.status, back.headers.get("a"), await back.text()]).toEqual([201, "b", "body"]);
    await expect(sent.text()).rejects.toThrow(TypeError);
  });

  test("a Request keeps method, headers and body", async () => {
    const stub = await echo();
    const sent = new Request("http://a/b?c", { method: "PUT", body: "body", headers: { a: "b" } });
    const back: Request = await stub.echo(sent);
    expect([back.url, back.method, back.headers.get("a"), await back.text()]).toEqual([
      "http://a/b?c",
      "PUT",
      "b",
      "body",
    ]);
  });

  test("a Response whose body was used is refused", async () => {
    const stub = await echo();
    const used = new Response("a");
    await used.text();
    await expect(stub.echo(used)).rejects.toThrow(TypeError);
  });

  test("a Blob keeps type and bytes", async () => {
    const stub = await echo();
    const back: Blob = await stub.echo(new Blob(["abc"], { type: "text/x" }));
    expect([back.type, await back.text()]).toEqual(["text/x", "abc"]);
  });

  test("a readable stream is locked at its sender and delivers bytes", async () => {
    const stub = await echo();
    const sent = new ReadableStream({
      start(controller) {
        controller.enqueue("é");
        controller.enqueue(bytes("x"));
        controller.close();
      },
    });
    const back: Promise<ReadableStream> = stub.echo(sent);
    expect(sent.locked).toBe(true);
    const reader = (await back).getReader({ mode: "byob" });
    const { value } = await reader.read(new Uint8Array(10));
    expect(value).toEqual(bytes("é"));
  });

  test("a locked stream is refused", async () => {
    const stub = await echo();
    const locked = new Response("a").body as ReadableStream;
    locked.getReader();
    const error = await failure(() => stub.echo(locked));
    expect(error.message).toBe("The ReadableStream has been locked to a reader.");
  });

  test("a stream that fails fails its reader", async () => {
    const stub = await echo();
    const failing = new ReadableStream({
      pull() {
        throw new RangeError("torn");
      },
    });
    const back: ReadableStream = await stub.echo(failing);
    const error = await failure(() => back.getReader().read());
    expect(error).toEqual(new Error("ReadableStream received over RPC disconnected prematurely."));
    expect("remote" in error).toBe(false);
  });

  test("a writable stream delivers its chunks and its end", async () => {
    const stub = await echo();
    const { readable, writable } = new TransformStream();
    const text = new Response(readable).text();
    const back: WritableStream = await stub.echo(writable);
    const writer = back.getWriter();
    await writer.write(bytes("ab"));
    await writer.write(bytes("c"));
    await writer.close();
    expect(await text).toBe("abc");
  });

  test("an aborted writable stream fails its reader", async () => {
    const stub = await echo();
    const { readable, writable } = new TransformStream();
    const chunk = failure(() => readable.getReader().read());
    const back: WritableStream = await stub.echo(writable);
    await back.abort(new RangeError("enough"));
    expect((await chunk).message).toBe("enough");
  });
});
