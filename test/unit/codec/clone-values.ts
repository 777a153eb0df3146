// oxlint-disable unicorn/no-new-array -- arrays with holes are tested
/**
 * Values that can be stored, one for each rule of the format, created by each call. The functions
 * are self-contained: their source text is also sent to the real workerd.
 */
export interface CloneValue {
  readonly make: () => unknown;
  /** The value after reading, if it differs; for example, an instance becomes a plain object. */
  readonly read?: () => unknown;
  /** Node's older V8 writes it differently from workerd's; both read both. */
  readonly node?: "differs";
  /** Writing the value after reading gives other bytes, for example because it was frozen. */
  readonly once?: true;
  /** A global that some versions of Node lack. */
  readonly needs?: string;
}

export const cloneValues: Readonly<Record<string, CloneValue>> = {
  undefined: { make: () => undefined },
  null: { make: () => null },
  true: { make: () => true },
  false: { make: () => false },

  zero: { make: () => 0 },
  "minus zero": { make: () => -0 },
  one: { make: () => 1 },
  "minus one": { make: () => -1 },
  "two bytes of varint": { make: () => 64 },
  "largest small integer": { make: () => 2 ** 30 - 1 },
  // workerd's small integers have 31 bits, Node's 32.
  "above the small integers": { make: () => 2 ** 30, node: "differs" },
  "smallest small integer": { make: () => -(2 ** 30) },
  "below the small integers": { make: () => -(2 ** 30) - 1, node: "differs" },
  "largest int32": { make: () => 2 ** 31 - 1, node: "differs" },
  "above int32": { make: () => 2 ** 31 },
  fraction: { make: () => -1.5 },
  "a time": { make: () => 1_790_000_000_000 },
  "largest double": { make: () => Number.MAX_VALUE },
  "smallest double": { make: () => Number.MIN_VALUE },
  infinity: { make: () => -Infinity },
  "not a number": { make: () => NaN },

  "bigint zero": { make: () => 0n },
  "bigint one": { make: () => 1n },
  "bigint minus one": { make: () => -1n },
  "bigint of 63 bits": { make: () => 2n ** 63n - 1n },
  "bigint of 64 bits": { make: () => 2n ** 64n - 1n },
  "bigint of 65 bits": { make: () => -(2n ** 64n) },
  "bigint of 1000 bits": { make: () => -(3n ** 640n) },

  "empty string": { make: () => "" },
  ascii: { make: () => "hello" },
  latin1: { make: () => "aÿ\u0080\0" },
  "two-byte string": { make: () => "😀é" },
  "two-byte string, shifted": { make: () => ["x", "Ā"] },
  "two-byte string, padded": { make: () => ["xy", "Ā"] },
  "lone surrogates": { make: () => "a\ud800\udc00\udc00\ud800" },
  "string of 127": { make: () => "a".repeat(127) },
  "string of 128": { make: () => "a".repeat(128) },
  "two-byte string of 64": { make: () => "Ā".repeat(64) },
  "long string": { make: () => "0123456789".repeat(5000) },
  "long two-byte string": { make: () => "日本語".repeat(6000) },

  date: { make: () => new Date(1_790_000_000_123) },
  "date zero": { make: () => new Date(0) },
  "date before the epoch": { make: () => new Date(-1) },
  "invalid date": { make: () => new Date(NaN) },
  "date of a subclass": {
    make: () => Reflect.construct(Date, [5], class extends Date {}),
    read: () => new Date(5),
  },
  "date with a property": {
    make: () => Object.assign(new Date(5), { x: 1 }),
    read: () => new Date(5),
  },
  "date without its prototype": {
    make: () => Object.setPrototypeOf(new Date(5), null),
    read: () => new Date(5),
  },

  "Boolean true": { make: () => Object(true) },
  "Boolean false": { make: () => Object(false) },
  Number: { make: () => Object(-0) },
  BigInt: { make: () => Object(-5n) },
  String: { make: () => Object("aé") },
  "two-byte String": { make: () => Object("😀") },
  "String with a property": {
    make: () => Object.assign(Object("a"), { x: 1 }),
    read: () => Object("a"),
  },

  regExp: { make: () => /a/gi },
  "empty regExp": { make: () => new RegExp("") },
  "regExp of a slash": { make: () => new RegExp("/") },
  "regExp of a line end": { make: () => new RegExp("\n") },
  "regExp with all flags": { make: () => new RegExp("a", "dgimsuy") },
  "regExp with v": { make: () => new RegExp("[a--b]", "v") },
  "sticky regExp": { make: () => /a/y },
  "two-byte regExp": { make: () => /é😀[/]\u2028/ },
  "regExp that was used": {
    make: () => Object.assign(/a/g, { lastIndex: 3, x: 1 }),
    read: () => /a/g,
  },
  "regExp of a lying class": {
    make: () =>
      new (class extends RegExp {
        override get source(): string {
          return "zz";
        }
        override get flags(): string {
          return "g";
        }
        override get global(): boolean {
          return true;
        }
      })("q", "i"),
    read: () => /q/i,
  },

  "empty map": { make: () => new Map() },
  map: {
    make: () =>
      new Map<unknown, unknown>([
        ["a", 1],
        [{ b: 2 }, new Set(["a"])],
      ]),
  },
  "map of itself": {
    make: () => {
      const map = new Map<unknown, unknown>();
      return map.set(map, map);
    },
  },
  "map of a subclass": {
    make: () => new (class extends Map<number, number> {})([[1, 2]]),
    read: () => new Map([[1, 2]]),
  },
  "map with a property": {
    make: () => Object.assign(new Map([[1, 2]]), { x: 1 }),
    read: () => new Map([[1, 2]]),
  },
  "map that changes while it is written": {
    make: () => {
      const map = new Map<unknown, unknown>();
      const key = {
        get a(): number {
          map.set(9, 9);
          return 1;
        },
      };
      return map.set(key, 1);
    },
    read: () => new Map([[{ a: 1 }, 1]]),
  },
  "empty set": { make: () => new Set() },
  set: { make: () => new Set<unknown>([1, "a", new Map([[NaN, -0]]), undefined]) },

  "empty array": { make: () => [] },
  integers: { make: () => [1, 2, 3] },
  doubles: { make: () => [1.5, 2, -0, NaN] },
  "doubles, for one of them": { make: () => [2 ** 31, 1] },
  mixed: { make: () => [1.5, 2, "x", null, undefined, true, 5n] },
  "null and undefined": { make: () => [null, undefined] },
  // workerd's V8 keeps numbers and undefined in an array of holey doubles.
  "undefined alone": { make: () => [undefined, undefined], node: "differs" },
  "undefined among numbers": { make: () => [2, undefined, 1.5], node: "differs" },
  "array with a hole": { make: () => new Array(2).concat([3]) },
  "array of a hole": { make: () => new Array(1) },
  "deleted element": {
    make: () => {
      const array = [1, 2];
      delete array[1];
      return array;
    },
  },
  "array that is long and empty": { make: () => new Array(100_000) },
  "array as long as can be": {
    make: () => {
      const array: unknown[] = [];
      array[4_294_967_294] = 1;
      return array;
    },
  },
  "dense array with properties": {
    make: () => Object.assign([1, "b"], { foo: 1, "01": 2, "-1": 3, 4294967295: 4 }),
  },
  "sparse array with properties": {
    make: () => Object.assign([1].concat(new Array(1), [2]), { x: 1 }),
  },
  "frozen array": { once: true, make: () => Object.freeze([1, 2]), read: () => [1, 2] },
  "sealed array": { once: true, make: () => Object.seal([1, 2]), read: () => [1, 2] },
  "array that cannot be extended": {
    once: true,
    make: () => Object.preventExtensions([1, 2]),
    read: () => [1, 2],
  },
  "empty frozen array": { once: true, make: () => Object.freeze([]), read: () => [] },
  "array with an element that is not enumerable": {
    make: () => Object.defineProperty([1, 2], 0, { value: 9, enumerable: false }),
    read: () => {
      const array = [0, 2];
      delete array[0];
      return array;
    },
  },
  "array of a subclass": {
    make: () => {
      const array = new (class extends Array {})();
      array.push(1, "a");
      return array;
    },
    read: () => [1, "a"],
  },
  "array without its prototype": {
    make: () => Object.setPrototypeOf([1, "a"], null),
    read: () => [1, "a"],
  },
  "array of itself": {
    make: () => {
      const array: unknown[] = [];
      array.push(array, [array]);
      return array;
    },
  },
  "array that gets shorter while it is written": {
    once: true,
    make: () => {
      const array: unknown[] = [
        {
          get a(): number {
            array.length = 1;
            return 1;
          },
        },
        2,
        3,
      ];
      return array;
    },
    read: () => Object.assign(new Array(3), { 0: { a: 1 } }),
  },
  "array that gets longer while it is written": {
    make: () => {
      const array: unknown[] = [
        {
          get a(): number {
            array.push(9);
            return 1;
          },
        },
        2,
      ];
      return array;
    },
    read: () => [{ a: 1 }, 2],
  },

  "empty object": { make: () => ({}) },
  object: { make: () => ({ a: undefined, b: null, c: true, é: 1, Ā: 2 }) },
  "index keys come first": { make: () => ({ b: 1, 2: 2, 1: 1, a: 2, "01": 3, "-1": 4 }) },
  "great index keys": {
    make: () => ({ 4294967294: 1, 4294967295: 2, 2147483648: 3, 1073741823: 4 }),
  },
  "index key above the small integers": { make: () => ({ 1073741824: 1 }), node: "differs" },
  "own __proto__": { make: () => JSON.parse('{"__proto__":{"a":1},"b":2}') },
  "keys that objects inherit": { make: () => ({ toString: 1, constructor: 2, valueOf: 3 }) },
  "symbols and hidden properties": {
    make: () => Object.defineProperty({ [Symbol("a")]: 1, b: 2 }, "c", { value: 3 }),
    read: () => ({ b: 2 }),
  },
  "frozen object": { make: () => Object.freeze({ a: 1 }), read: () => ({ a: 1 }) },
  "object without prototype": {
    make: () => Object.assign(Object.create(null), { a: 1 }),
    read: () => ({ a: 1 }),
  },
  "object of another": { make: () => Object.create({ a: 1 }), read: () => ({}) },
  "instance of a class": {
    make: () =>
      new (class Point {
        x = 1;
        #y = 2;
        get z(): number {
          return this.#y;
        }
      })(),
    read: () => ({ x: 1 }),
  },
  "instance of a class with a tag": {
    make: () =>
      new (class {
        a = 1;
        get [Symbol.toStringTag](): string {
          return "Map";
        }
      })(),
    read: () => ({ a: 1 }),
  },
  "object that only looks like a map": {
    make: () => Object.create(Map.prototype),
    read: () => ({}),
  },
  "object that only looks like an error": {
    make: () => Object.create(Error.prototype),
    read: () => ({}),
  },
  "Math and JSON": { make: () => ({ a: Math, b: JSON }), read: () => ({ a: {}, b: {} }) },
  "getters are called": {
    make: () => ({
      get a(): number {
        return 1;
      },
      b: 2,
    }),
    read: () => ({ a: 1, b: 2 }),
  },
  "getter that deletes and adds": {
    make: () => ({
      get a(): number {
        delete (this as { b?: number }).b;
        (this as { z?: number }).z = 1;
        return 1;
      },
      b: 2,
      c: 3,
    }),
    read: () => ({ a: 1, c: 3 }),
  },
  "getter that deletes, among index keys": {
    make: () => ({
      1: 1,
      get a(): number {
        delete (this as { b?: number }).b;
        return 1;
      },
      b: 2,
      c: 3,
    }),
    read: () => ({ 1: 1, a: 1, c: 3 }),
  },
  "references and circles": {
    make: () => {
      const shared = { date: new Date(1), text: "not shared" };
      const root: Record<string, unknown> = { shared, again: [shared, shared.date] };
      root["root"] = root;
      return root;
    },
  },

  "empty buffer": { make: () => new ArrayBuffer(0) },
  buffer: { make: () => new Uint8Array([1, 2, 3]).buffer },
  bytes: { make: () => new Uint8Array([1, 2, 3]) },
  "bytes of a subclass": {
    make: () => new (class extends Uint8Array {})([1, 2, 3]),
    read: () => new Uint8Array([1, 2, 3]),
  },
  Int8Array: { make: () => new Int8Array([-1]) },
  Uint8ClampedArray: { make: () => new Uint8ClampedArray([300]) },
  Int16Array: { make: () => new Int16Array([-1, 2]) },
  Uint16Array: { make: () => new Uint16Array([1, 65535]) },
  Int32Array: { make: () => new Int32Array([-1]) },
  Uint32Array: { make: () => new Uint32Array([1]) },
  Float16Array: {
    make: () => new Float16Array([1.5]),
    needs: "Float16Array",
  },
  Float32Array: { make: () => new Float32Array([1.5]) },
  Float64Array: { make: () => new Float64Array([1.5, NaN]) },
  BigInt64Array: { make: () => new BigInt64Array([-1n]) },
  BigUint64Array: { make: () => new BigUint64Array([1n]) },
  DataView: { make: () => new DataView(new ArrayBuffer(8), 2, 3) },
  "view of a part": { make: () => new Uint16Array(new ArrayBuffer(8), 2, 2) },
  "buffer and views of it": {
    make: () => {
      const buffer = new ArrayBuffer(4);
      return [buffer, new Uint8Array(buffer), new Uint8Array(buffer, 1), new DataView(buffer)];
    },
  },
  "view before its buffer": {
    make: () => {
      const view = new Uint8Array([1]);
      return [view, view, view.buffer, "Ā"];
    },
  },
  "buffer before a two-byte string": { make: () => [new ArrayBuffer(1), "Ā"] },
  "resizable buffer": { make: () => new ArrayBuffer(4, { maxByteLength: 8 }) },
  "views of a resizable buffer": {
    make: () => {
      const buffer = new ArrayBuffer(16, { maxByteLength: 24 });
      new Uint8Array(buffer).set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      return [
        new Uint8Array(buffer),
        new Uint8Array(buffer, 1, 2),
        new Uint8Array(buffer, 8, 8),
        new Uint16Array(buffer, 2),
        new Float64Array(buffer),
        new Float64Array(buffer, 8, 1),
        new DataView(buffer, 1),
        new DataView(buffer, 1, 15),
        buffer,
      ];
    },
  },
  "views of a buffer at its greatest size": {
    make: () => {
      const buffer = new ArrayBuffer(4, { maxByteLength: 4 });
      new Uint8Array(buffer).set([1, 2, 3, 4]);
      return [
        new Uint8Array(buffer, 1),
        new Uint8Array(buffer, 1, 3),
        new Uint32Array(buffer),
        new Uint32Array(buffer, 0, 1),
        new DataView(buffer, 3),
        new DataView(buffer, 3, 1),
        new Uint8Array(buffer, 4),
      ];
    },
  },
};

