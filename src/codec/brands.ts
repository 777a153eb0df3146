/**
 * What an object is by its making, whatever its prototype and its realm are: methods that look at
 * an object's inner slots answer truly where `instanceof` does not.
 */
export type Brand =
  /** An object of properties: a literal, or an instance of the user's class. */
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
  /** What the language has and V8 does not clone: functions, promises, iterators… */
  | "uncloneable"
  /** An object of the platform: a URL, a stream… */
  | "platform";

const objectToString = Object.prototype.toString;
const functionToString = Function.prototype.toString;
const isView = ArrayBuffer.isView.bind(ArrayBuffer);

/** `Error.isError()` is not yet everywhere. */
const isError = (Error as { isError?: (value: unknown) => boolean }).isError;

type Check = (object: object) => boolean;

/** What `Object.prototype.toString` says, and the check that proves it. */
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

/** What the language itself tags so and V8 does not clone. */
const UNCLONEABLE_TAGS =
  /^(?:Promise|WeakMap|WeakSet|WeakRef|FinalizationRegistry|SharedArrayBuffer|Symbol|Module|(?:Async)?Generator|.*Iterator|Iterator Helper|(?:Intl|WebAssembly|Temporal)\..*|DisposableStack|AsyncDisposableStack)$/;

/**
 * What `object` is.
 *
 * Two things cannot be seen from here and are taken for objects of properties, where V8 knows
 * better: a Proxy (which V8 refuses), and a Map, Set or ArrayBuffer whose prototype was replaced
 * by null or by that of plain objects.
 */
export function brandOf(object: object): Brand {
  if (typeof object === "function") return "uncloneable";
  if (Array.isArray(object)) return "array";
  if (isView(object)) return "view";
  const tag = objectToString.call(object);
  if (tag === "[object Object]") return "object";
  const likely = CHECK_BY_TAG.get(tag);
  if (likely?.check(object) === true) return likely.brand;
  // Either it is none of these, or a class gave its instances a tag of their own.
  for (const [, brand, check] of CHECKS) if (check(object)) return brand;
  // `Object.create(Map.prototype)` is no map.
  return likely === undefined ? withoutSlots(object, tag) : "object";
}

/** The prototypes of the platform's classes that are written in JavaScript. */
const platformPrototypes = new WeakSet<object>();

/** Has the instances of a class, which has a tag, taken for objects of the platform. */
export function brandAsPlatform(prototype: object): void {
  platformPrototypes.add(prototype);
}

/** The brand of an object whose tag says something else than "Object", but that has no slot. */
function withoutSlots(object: object, tag: string): Brand {
  let holder: object | null = object;
  while (holder !== null && !Object.hasOwn(holder, Symbol.toStringTag)) {
    holder = Object.getPrototypeOf(holder) as object | null;
  }
  // The tag comes from the object's making, as with `arguments`.
  if (holder === null) return "uncloneable";
  const name = tag.slice("[object ".length, -1);
  // `Math`, `JSON` and their like are ordinary objects; the namespace of a module is not.
  if (holder === object) return name === "Module" ? "uncloneable" : "object";
  if (platformPrototypes.has(holder)) return "platform";
  if (!isNativePrototype(holder)) return "object";
  return UNCLONEABLE_TAGS.test(name) ? "uncloneable" : "platform";
}

/** Whether an object with a tag of its own is the prototype of a class of the platform. */
function isNativePrototype(holder: object): boolean {
  const tag = Object.getOwnPropertyDescriptor(holder, Symbol.toStringTag);
  if (tag?.writable !== false || tag.enumerable === true) return false;
  const constructor: unknown = Object.getOwnPropertyDescriptor(holder, "constructor")?.value;
  if (typeof constructor !== "function") return true;
  return /\{\s*\[native code\]\s*\}$/.test(functionToString.call(constructor));
}

/** A check by a method that throws for an object without the slot, and gives something with it. */
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
  // Only an error, or what names itself so, has this tag; else one must believe the prototypes.
  if (!(Symbol.toStringTag in object)) return objectToString.call(object) === "[object Error]";
  return object instanceof Error && !isDomException(object);
}

function isDomException(object: object): boolean {
  return CHECK_BY_TAG.get("[object DOMException]")?.check(object) === true;
}
