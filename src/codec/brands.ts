/**
 * An object's kind by its internal slots, independent of its prototype and realm, where
 * `instanceof` would be wrong.
 */
export type Brand =
  /** A plain object or an instance of a user's class. */
  | "object"
  | "array"
  | "date"
  | "boolean"
  | "number"
  | "string"
  | "bigint"
  | "regExp"
  | "map"
  | "set"
  | "arrayBuffer"
  | "view"
  | "error"
  | "domException"
  /** Kinds of the language that V8 does not clone: functions, promises, iterators… */
  | "uncloneable"
  /** A platform object: a URL, a stream… */
  | "platform";

const objectToString = Object.prototype.toString;
const functionToString = Function.prototype.toString;
const isView = ArrayBuffer.isView.bind(ArrayBuffer);

/** `Error.isError()` is missing in some browsers. */
const isError = (Error as { isError?: (value: unknown) => boolean }).isError;

type Check = (object: object) => boolean;

/** The result of `Object.prototype.toString`, and the check that proves it. */
const CHECKS: readonly (readonly [tag: string, brand: Brand, check: Check])[] = [
  ["[object Date]", "date", slot(Date.prototype.getTime)],
  ["[object Map]", "map", slot(getter(Map.prototype, "size"))],
  ["[object Set]", "set", slot(getter(Set.prototype, "size"))],
  ["[object Error]", "error", isErrorObject],
  ["[object RegExp]", "regExp", slot(getter(RegExp.prototype, "global"))],
  ["[object ArrayBuffer]", "arrayBuffer", slot(getter(ArrayBuffer.prototype, "byteLength"))],
  ["[object Boolean]", "boolean", slot(Boolean.prototype.valueOf)],
  ["[object Number]", "number", slot(Number.prototype.valueOf)],
  ["[object String]", "string", slot(String.prototype.valueOf)],
  ["[object BigInt]", "bigint", slot(BigInt.prototype.valueOf)],
  ["[object DOMException]", "domException", slot(getter(DOMException.prototype, "name"))],
];

const CHECK_BY_TAG = new Map(CHECKS.map(([tag, brand, check]) => [tag, { brand, check }]));

/** Tags of the language's kinds that V8 does not clone. */
const UNCLONEABLE_TAGS =
  /^(?:Promise|WeakMap|WeakSet|WeakRef|FinalizationRegistry|SharedArrayBuffer|Symbol|Module|(?:Async)?Generator|.*Iterator|Iterator Helper|(?:Intl|WebAssembly|Temporal)\..*|DisposableStack|AsyncDisposableStack)$/;

/**
 * The kind of `object`.
 *
 * Scripts cannot detect two kinds, which count as plain objects here: a Proxy (V8 refuses it), and a
 * Map, Set or ArrayBuffer whose prototype was replaced by null or `Object.prototype`.
 */
export function brandOf(object: object): Brand {
  if (typeof object === "function") return "uncloneable";
  if (Array.isArray(object)) return "array";
  if (isView(object)) return "view";
  const tag = objectToString.call(object);
  if (tag === "[object Object]") return "object";
  const likely = CHECK_BY_TAG.get(tag);
  if (likely?.check(object) === true) return likely.brand;
  // A class may have given its instances their own tag.
  for (const [, brand, check] of CHECKS) if (check(object)) return brand;
  // For example `Object.create(Map.prototype)`.
  return likely === undefined ? withoutSlots(object, tag) : "object";
}

/** Prototypes of tabd's own classes that stand for platform classes. */
const platformPrototypes = new WeakSet<object>();

/** Makes instances of a class with a tag count as platform objects. */
export function brandAsPlatform(prototype: object): void {
  platformPrototypes.add(prototype);
}

/** The brand of an object with a tag other than "Object" but without a known slot. */
function withoutSlots(object: object, tag: string): Brand {
  let holder: object | null = object;
  while (holder !== null && !Object.hasOwn(holder, Symbol.toStringTag)) {
    holder = Object.getPrototypeOf(holder) as object | null;
  }
  // A built-in tag without a property, as of `arguments`.
  if (holder === null) return "uncloneable";
  const name = tag.slice("[object ".length, -1);
  // `Math` and `JSON` are ordinary objects; a module namespace is not.
  if (holder === object) return name === "Module" ? "uncloneable" : "object";
  if (platformPrototypes.has(holder)) return "platform";
  if (!isNativePrototype(holder)) return "object";
  return UNCLONEABLE_TAGS.test(name) ? "uncloneable" : "platform";
}

/** Whether an object with its own tag is the prototype of a platform class. */
function isNativePrototype(holder: object): boolean {
  const tag = Object.getOwnPropertyDescriptor(holder, Symbol.toStringTag);
  if (tag?.writable !== false || tag.enumerable === true) return false;
  const constructor: unknown = Object.getOwnPropertyDescriptor(holder, "constructor")?.value;
  if (typeof constructor !== "function") return true;
  return /\{\s*\[native code\]\s*\}$/.test(functionToString.call(constructor));
}

/** A check by a method that throws, or returns undefined, for an object without the slot. */
function slot(method: (this: never) => unknown): Check {
  return (object) => {
    try {
      return Reflect.apply(method, object, []) !== undefined;
    } catch {
      return false;
    }
  };
}

function getter(prototype: object, name: string): (this: never) => unknown {
  const get = Object.getOwnPropertyDescriptor(prototype, name)?.get;
  if (get === undefined) throw new Error(`${name} is not a getter in this browser`);
  return get;
}

function isErrorObject(object: object): boolean {
  if (isError !== undefined) return isError(object) && !isDomException(object);
  // Without a tag property, the built-in tag is reliable; otherwise trust the prototype chain.
  if (!(Symbol.toStringTag in object)) return objectToString.call(object) === "[object Error]";
  return object instanceof Error && !isDomException(object);
}

function isDomException(object: object): boolean {
  return CHECK_BY_TAG.get("[object DOMException]")?.check(object) === true;
}