/** An error whose stack does not depend on where it was created. */
export const errorValues: Readonly<Record<string, CloneValue>> = {
  error: { make: () => Object.assign(new Error("m"), { stack: "S" }) },
  "error without a message": { make: () => Object.assign(new Error(), { stack: "S" }) },
  "error of an empty message": { make: () => Object.assign(new Error(""), { stack: "S" }) },
  "error of a two-byte message": { make: () => Object.assign(new Error("😀é"), { stack: "Ā" }) },
  "error whose message was deleted": {
    make: () => {
      const error: { message?: string; stack?: string } = new Error("m");
      error.stack = "S";
      delete error.message;
      return error;
    },
  },
  "error with a getter for a message": {
    make: () => {
      const error = Object.assign(new Error("m"), { stack: "S" });
      return Object.defineProperty(error, "message", { get: () => "q" });
    },
  },
  EvalError: { make: () => Object.assign(new EvalError("m"), { stack: "S" }) },
  RangeError: { make: () => Object.assign(new RangeError("m"), { stack: "S" }) },
  ReferenceError: { make: () => Object.assign(new ReferenceError("m"), { stack: "S" }) },
  SyntaxError: { make: () => Object.assign(new SyntaxError("m"), { stack: "S" }) },
  TypeError: { make: () => Object.assign(new TypeError("m"), { stack: "S" }) },
  URIError: { make: () => Object.assign(new URIError("m"), { stack: "S" }) },
  AggregateError: {
    make: () => Object.assign(new AggregateError([1, { a: 2 }], "m"), { stack: "S" }),
  },
  CompileError: { make: () => Object.assign(new WebAssembly.CompileError("m"), { stack: "S" }) },
  "error by V8's name for a CompileError": {
    once: true,
    make: () => Object.assign(new Error("m"), { stack: "S", name: "WasmCompileError" }),
  },
  "error with a cause": {
    node: "differs",
    make: () =>
      Object.assign(new Error("a", { cause: Object.assign(new RangeError("b"), { stack: "T" }) }), {
        stack: "S",
      }),
  },
  "error with no cause to speak of": {
    node: "differs",
    make: () => Object.assign(new Error("m", { cause: undefined }), { stack: "S" }),
  },
  "error with properties": {
    make: () => {
      const error = Object.assign(new Error("m"), { stack: "S", b: 1, a: [1], 2: 3 });
      Object.defineProperty(error, "hidden", { value: 1 });
      Object.defineProperty(error, "getter", { get: () => 2, enumerable: true });
      return Object.assign(error, { remote: true, [Symbol("s")]: 1 });
    },
  },
  "error of a class": {
    make: () =>
      new (class MyError extends TypeError {
        extra = 1;
        override stack = "S";
      })("m"),
  },
  "error of a class with a name": {
    make: () =>
      new (class MyError extends Error {
        override get name(): string {
          return "MyError";
        }
        override stack = "S";
      })("m"),
  },
  "error of a class with a tag": {
    make: () =>
      new (class MyError extends Error {
        get [Symbol.toStringTag](): string {
          return "Tag";
        }
        override stack = "S";
      })("m"),
  },
  "error that calls itself otherwise": {
    make: () => Object.assign(new RangeError("m"), { stack: "S", name: "Foo" }),
  },
  "error that calls itself a TypeError": {
    make: () => Object.assign(new RangeError("m"), { stack: "S", name: "TypeError" }),
  },
  "error whose name is no text": {
    make: () => Object.assign(new RangeError("m"), { stack: "S", name: { a: 1 } }),
  },
  "error without its prototype": {
    make: () => {
      const error = Object.assign(new Error("m"), { stack: "S" });
      return Object.setPrototypeOf(error, { name: "Foo" });
    },
  },
  "error whose stack is no text": { make: () => Object.assign(new Error("m"), { stack: 5 }) },
  "error twice": {
    make: () => {
      const error = Object.assign(new Error("m"), { stack: "S", shared: {} });
      return [{}, error, error.shared, error];
    },
  },
};
