/** Makes refused values, by name. workerd runs the functions' source text. */
export const refused: readonly (readonly [string, () => unknown])[] = [
  ["a function", () => ({ a: [() => 1] })],
  ["a class", () => class Foo {}],
  ["a method", () => ({ m() {} })],
  ["a bound function", () => Math.max.bind(null)],
  ["a function of the language", () => Math.max],
  [
    "a long function",
    () => () =>
      "0123456789012345678901234567890123456789012345678901234567890123456789" +
      "0123456789012345678901234567890123456789012345678901234567890123456789",
  ],
  ["a symbol", () => Symbol("abc")],
  ["a Symbol", () => Object(Symbol("abc"))],
  ["a promise", () => Promise.resolve()],
  ["a WeakMap", () => new WeakMap()],
  ["a WeakMap of a class", () => Object.assign(new WeakMap(), { constructor: class Q {} })],
  ["a WeakMap that is text", () => Object.assign(new WeakMap(), { toString: () => "q" })],
  ["a WeakRef", () => new WeakRef({})],
  ["a generator", () => (function* () {})()],
  ["a number format", () => new Intl.NumberFormat()],
  [
    "a view out of bounds",
    () => {
      const buffer = new ArrayBuffer(4, { maxByteLength: 8 });
      const view = new Uint8Array(buffer, 2, 2);
      buffer.resize(1);
      return view;
    },
  ],
  [
    "a DataView out of bounds",
    () => {
      const buffer = new ArrayBuffer(4, { maxByteLength: 8 });
      const view = new DataView(buffer, 2, 2);
      buffer.resize(1);
      return view;
    },
  ],
  [
    "a detached buffer",
    () => {
      const buffer = new ArrayBuffer(4);
      structuredClone(buffer, { transfer: [buffer] });
      return buffer;
    },
  ],
];
