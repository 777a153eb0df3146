// @ts-nocheck -- runs unchanged in workerd too
/** Node's modules that tabd implements, under `nodejs_compat`. */

export const options = {
  compatibilityFlags: ["nodejs_compat"],
  bindings: { SELF: { service: {} } },
};

const load = (specifier) => import(/* @vite-ignore */ specifier);
const outside = (ask) => [{ outside: (stub, t) => ask(t) }];

/** The message of the error that `fn` throws, and the fields of an assertion error. */
async function thrown(fn) {
  try {
    await fn();
    return "nothing";
  } catch (error) {
    const { name, message, code, actual, expected, operator, generatedMessage } = error;
    return { name, message, code, actual, expected, operator, generatedMessage };
  }
}

/** The same, without the message, whose wording differs. */
async function refused(fn) {
  const { name, code, operator } = await thrown(fn);
  return [name, code, operator];
}

export const scenarios = {
  "node: with and without the prefix": outside(async () => [
    (await load("node:assert")).default === (await load("assert")).default,
    (await load("node:events")).default === (await load("events")).default,
    typeof Buffer,
    (await load("node:buffer")).Buffer === Buffer,
    global === globalThis,
  ]),
  "node: names": outside(async () => {
    const names = {};
    for (const module of ["assert", "async_hooks", "buffer", "events", "util"]) {
      names[module] = Object.keys(await load(`node:${module}`)).toSorted();
    }
    return names;
  }),
  "node: kinds of default exports": outside(async () => {
    const kinds = {};
    for (const module of [
      "assert",
      "assert/strict",
      "async_hooks",
      "buffer",
      "events",
      "util",
      "util/types",
    ]) {
      kinds[module] = typeof (await load(`node:${module}`)).default;
    }
    return kinds;
  }),

  "assert: assertions that pass": outside(async () => {
    const { default: assert } = await load("node:assert");
    assert(1);
    assert.ok(true);
    assert.equal(1, 1);
    assert.notEqual(1, 2);
    assert.strictEqual(NaN, NaN);
    assert.notStrictEqual(1, "1");
    assert.deepEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] });
    assert.deepStrictEqual(new Map([[1, new Set([2])]]), new Map([[1, new Set([2])]]));
    assert.deepStrictEqual(new Date(5), new Date(5));
    assert.notDeepStrictEqual({ a: 1 }, { a: "1" });
    assert.throws(() => {
      throw new TypeError("x");
    }, TypeError);
    assert.throws(() => {
      throw new TypeError("x");
    }, /x/);
    assert.throws(
      () => {
        throw new TypeError("x");
      },
      { name: "TypeError", message: "x" },
    );
    assert.doesNotThrow(() => 1);
    await assert.rejects(Promise.reject(new Error("x")), /x/);
    await assert.doesNotReject(Promise.resolve());
    assert.match("abc", /b/);
    assert.doesNotMatch("abc", /d/);
    assert.ifError(null);
    return "all";
  }),
  "assert: assertions that fail": outside(async () => {
    const { default: assert, AssertionError } = await load("node:assert");
    const tries = {
      ok: () => assert(0),
      message: () => assert(false, "my words"),
      fail: () => assert.fail(),
      "fail with words": () => assert.fail("words"),
      deepStrictEqual: () => assert.deepStrictEqual({ a: 1, b: [1, 2] }, { a: 1, b: [1, 3] }),
    };
    const seen = {};
    for (const [name, fn] of Object.entries(tries)) {
      const { generatedMessage: _, ...fields } = await thrown(fn);
      seen[name] = fields;
    }
    seen.class = await thrown(() => assert(0)).then(() => {
      try {
        assert(0);
      } catch (error) {
        return [error instanceof AssertionError, error instanceof Error];
      }
    });
    return seen;
  }),
  "assert: thenables": outside(async () => {
    const { rejects, doesNotReject } = await load("node:assert");
    const failing = { then: (_, fail) => fail(new Error("x")), catch() {} };
    const thenable = { then: (done) => done(1), catch() {} };
    await rejects(failing, /x/);
    await rejects(() => failing, /x/);
    await rejects(async () => failing, { message: "x" });
    await doesNotReject(() => thenable);
    return [
      await refused(() => rejects(thenable)),
      await refused(() => doesNotReject(failing)),
      await refused(() => rejects(() => 1)),
      await refused(() => rejects(1)),
      await refused(() => rejects({ then: (_, fail) => fail(new Error("x")) })),
      await refused(() => rejects(() => ({ then: (_, fail) => fail(new Error("x")) }))),
    ];
  }),
  "assert: RPC promises": [
    {
      outside: async () => {
        const { rejects, doesNotReject } = await load("node:assert");
        const { SELF } = (await load("cloudflare:workers")).env;
        await rejects(SELF.nothing(), { name: "TypeError" });
        await rejects(() => SELF.nothing(), /does not implement/);
        return refused(() => doesNotReject(SELF.nothing()));
      },
    },
  ],
  "assert: codes": outside(async () => {
    const { default: assert } = await load("node:assert");
    const tries = {
      equal: () => assert.equal(1, 2),
      notEqual: () => assert.notEqual(1, 1),
      strictEqual: () => assert.strictEqual(1, 2),
      notStrictEqual: () => assert.notStrictEqual(1, 1),
      deepEqual: () => assert.deepEqual({ a: 1 }, { a: 2 }),
      notDeepStrictEqual: () => assert.notDeepStrictEqual([1], [1]),
      throws: () => assert.throws(() => 1),
      doesNotThrow: () =>
        assert.doesNotThrow(() => {
          throw new Error("x");
        }),
      rejects: () => assert.rejects(Promise.resolve()),
      match: () => assert.match("a", /b/),
      doesNotMatch: () => assert.doesNotMatch("a", /a/),
    };
    const seen = {};
    for (const [name, fn] of Object.entries(tries)) seen[name] = await refused(fn);
    return seen;
  }),
  "assert: an error as the message": outside(async () => {
    const { default: assert } = await load("node:assert");
    return thrown(() => assert(false, new RangeError("mine")));
  }),
  "assert: message of strictEqual()": outside(async () => {
    const { default: assert } = await load("node:assert");
    return thrown(() => assert.strictEqual(1, 2));
  }),

  "buffer: encodings": outside(async () => {
    const { Buffer: B } = await load("node:buffer");
    return [
      B.from("héllo").toString("base64"),
      B.from("héllo").toString("base64url"),
      B.from("héllo").toString("hex"),
      B.from("aGk=", "base64").toString(),
      B.from("ff00", "hex").toString("latin1"),
      B.from("hi", "utf16le").toString("hex"),
      B.from([1, 2, 300]).toJSON(),
      B.byteLength("héllo"),
      B.isEncoding("utf8"),
      B.isBuffer(B.alloc(1)),
      B.isBuffer(new Uint8Array(1)),
    ];
  }),
  "buffer: reading and writing": outside(async () => {
    const { Buffer: B } = await load("node:buffer");
    const buffer = B.alloc(16, "ab");
    buffer.writeUInt32BE(0xdeadbeef, 0);
    buffer.writeInt16LE(-2, 4);
    buffer.writeDoubleBE(1.5, 6);
    buffer.writeBigInt64LE(-5n, 8);
    return [
      buffer.toString("hex"),
      buffer.readUInt32BE(0),
      buffer.readInt16LE(4),
      buffer.readBigInt64LE(8),
      buffer.subarray(1, 3).toString("hex"),
      buffer.indexOf(0xad),
      buffer.equals(B.from(buffer)),
      B.compare(B.from("a"), B.from("b")),
      B.concat([B.from("a"), B.from("b")]).toString(),
      buffer instanceof Uint8Array,
    ];
  }),
  "buffer: other members": outside(async () => {
    const buffer = await load("node:buffer");
    return [
      buffer.isUtf8(new Uint8Array([0xc3, 0xa9])),
      buffer.isUtf8(new Uint8Array([0xc3])),
      buffer.isAscii(new Uint8Array([0x7f])),
      buffer.isAscii(new Uint8Array([0x80])),
      buffer.atob("aGk="),
      buffer.btoa("hi"),
      buffer.Blob === Blob,
      buffer.File === File,
    ];
  }),

  "events: an emitter": outside(async () => {
    const { EventEmitter, once, on, listenerCount, errorMonitor } = await load("node:events");
    const emitter = new EventEmitter();
    const seen = [];
    emitter.on("a", (...args) => seen.push(["on", ...args]));
    emitter.prependListener("a", () => seen.push("first"));
    emitter.once("a", () => seen.push("once"));
    seen.push(emitter.emit("a", 1, 2), emitter.emit("a", 3), emitter.emit("b"));
    seen.push(emitter.listenerCount("a"), listenerCount(emitter, "a"), emitter.eventNames());
    emitter.removeAllListeners("a");
    seen.push(emitter.emit("a"));
    const waited = once(emitter, "c");
    emitter.emit("c", "x");
    seen.push(await waited);
    emitter.on(errorMonitor, (error) => seen.push(["monitored", error.message]));
    try {
      emitter.emit("error", new Error("nobody listens"));
    } catch (error) {
      seen.push(error.message);
    }
    const values = on(emitter, "d");
    emitter.emit("d", 1);
    emitter.emit("d", 2);
    seen.push((await values.next()).value, (await values.next()).value);
    return seen;
  }),
  "events: the class": outside(async () => {
    const {
      default: EventEmitter,
      EventEmitter: same,
      getMaxListeners,
    } = await load("node:events");
    class Mine extends EventEmitter {}
    const mine = new Mine();
    mine.setMaxListeners(3);
    return [
      EventEmitter === same,
      mine instanceof EventEmitter,
      getMaxListeners(mine),
      EventEmitter.defaultMaxListeners,
      await thrown(() => mine.on("x", 5)),
    ];
  }),

  "util: inspect()": outside(async () => {
    const { inspect } = await load("node:util");
    class Foo {
      x = 1;
    }
    const cyclic = { a: 1 };
    cyclic.self = cyclic;
    return [
      inspect({ a: [1, "b", null, undefined], s: Symbol("x"), f() {}, n: -0, big: 5n }),
      inspect(new Map([[1, { b: { c: { d: 1 } } }]])),
      inspect(new Set(["a"])),
      inspect(new Foo()),
      inspect(cyclic),
      inspect(new Date(0)),
      inspect(/a/g),
      inspect(new Uint8Array(3)),
      inspect("it's"),
      inspect({ a: { b: { c: { d: 1 } } } }, { depth: 0 }),
      inspect([1, 2, 3], { compact: false }),
    ];
  }),
  "util: inspect() of platform objects": outside(async () => {
    const { inspect } = await load("node:util");
    const form = new FormData();
    form.append("a", "1");
    form.append("f", new Blob(["x"], { type: "text/plain" }), "n.txt");
    return [
      inspect(new URL("https://u:p@a.test:81/x?y=1#z")),
      inspect(new URLSearchParams("a=1&b=2")),
      inspect(form).replace(/lastModified: \d+/, "lastModified: 0"),
      inspect(new Blob(["abc"], { type: "text/plain" })),
      inspect(new TextEncoder()),
      inspect(new TextDecoder()),
      inspect(new AbortController()),
      inspect({ a: { b: { c: new URLSearchParams("d=1") } } }),
    ];
  }),
  "util: inspect() of messages": outside(async () => {
    const { inspect } = await load("node:util");
    return [
      inspect(new Response("a", { status: 201, headers: { b: "c" } })),
      inspect(new Request("https://a.test/x", { method: "POST", body: "q" })),
      inspect(new Headers({ a: "1" })),
      inspect(new ReadableStream()),
    ];
  }),
  "util: format()": outside(async () => {
    const { format } = await load("node:util");
    return [
      format("%s %d %i %f %j %o %O %%", "a", 1.5, 2.9, "3.5", { a: 1 }, [1], { b: 2 }),
      format("%s", null, undefined, { a: 1 }),
      format(1, "2", { a: 3 }),
      format("%x %s"),
    ];
  }),
  "util: functions": outside(async () => {
    const util = await load("node:util");
    const read = util.promisify((a, done) => done(a === 0 ? new Error("zero") : null, a));
    const called = await new Promise((resolve) => {
      util.callbackify(async (a) => a + 1)(1, (error, value) => resolve([error, value]));
    });
    function Child() {}
    function Parent() {}
    util.inherits(Child, Parent);
    return [
      await read(5),
      await thrown(() => read(0)).then(({ message }) => message),
      called,
      new Child() instanceof Parent,
      util.isDeepStrictEqual({ a: new Set([1]) }, { a: new Set([1]) }),
      util.isDeepStrictEqual({ a: 1 }, { a: "1" }),
      util.stripVTControlCharacters("\u001b[31mred\u001b[0m"),
      util.toUSVString("a\ud800b"),
      util.deprecate(() => 7, "old")(),
      new util.MIMEType("text/plain; charset=utf-8").subtype,
      util.TextEncoder === TextEncoder,
    ];
  }),
  "util: types": outside(async () => {
    const { types } = await load("node:util");
    const of = await load("node:util/types");
    return [
      types.isDate(new Date()),
      types.isRegExp(/a/),
      types.isMap(new Map()),
      types.isPromise(Promise.resolve()),
      types.isTypedArray(new Uint8Array()),
      types.isTypedArray(new DataView(new ArrayBuffer(1))),
      types.isAsyncFunction(async () => 1),
      types.isGeneratorFunction(function* () {}),
      types.isNativeError(new RangeError()),
      types.isBoxedPrimitive(Object(1)),
      of.isArrayBuffer(new ArrayBuffer(1)),
      of.isUint8Array(Buffer.alloc(1)),
    ];
  }),

  "missing: an unknown module of Node": outside(async (t) => {
    const { rejects } = await t.outcome(async () => load("node:nothing"));
    return rejects.$error.message.split("\n")[0].replace(/\.$/, "");
  }),
};
