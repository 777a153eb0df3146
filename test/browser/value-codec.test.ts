import { describe, expect, test } from "vitest";

import { deserialize } from "../../src/codec/deserialize.ts";
import { serialize } from "../../src/codec/serialize.ts";
import { cloneValues, errorValues } from "../unit/codec/clone-values.ts";

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const values = Object.entries({ ...cloneValues, ...errorValues }).filter(
  ([, { needs }]) => needs === undefined || needs in globalThis,
);

// The unit tests check the table against V8 and workerd.
test.each([true, false])(
  "a value that was read is written as the same bytes (%s)",
  (enhancedErrors) => {
    for (const [name, { make }] of values.filter(([, { once }]) => once !== true)) {
      const bytes = serialize(make(), { enhancedErrors });
      const again = serialize(deserialize(bytes), { enhancedErrors });
      expect([name, hex(again)]).toEqual([name, hex(bytes)]);
    }
  },
);

test("a value that was read equals its structuredClone()", () => {
  for (const [name, { make }] of values.filter(([key]) => key in cloneValues)) {
    expect([name, deserialize(serialize(make()))]).toEqual([name, structuredClone(make())]);
  }
});

describe("platform objects are refused as in workerd", () => {
  test.each<[string, () => unknown]>([
    ["URL", () => new URL("http://x/")],
    ["URLSearchParams", () => new URLSearchParams()],
    ["Headers", () => new Headers()],
    ["FormData", () => new FormData()],
    ["File", () => new File([], "a")],
    ["TextEncoder", () => new TextEncoder()],
    ["EventTarget", () => new EventTarget()],
    ["AbortController", () => new AbortController()],
    ["MessagePort", () => new MessageChannel().port1],
    ["Crypto", () => crypto],
    ["Navigator", () => navigator],
    ["Mine", () => new (class Mine extends EventTarget {})()],
    ["HTMLDivElement", () => document.createElement("div")],
  ])("%s", (name, make) => {
    expect(() => serialize({ a: [make()] })).toThrow(
      `Could not serialize object of type "${name}". This type does not support serialization.`,
    );
  });
});

describe("JavaScript objects are refused as in V8", () => {
  test.each<[string, () => unknown]>([
    ["#<Promise>", () => Promise.resolve()],
    ["#<WeakMap>", () => new WeakMap()],
    ["#<NumberFormat>", () => new Intl.NumberFormat()],
    ["[object Generator]", () => (function* (): Generator {})()],
    ["[object Map Iterator]", () => new Map().entries()],
    ["#<Memory>", () => new WebAssembly.Memory({ initial: 0 })],
  ])("%s", (words, make) => {
    const value = make();
    expect(() => serialize(value)).toThrow(`${words} could not be cloned.`);
  });
});

test("a DOMException keeps its name, message and stack", () => {
  const exception = new DOMException("m", "AbortError");
  const [read, same] = deserialize(serialize([exception, exception])) as DOMException[];
  expect(read).toBeInstanceOf(DOMException);
  expect([read?.name, read?.message, read?.code, read?.stack]).toEqual([
    "AbortError",
    "m",
    20,
    exception.stack,
  ]);
  expect(same).toBe(read);
});

test("objects from a frame are recognized", () => {
  const frame = document.body.appendChild(document.createElement("iframe"));
  const scope = frame.contentWindow as unknown as typeof globalThis;
  const values = [
    new scope.Date(5),
    new scope.Map([[1, 2]]),
    new scope.Uint8Array([1]),
    scope.Array(1),
  ];
  const error = Object.assign(new scope.TypeError("m"), { stack: "S" });
  expect(deserialize(serialize(values))).toEqual([
    new Date(5),
    new Map([[1, 2]]),
    new Uint8Array([1]),
    Array(1),
  ]);
  expect(deserialize(serialize(error))).toBeInstanceOf(TypeError);
  frame.remove();
});

test("reading allows as deep nesting as workerd", () => {
  const nest = (depth: number): unknown => {
    let value: unknown = null;
    for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
    return value;
  };
  const bytes = serialize(nest(2000));
  expect(hex(serialize(deserialize(bytes)))).toBe(hex(bytes));
  expect(() => serialize(nest(200_000))).toThrow(RangeError);
});
