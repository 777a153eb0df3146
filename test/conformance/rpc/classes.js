// @ts-nocheck -- runs unchanged in workerd too
/** The classes that the questions call. */
export function makeClasses({ DurableObject, RpcTarget, WorkerEntrypoint }) {
  class Child extends RpcTarget {
    #log;
    own = 1;

    constructor(log = []) {
      super();
      this.#log = log;
    }

    hello(name) {
      return `hello ${name}`;
    }

    get number() {
      return 42;
    }

    get nested() {
      return { a: { b: 1, f: (x) => x + 1 } };
    }

    throws() {
      throw new RangeError("bad");
    }

    child() {
      return new Child(this.#log);
    }

    static made() {}

    [Symbol.dispose]() {
      this.#log.push("child");
    }
  }

  class Actor extends DurableObject {
    own = 5;
    ownMethod = () => 1;
    log = [];

    async fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname === "/throw") throw new RangeError("thrown");
      if (pathname === "/text") throw "text";
      if (pathname === "/number") return 5;
      if (pathname === "/redirect") {
        const status = Number(searchParams.get("status") ?? 302);
        const headers = { location: searchParams.get("to") ?? "/end?x" };
        return new Response("redirect", { status, headers });
      }
      if (pathname === "/nowhere") return new Response("nowhere", { status: 302 });
      return Response.json([request.method, request.url, await request.text(), request.redirect]);
    }

    echo(...values) {
      return values.length > 1 ? values : values[0];
    }

    type(value) {
      return `${Object.prototype.toString.call(value)} ${value?.constructor?.name}`;
    }

    count() {
      return arguments.length;
    }

    get getter() {
      return 7;
    }

    get later() {
      return Promise.resolve({ z: 1 });
    }

    get object() {
      return { x: 1, f: (a) => a * 2, deep: { g: () => "g", n: 5, nothing: null, s: "s" } };
    }

    get function() {
      return (a) => a + 100;
    }

    get fails() {
      throw new Error("getter");
    }

    child() {
      return new Child(this.log);
    }

    inObject() {
      return { child: new Child(this.log), n: 1, [Symbol.dispose]: () => this.log.push("object") };
    }

    inMap() {
      return new Map([["child", new Child(this.log)]]);
    }

    adder() {
      return (x) => x + 1;
    }

    throw(kind) {
      throw thrown[kind]();
    }

    nothing() {}

    async callback(f, ...args) {
      return await f(...args);
    }

    keep(stub) {
      this.kept = stub;
    }

    keepCopy(stub) {
      this.kept = stub.dup();
    }

    useKept() {
      return this.kept("kept");
    }

    returnKept() {
      return this.kept;
    }

    drop(stub) {
      stub[Symbol.dispose]();
    }

    dup2(stub) {
      return stub.dup();
    }

    read(stream) {
      return new Response(stream).text();
    }

    async write(stream) {
      const writer = stream.getWriter();
      await writer.write(new TextEncoder().encode("abc"));
      await writer.write(new Uint8Array([33]));
      await writer.close();
      return "written";
    }

    text(blob) {
      return blob.text();
    }

    stream() {
      return new Response("stream").body;
    }

    response() {
      return new Response("body", { status: 201, headers: { a: "b" } });
    }

    request(request) {
      return [request.url, request.method, request.headers.get("a")];
    }

    instance() {
      return new Foo();
    }

    promised() {
      return { promise: Promise.resolve(1) };
    }

    service() {
      return this.env.SERVICE;
    }

    inService() {
      return { service: this.env.SERVICE };
    }

    relay() {
      return this.env.SERVICE.hi();
    }

    keys() {
      return Object.keys(this);
    }

    takeLog() {
      return this.log.splice(0);
    }

    note(value) {
      this.log.push(value);
    }

    abort() {
      this.ctx.abort("aborted!");
    }
  }

  class Foo {
    x = 1;

    m() {
      return 1;
    }
  }

  class Custom extends Error {
    constructor(message) {
      super(message);
      this.name = "Custom";
      this.detail = 1;
    }
  }

  const thrown = {
    range: () => new RangeError("r"),
    text: () => "text",
    object: () => ({ a: 1 }),
    properties: () => Object.assign(new TypeError("p"), { code: 5, list: [1] }),
    custom: () => new Custom("c"),
    marked: () => Object.assign(new Error("m"), { retryable: true, overloaded: true }),
    dom: () => new DOMException("d", "AbortError"),
    nothing: () => undefined,
    function: () => Object.assign(new Error("f"), { f: () => 1 }),
    aggregate: () => new AggregateError([new Error("1"), 2], "a"),
    cause: () => new Error("outer", { cause: 5 }),
  };

  class Plain {
    fetch() {
      return new Response("plain");
    }

    method() {}
  }

  class Bad extends DurableObject {
    constructor(ctx, env) {
      super(ctx, env);
      throw new RangeError("constructor");
    }
  }

  class Service extends WorkerEntrypoint {
    own = 1;

    hi() {
      return "hi";
    }

    get getter() {
      return "g";
    }

    fetch() {
      return new Response("service");
    }

    scheduled() {
      return "scheduled";
    }
  }

  class Bare extends DurableObject {}

  return { Actor, Bad, Bare, Child, Foo, Plain, Service, thrown };
}
