import { deepStrictEqual } from "node:assert/strict";
import v8 from "node:v8";
import { describe, expect, test } from "vitest";

import { deserialize } from "../../../src/codec/deserialize.ts";
import { serialize } from "../../../src/codec/serialize.ts";
import { cloneValues, errorValues } from "./clone-values.ts";
import type { CloneValue } from "./clone-values.ts";

/** Serialized by V8: version 15, with V8's tags for views. */
function v8Serialize(value: unknown): Buffer {
  const serializer = new v8.Serializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

function v8Deserialize(bytes: Uint8Array): unknown {
  const deserializer = new v8.Deserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue();
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const unhex = (text: string): Uint8Array => Buffer.from(text.replaceAll(" ", ""), "hex");

/** How two values differ; undefined if they are equal. */
function difference(actual: unknown, expected: unknown): string | undefined {
  // node:assert treats invalid dates as unequal.
  const both = [actual, expected];
  if (both.every((value) => value instanceof Date && Number.isNaN(value.getTime()))) return;
  try {
    deepStrictEqual(actual, expected);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

function rowsOf(table: Readonly<Record<string, CloneValue>>): [string, CloneValue][] {
  return Object.entries(table).filter(
    ([, { needs }]) => needs === undefined || needs in globalThis,
  );
}

test("Node's V8 writes version 15, as workerd's does", () => {
  expect(hex(v8Serialize(0)).slice(0, 4)).toBe("ff0f");
});

describe("values are written as V8 writes them, and read back", () => {
  test.each(rowsOf(cloneValues))("%s", (_, { make, read, node, once }) => {
    const bytes = serialize(make());
    const v8Bytes = v8Serialize(make());
    expect(hex(bytes) === hex(v8Bytes)).toBe(node !== "differs");
    expect(difference(deserialize(bytes), (read ?? make)())).toBeUndefined();
    expect(difference(deserialize(v8Bytes), (read ?? make)())).toBeUndefined();
    expect(difference(v8Deserialize(bytes), (read ?? make)())).toBeUndefined();
    const again = hex(serialize(deserialize(bytes)));
    expect(once === true || again === hex(bytes)).toBe(true);
  });
});

describe("errors are written as V8 writes them, and read back", () => {
  test.each(rowsOf(errorValues))("%s", (_, { make, node, once }) => {
    const legacy = { enhancedErrors: false };
    const bytes = serialize(make(), legacy);
    const v8Bytes = v8Serialize(make());
    expect(hex(bytes) === hex(v8Bytes)).toBe(node !== "differs");
    const expected = describeError(v8Deserialize(v8Bytes));
    expect(describeError(deserialize(bytes))).toEqual(expected);
    expect(describeError(deserialize(v8Bytes))).toEqual(expected);
    expect(describeError(v8Deserialize(bytes))).toEqual(expected);
    expect(hex(serialize(deserialize(bytes), legacy))).toBe(hex(bytes));
    const enhanced = serialize(make());
    const again = hex(serialize(deserialize(enhanced)));
    expect(once === true || again === hex(enhanced)).toBe(true);
  });
});

/** An error's prototype and properties as plain data. */
function describeError(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(describeError);
  if (!(value instanceof Error)) return value;
  const prototype = Object.getPrototypeOf(value) as Error;
  const properties = Object.getOwnPropertyNames(value).map((name) => [
    name,
    describeError(value[name as keyof Error]),
    Object.getOwnPropertyDescriptor(value, name)?.enumerable,
  ]);
  return { class: prototype.constructor.name, properties };
}

describe("bytes that the real workerd wrote", () => {
  const stack = Buffer.from("RangeError: x\n at y").toString("hex");
  test.each<[string, string, () => unknown]>([
    ["bigint", "FF0F 5A 10 7B00000000000000", () => 123n],
    ["date", "FF0F 44 0000000000000000", () => new Date(0)],
    ["number", "FF0F 4E 000000000000F8BF", () => -1.5],
    ["two-byte string", "FF0F 63 06 3DD800DEE900", () => "😀é"],
    ["regExp", "FF0F 52 22 01 61 03", () => /a/gi],
    [
      "array with a hole",
      "FF0F 61 03 4900 4902 4904 4906 40 02 03",
      () => Object.assign([1], { 2: 3 }),
    ],
    [
      "object",
      "FF0F 6F 220161 5F 220162 30 220163 54 7B 03",
      () => ({ a: undefined, b: null, c: true }),
    ],
    ["map", "FF0F 3B 4902 27 220161 2C01 3A 02", () => new Map([[1, new Set(["a"])]])],
    ["bytes", "FF0F 42 03 010203 56 42 00 03 00", () => new Uint8Array([1, 2, 3])],
    ["integer above 30 bits", "FF0F 4E 000000000000D041", () => 2 ** 30],
    ["undefined in an array", "FF0F 61 01 49 00 5F 40 01 01", () => [undefined]],
    ["resizable buffer", "FF0F 7E 01 02 00", () => new ArrayBuffer(1, { maxByteLength: 2 })],
    [
      "error",
      `FF0F 5C 0A 03 220178 6F 22 05 ${hex(Buffer.from("stack"))} 22 13 ${stack} 7B 01`,
      () => Object.assign(new RangeError("x"), { stack: "RangeError: x\n at y" }),
    ],
    [
      "error with another name",
      `FF0F 5C 0A 00 2203466F6F 22016D 6F 22 05 ${hex(Buffer.from("stack"))} 220153 7B 01`,
      () => Object.assign(new Error("m"), { name: "Foo", stack: "S" }),
    ],
  ])("%s", (_, bytes, make) => {
    expect(hex(serialize(make()))).toBe(hex(unhex(bytes)));
    expect(hex(serialize(deserialize(unhex(bytes))))).toBe(hex(unhex(bytes)));
  });

  test("DOMException", () => {
    const bytes = unhex("FF0F 5C 08 03 466F6F 06 C3A9F09F9880 01 53");
    const read = deserialize(bytes) as DOMException;
    expect(read).toBeInstanceOf(DOMException);
    expect([read.name, read.message, read.stack]).toEqual(["Foo", "é😀", "S"]);
    expect(hex(serialize(read))).toBe(hex(bytes));
  });
});

describe("reading an error", () => {
  const readBack = (error: Error): Error => deserialize(serialize(error)) as Error;

  test("own properties become enumerable, and the name determines the class", () => {
    class MyError extends TypeError {
      code = 5;
    }
    const error = new MyError("m", { cause: { a: 1 } });
    const read = readBack(error);
    expect(Object.getPrototypeOf(read)).toBe(TypeError.prototype);
    expect(Object.entries(read)).toEqual([
      ["stack", error.stack],
      ["cause", { a: 1 }],
      ["code", 5],
    ]);
    expect(Object.getOwnPropertyDescriptor(read, "message")).toMatchObject({
      value: "m",
      enumerable: false,
    });
  });

  test.each([
    [new AggregateError([1, 2], "m"), AggregateError, "AggregateError"],
    [new WebAssembly.LinkError("m"), Error, "LinkError"],
    [Object.assign(new EvalError("m"), { name: "Foo" }), Error, "Foo"],
  ])("%o", (error, Class, name) => {
    const read = readBack(error);
    expect(Object.getPrototypeOf(read)).toBe(Class.prototype);
    expect([read.name, read.message, read.stack]).toEqual([name, "m", error.stack]);
    expect((read as AggregateError).errors).toEqual((error as AggregateError).errors);
  });

  test("WebAssembly errors are read by their kinds", () => {
    const read = deserialize(unhex("FF0F 5C 0A 07 22016D 6F 7B 00"));
    expect(read).toBeInstanceOf(WebAssembly.LinkError);
  });

  test("an error that contains itself", () => {
    const error = Object.assign(new Error("m"), { self: {} });
    error.self = [error];
    const read = readBack(error) as typeof error;
    expect(read.self).toEqual([read]);
  });
});

describe("older versions", () => {
  test("13, 14, and 13 without a header are read", () => {
    expect(deserialize(unhex("FF0D 42 02 0102 56 42 01 01"))).toEqual(new Uint8Array([2]));
    expect(deserialize(unhex("42 02 0102 56 42 01 01"))).toEqual(new Uint8Array([2]));
    expect(deserialize(unhex("FF0E 42 02 0102 56 42 01 01 00"))).toEqual(new Uint8Array([2]));
    expect(deserialize(unhex("6F 530161 4902 7B 01"))).toEqual({ a: 1 });
  });

  test.each([12, 16, 0])("%i is refused", (version) => {
    expect(() => deserialize(new Uint8Array([0xff, version, 0x30]))).toThrow(
      `version ${version} of the format is not among 13 to 15`,
    );
  });

  test("counts of objects, padding and unsigned integers of old versions are read", () => {
    expect(deserialize(unhex("FF0F 3F 05 00 00 55 FFFFFFFF0F"))).toBe(2 ** 32 - 1);
  });
});

describe("values that cannot be cloned are refused with V8's message", () => {
  const detached = (): ArrayBuffer => {
    const buffer = new ArrayBuffer(4);
    structuredClone(buffer, { transfer: [buffer] });
    return buffer;
  };
  const shrunk = (View: new (...args: [ArrayBuffer, number, number]) => unknown): unknown => {
    const buffer = new ArrayBuffer(4, { maxByteLength: 8 });
    const view = new View(buffer, 2, 2);
    buffer.resize(1);
    return view;
  };
  const source = (text: string): unknown => new Function(`return (${text})`)();
  const long = "x".repeat(200);

  test.each<[string, () => unknown]>([
    ["()=>1", () => source("()=>1")],
    ["class Foo{}", () => source("class Foo{}")],
    ["async()=>{}", () => source("async()=>{}")],
    ["function () { [native code] }", () => source("function abc(){}") && Math.max.bind(null)],
    [
      `function abc(){return '${long.slice(0, 88)}...<omitted>...'}`,
      () => source(`function abc(){return '${long}'}`),
    ],
    ["Symbol(abc)", () => Symbol("abc")],
    ["Symbol()", () => Symbol()],
    ["[object Symbol]", () => Object(Symbol("abc"))],
    ["#<Promise>", () => Promise.resolve()],
    ["#<WeakMap>", () => new WeakMap()],
    ["#<WeakSet>", () => new WeakSet()],
    ["#<WeakRef>", () => new WeakRef({})],
    [
      "[object Generator]",
      () => source("function*(){}") && (source("function*(){}") as () => unknown)(),
    ],
    ["#<NumberFormat>", () => new Intl.NumberFormat()],
    [
      "#<Object>",
      () =>
        source("function(){return arguments}") &&
        (source("function(){return arguments}") as () => unknown)(),
    ],
    ["#<Q>", () => Object.assign(new WeakMap(), { constructor: class Q {} })],
    ["[object WeakMap]", () => Object.assign(new WeakMap(), { toString: () => "q" })],
    ["[object Object]", () => shrunk(Uint8Array)],
    ["#<DataView>", () => shrunk(DataView)],
    ["#<SharedArrayBuffer>", () => new SharedArrayBuffer(4)],
    ["#<SharedArrayBuffer>", () => new Uint8Array(new SharedArrayBuffer(4))],
    ["()=>5", () => ({ a: [new Map([[1, source("()=>5")]])] })],
  ])("%s could not be cloned.", (words, make) => {
    const value = make();
    const refusal = refused(() => serialize(value));
    expect(refusal.message).toBe(`${words} could not be cloned.`);
    expect(refusal.name).toBe("DataCloneError");
  });

  test.each([
    ["a buffer", detached],
    [
      "a view",
      () => {
        const view = new Uint8Array(4);
        structuredClone(view.buffer, { transfer: [view.buffer] });
        return view;
      },
    ],
  ])("%s that is detached", (_, make) => {
    expect(refused(() => serialize({ a: make() })).message).toBe(
      "An ArrayBuffer is detached and could not be cloned.",
    );
  });

  test("platform objects are refused with workerd's message", () => {
    expect(refused(() => serialize(new WebAssembly.Memory({ initial: 0 }))).message).toBe(
      "#<Memory> could not be cloned.",
    );
  });

  function refused(run: () => unknown): DOMException {
    try {
      run();
    } catch (error) {
      if (error instanceof DOMException) return error;
      throw error;
    }
    throw new Error("it was not refused");
  }
});

describe("externals", () => {
  test("replace objects and functions; called once for each", () => {
    const held: object[] = [];
    const asked: object[] = [];
    const f = (): number => 1;
    const stub = { stub: true };
    const value = { f, stub, again: [stub, f], plain: { a: 1 } };
    const bytes = serialize(value, {
      external(object) {
        asked.push(object);
        return object === f || object === stub ? held.push(object) - 1 : undefined;
      },
    });
    expect(asked).toEqual([value, f, stub, value.again, value.plain]);
    const read = deserialize(bytes, { external: (index) => held[index] }) as typeof value;
    expect(read).toEqual(value);
    expect(read.f).toBe(f);
    expect(read.again[0]).toBe(stub);
    expect(() => deserialize(bytes)).toThrow("a host object of kind 1000");
  });

  test("may be read as any value, and keep the numbering of later objects", () => {
    const f = (): number => 1;
    const later = { a: 1 };
    const bytes = serialize([f, later, f, later], {
      external: (object) => (object === f ? 7 : undefined),
    });
    const read = deserialize(bytes, { external: (index) => (index === 7 ? undefined : index) });
    expect(read).toEqual([undefined, later, undefined, later]);
  });

  test("may throw when writing and reading", () => {
    const error = new Error("not this one");
    const refuse = (): never => {
      throw error;
    };
    expect(() => serialize([{}], { external: refuse })).toThrow(error);
    const bytes = serialize({}, { external: () => 0 });
    expect(() => deserialize(bytes, { external: refuse })).toThrow(error);
  });
});

test("a getter may serialize while its object is being serialized", () => {
  const value = {
    a: "before",
    get b(): string {
      return hex(serialize({ inner: "x".repeat(1000) }));
    },
    c: "after",
  };
  expect(deserialize(serialize(value))).toEqual({
    a: "before",
    b: hex(serialize({ inner: "x".repeat(1000) })),
    c: "after",
  });
});

test("written bytes do not change with the next value", () => {
  const first = serialize("first");
  const copy = hex(first);
  serialize("another, which is longer");
  expect(hex(first)).toBe(copy);
});

test("objects of another realm are recognised", async () => {
  const { runInNewContext } = await import("node:vm");
  const values: unknown = runInNewContext(
    `[new Date(5), new Map([[1, 2]]), new Set([1]), /a/g, new Uint8Array([1]), Object("a"), [1], { a: 1 }, new ArrayBuffer(1)]`,
  );
  expect(hex(serialize(values))).toBe(hex(v8Serialize(values)));
  const error: unknown = runInNewContext(`Object.assign(new TypeError("m"), { stack: "S" })`);
  expect(hex(serialize(error, { enhancedErrors: false }))).toBe(hex(v8Serialize(error)));
});

test("nesting too deep for the stack throws an error", () => {
  const nest = (depth: number): unknown => {
    let value: unknown = null;
    for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
    return value;
  };
  const deep = nest(1500);
  expect(hex(serialize(deserialize(serialize(deep))))).toBe(hex(serialize(deep)));
  expect(() => serialize(nest(200_000))).toThrow(RangeError);
});
