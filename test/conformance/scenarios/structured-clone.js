/** `structuredClone()`: values it copies, and values it refuses. */

const each = async (t, cases) => {
  const outcomes = {};
  for (const [name, run] of Object.entries(cases)) outcomes[name] = await t.outcome(run);
  return outcomes;
};
const copied = (value, options) => () => {
  const copy = structuredClone(value, options);
  return [Object.prototype.toString.call(copy), copy];
};

class Point {
  x = 1;
  get y() {
    return 2;
  }
}

const cyclic = { a: [1] };
cyclic.self = cyclic;

export const scenarios = {
  "copied: values": (ctx, t) =>
    each(t, {
      primitives: copied([1, "a", null, undefined, true, 5n, NaN, -0]),
      "a hole": copied([1, , 3]),
      cycle: copied(cyclic),
      "maps and sets": copied(new Map([[{}, new Set([1])]])),
      date: copied(new Date(5)),
      regexp: copied(/a/gi),
      "part of a buffer": copied(Uint8Array.of(1, 2, 3).subarray(1)),
      boxed: copied([new Number(5), new String("a")].map(Object)),
      "an instance": copied({ point: new Point() }),
      "no prototype": copied(Object.create(null)),
      blob: copied(new Blob(["a"])),
      "a blob is another one": async () => {
        const blob = new Blob(["a"], { type: "b/c" });
        const copy = structuredClone({ blob }).blob;
        return [copy === blob, copy.type, await copy.text()];
      },
      headers: () => [...structuredClone(new Headers({ a: "1" }))],
    }),
  "copied: errors": (ctx, t) =>
    each(t, {
      "with properties": copied(Object.assign(new RangeError("a"), { code: "b" })),
      "with a cause": copied(new Error("a", { cause: new TypeError("b") })),
      several: copied(new AggregateError([1], "a")),
      DOMException: copied(new DOMException("a", "AbortError")),
    }),
  "copied: transferred objects": () => {
    const buffer = new ArrayBuffer(4);
    const copy = structuredClone({ buffer }, { transfer: [buffer] });
    return [buffer.byteLength, copy.buffer.byteLength];
  },
  "refused: values that cannot be cloned": (ctx, t) =>
    each(t, {
      function: copied(() => 1),
      "a method": copied({ method: () => 1 }),
      symbol: copied(Symbol("a")),
      promise: copied(Promise.resolve()),
      "a weak map": copied(new WeakMap()),
      arguments: copied(
        (function () {
          return arguments;
        })(1),
      ),
      generator: copied((function* () {})()),
      URL: copied(new URL("http://x")),
      file: copied(new File(["a"], "b")),
      form: copied(new FormData()),
      stream: copied(new ReadableStream()),
      event: copied(new Event("a")),
      "a getter that throws": copied({
        get a() {
          throw new RangeError("no");
        },
      }),
      stub: copied(t.env.SCENARIOS.getByName("x")),
      namespace: copied(t.env.SCENARIOS),
      state: copied(ctx),
      nothing: () => structuredClone(),
      "a number as options": copied(1, 5),
    }),
  "refused: a proxy": (ctx, t) =>
    each(t, {
      structuredClone: copied(new Proxy({ a: 1 }, {})),
      put: () => ctx.storage.put("a", new Proxy({ a: 1 }, {})),
    }),
};
