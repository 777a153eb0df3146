// @ts-nocheck -- runs unchanged in workerd too
/**
 * Makes values from their descriptions in JSON, so that both runtimes get the same values:
 * `["number", "NaN"]`, `["array", [["undefined"]]]`.
 */
const makers = {
  undefined: () => undefined,
  null: () => null,
  boolean: (value) => value,
  number: (text) => Number(text),
  bigint: (text) => BigInt(text),
  text: (text) => text,
  /** Code units, alone or not. */
  units: (units) => String.fromCharCode(...units),
  repeated: (text, times) => text.repeat(times),
  symbol: () => Symbol("a symbol"),
  function: () => function named() {},
  class: () => class Named {},
  array: (items) => items.map(make),
  sparse: () => [1, , 3],
  /** Defines properties, so that `__proto__` is an ordinary name. */
  object: (entries) => {
    const object = {};
    for (const [name, value] of entries) define(object, name, { value: make(value) });
    return object;
  },
  "null prototype": (entries) => {
    const object = Object.create(null);
    for (const [name, value] of entries) define(object, name, { value: make(value) });
    return object;
  },
  inherited: (entries) => Object.create(makers.object(entries)),
  "getter that throws": (name) => {
    const object = {};
    Object.defineProperty(object, name, {
      get() {
        throw new RangeError(`the getter of ${name}`);
      },
      enumerable: true,
    });
    return object;
  },
  "text that throws": () => ({
    toString() {
      throw new RangeError("toString");
    },
  }),
  "number that throws": () => ({
    valueOf() {
      throw new RangeError("valueOf");
    },
  }),
  "text by method": (text) => ({ toString: () => text }),
  instance: () =>
    new (class Point {
      x = 1;
      #y = 2;
      get y() {
        return this.#y;
      }
    })(),
  date: (text) => new Date(Number(text)),
  regexp: () => /a/g,
  map: (entries) => new Map(entries.map(([key, value]) => [make(key), make(value)])),
  set: (items) => new Set(items.map(make)),
  error: (message) => new RangeError(message),
  boxed: (value) => new Object(make(value)),
  buffer: (length) => new ArrayBuffer(length),
  bytes: (length) => new Uint8Array(length).fill(7),
  resizable: () => new ArrayBuffer(4, { maxByteLength: 8 }),
  detached: () => {
    const buffer = new ArrayBuffer(4);
    structuredClone(buffer, { transfer: [buffer] });
    return buffer;
  },
  "detached view": () => {
    const view = new Uint8Array(4);
    structuredClone(view.buffer, { transfer: [view.buffer] });
    return view;
  },
  cycle: () => {
    const cyclic = { list: [] };
    cyclic.list.push(cyclic);
    return cyclic;
  },
  deep: (levels) => {
    let value = "bottom";
    for (let n = 0; n < levels; n++) value = n % 2 === 0 ? [value] : { value };
    return value;
  },
  promise: () => Promise.resolve(1),
  "weak map": () => new WeakMap(),
  arguments: (items) =>
    (function collect() {
      // oxlint-disable-next-line prefer-rest-params -- the `arguments` object itself is the value
      return arguments;
    })(...items.map(make)),
};

function define(object, name, property) {
  Object.defineProperty(object, name, { ...property, enumerable: true, writable: true });
}

/** The value that `[kind, ...details]` describes. */
export function make([kind, ...details]) {
  return makers[kind](...details);
}
