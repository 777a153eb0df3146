type TypedArrayConstructor = new (values: ArrayLike<number> & ArrayLike<bigint>) => ArrayBufferView;

const typedArrays = new Map<string, TypedArrayConstructor>(
  [
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
  ].map((constructor) => [constructor.name, constructor as unknown as TypedArrayConstructor]),
);

const errors = new Map<string, new (message?: string, options?: ErrorOptions) => Error>(
  [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((one) => [
    one.name,
    one,
  ]),
);

/** The constructors allowed in a literal: those of structured clone. */
export const constructorNames: ReadonlySet<string> = new Set([
  "Date",
  "Map",
  "Set",
  "RegExp",
  "BigInt",
  "ArrayBuffer",
  ...typedArrays.keys(),
  ...errors.keys(),
]);

/** The largest buffer created by length, in bytes. */
const LARGEST = 1 << 27;

/**
 * Constructs a value of one of the {@link constructorNames}.
 *
 * @param now the time of `new Date()`, in ms since the epoch.
 * @throws {Error} for invalid arguments.
 */
export function construct(name: string, isNew: boolean, args: unknown[], now: number): unknown {
  if (name === "BigInt") {
    if (isNew) throw new TypeError("BigInt(…) is called without new");
    return toBigInt(args[0]);
  }
  if (!isNew && !errors.has(name) && name !== "RegExp") {
    throw new TypeError(`${name}(…) needs new before it`);
  }
  const [first, second] = args;
  switch (name) {
    case "Date":
      return toDate(args, now);
    case "Map":
      return new Map(pairs(first));
    case "Set":
      return new Set(listOf(name, first));
    case "RegExp":
      return new RegExp(first instanceof RegExp ? first : String(first), optionalText(second));
    case "ArrayBuffer":
      return new ArrayBuffer(length(name, first));
  }
  const makeError = errors.get(name);
  if (makeError !== undefined) {
    return new makeError(optionalText(first), second as ErrorOptions | undefined);
  }
  return typedArray(name, first);
}

function typedArray(name: string, content: unknown): ArrayBufferView {
  const constructor = typedArrays.get(name);
  if (constructor === undefined) throw new TypeError(`${name} is not known`);
  const values = typeof content === "number" ? length(name, content) : listOf(name, content);
  return new constructor(values as unknown as ArrayLike<number> & ArrayLike<bigint>);
}

function toBigInt(value: unknown): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") {
    return BigInt(value);
  }
  throw new TypeError("BigInt(…) takes a number or a string of digits");
}

function toDate(args: unknown[], now: number): Date {
  if (args.length === 0) return new Date(now);
  if (args.length > 1) {
    const parts = args.map(Number) as [number, number];
    return new Date(...parts);
  }
  const [value] = args;
  if (typeof value === "number" || value instanceof Date) return new Date(value);
  if (typeof value !== "string") throw new TypeError("new Date(…) takes a number or a string");
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) throw new RangeError(`"${value}" does not read as a date`);
  return date;
}

function pairs(value: unknown): [unknown, unknown][] {
  const list = value instanceof Map ? [...value] : listOf("Map", value);
  return list.map((pair) => {
    if (Array.isArray(pair) && pair.length === 2) return pair as [unknown, unknown];
    throw new TypeError("new Map(…) takes a list of pairs: [[key, value], …]");
  });
}

function listOf(name: string, value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value as unknown[];
  if (value instanceof Set) return [...(value as Set<unknown>)];
  throw new TypeError(`new ${name}(…) takes a list: [first, second, …]`);
}

function length(name: string, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= LARGEST) {
    return value;
  }
  throw new RangeError(`new ${name}(…) takes a length from 0 to ${LARGEST}`);
}

const optionalText = (value: unknown): string | undefined =>
  value === undefined ? undefined : String(value);
