// @ts-nocheck -- runs unchanged in workerd too
import { shape, sizeless } from "./describe.js";

/** Values that can be sent, and how they arrive. */
export function questions({ classes, workers }) {
  const { Child, Foo } = classes;
  const { RpcStub, RpcTarget } = workers;
  const values = {
    date: () => new Date(0),
    regexp: () => /a/g,
    map: () => new Map([[1, { a: 1 }]]),
    set: () => new Set([1]),
    error: () => new RangeError("x"),
    buffer: () => new ArrayBuffer(3),
    bytes: () => new Uint8Array(2),
    bigint: () => 5n,
    nan: () => Number.NaN,
    undefined: () => undefined,
    boxed: () => Object(4),
    symbol: () => Symbol("x"),
    url: () => new URL("http://x/"),
    searchParams: () => new URLSearchParams("a=1"),
    formData: () => new FormData(),
    headers: () => new Headers({ a: "b" }),
    blob: () => new Blob(["x"], { type: "text/a" }),
    file: () => new File(["x"], "n"),
    transform: () => new TransformStream(),
    signal: () => new AbortController().signal,
    controller: () => new AbortController(),
    domException: () => new DOMException("m", "AbortError"),
    event: () => new Event("x"),
    weakMap: () => new WeakMap(),
    weakRef: () => new WeakRef({}),
    promise: () => Promise.resolve(1),
    proxyOfTarget: () => new Proxy(new Child(), {}),
    proxyOfFunction: () => new Proxy(() => 1, {}),
    function: () => () => 1,
    asyncFunction: () => async () => 1,
    class: () => class {},
    targetClass: () => class extends RpcTarget {},
    instance: () => new Foo(),
    arraySubclass: () => new (class extends Array {})(),
    mapSubclass: () => new (class extends Map {})(),
    errorSubclass: () => new (class extends Error {})("q"),
    derived: () => Object.create({ p: 1 }),
    nullPrototype: () => Object.create(null),
    target: () => new Child(),
    stubOfFunction: () => new RpcStub(() => 1),
    arguments: () =>
      (function () {
        return arguments;
      })(1),
    symbolKey: () => ({ [Symbol("a")]: 1, b: 2 }),
    getter: () => ({
      get x() {
        return 5;
      },
    }),
    math: () => Math,
    disposable: () => ({ x: 1, [Symbol.dispose]() {} }),
    toJson: () => ({ toJSON: () => 1 }),
    sparse: () => [1, , 3], // oxlint-disable-line no-sparse-arrays
    arrayWithProperty: () => Object.assign([1], { foo: 2 }),
    frozen: () => Object.freeze({ a: 1 }),
  };

  return {
    ...Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) => [
        [`send ${name}`, (t) => t.stub.type(value())],
        [`echo ${name}`, async (t) => shape(await t.stub.echo(value()))],
      ]),
    ),
    "send a CryptoKey": async (t) =>
      t.stub.type(
        await crypto.subtle.importKey("raw", new Uint8Array(16), "AES-GCM", true, ["encrypt"]),
      ),
    "send a promise of a call": (t) => t.stub.echo(t.stub.echo(1)),
    "send a property": (t) => t.stub.echo(t.stub.foo),
    "send a stub": (t) => t.stub.type(t.stub),
    "send a service": (t) => t.stub.type(t.service),
    "send a namespace": (t) => t.stub.type(t.actors),
    "send an id": (t) => t.stub.type(t.actors.idFromName("a")),
    "send a used Response": async (t) => {
      const response = new Response("a");
      await response.text();
      try {
        await t.stub.echo(response);
      } catch (error) {
        return error.name;
      }
    },
    "send a locked stream": (t) => {
      const stream = new Response("a").body;
      stream.getReader();
      return t.stub.read(stream);
    },
    "send a Request": (t) =>
      t.stub.request(
        new Request("http://x/y?z", { method: "POST", body: "b", headers: { a: "b" } }),
      ),
    "send a Blob": (t) => t.stub.text(new Blob(["abc"])),
    "send a text stream": (t) =>
      t.stub.read(
        new ReadableStream({
          pull(controller) {
            controller.enqueue("é");
            controller.close();
          },
        }),
      ),
    "write to a stream": async (t) => {
      const { readable, writable } = new TransformStream();
      const written = t.stub.write(writable);
      return [await new Response(readable).text(), await written, writable.locked];
    },
    "get a Response": async (t) => {
      const response = await t.stub.response();
      return [response.status, response.headers.get("a"), await response.text(), response.url];
    },
    "get a stream": async (t) => new Response(await t.stub.stream()).text(),
    "read a stream with a buffer": async (t) => {
      const reader = (await t.stub.stream()).getReader({ mode: "byob" });
      return (await reader.read(new Uint8Array(10))).value.length;
    },
    "return an instance": (t) => t.stub.instance(),
    "return a promise inside": (t) => t.stub.promised(),
    "copy when called": async (t) => {
      const value = { a: 1 };
      const answer = t.stub.echo(value);
      value.a = 2;
      return answer;
    },
    "a cycle": async (t) => {
      const value = {};
      value.self = value;
      const back = await t.stub.echo(value);
      return back.self === back;
    },
    "the same function twice": async (t) => {
      const f = () => 1;
      const [a, b] = await t.stub.echo(f, f);
      return a === b;
    },
    "trailing undefined": (t) => t.stub.count(undefined, undefined),
    "too much": (t) => t.stub.nothing(new Uint8Array(32 * 1024 * 1024 + 1)).then(String, sizeless),
  };
}
