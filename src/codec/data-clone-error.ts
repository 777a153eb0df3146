const objectToString = Object.prototype.toString;
const functionToString = Function.prototype.toString;

/** V8 shortens a function's source above this many characters, and keeps its head and tail. */
const LONGEST_SOURCE = 128;
const SOURCE_HEAD = 111;
const SOURCE_TAIL = 2;

/** The error for a value that cannot be cloned, with V8's message. */
export function couldNotBeCloned(value: unknown): DOMException {
  return dataCloneError(`${describeValue(value)} could not be cloned.`);
}

/** The error for a platform object, with workerd's message. */
export function doesNotSupportSerialization(object: object): DOMException {
  // Use the prototype's tag or constructor; own properties don't count.
  const typeName = className(Object.getPrototypeOf(object) as object | null) ?? "Object";
  return dataCloneError(
    `Could not serialize object of type "${typeName}". This type does not support serialization.`,
  );
}

export function dataCloneError(message: string): DOMException {
  return new DOMException(message, "DataCloneError");
}

/**
 * A value as V8's messages describe it: a function by its source, an object by its class. Runs no
 * getters (`Object::NoSideEffectsToString` in V8's `objects.cc`).
 */
export function describeValue(value: unknown): string {
  if (typeof value === "function") return shortened(functionToString.call(value));
  if (typeof value !== "object" || value === null) return String(value);
  if (dataProperty(value, "toString") === objectToString) {
    const name = className(value);
    if (name !== undefined) return `#<${name}>`;
  }
  const tag = dataProperty(value, Symbol.toStringTag);
  return `[object ${typeof tag === "string" ? tag : "Object"}]`;
}

/** The name of an object's class; undefined if it has none. */
function className(object: object | null): string | undefined {
  const constructor = dataProperty(object, "constructor");
  const name = typeof constructor === "function" ? dataProperty(constructor, "name") : undefined;
  return typeof name === "string" && name !== "" ? name : undefined;
}

function shortened(source: string): string {
  if (source.length <= LONGEST_SOURCE) return source;
  return `${source.slice(0, SOURCE_HEAD)}...<omitted>...${source.slice(-SOURCE_TAIL)}`;
}

/** The value of an own or inherited data property; undefined for an accessor. */
function dataProperty(object: object | null, key: PropertyKey): unknown {
  for (
    let at: object | null = object;
    at !== null;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    const property = Object.getOwnPropertyDescriptor(at, key);
    if (property !== undefined) return property.value;
  }
  return undefined;
}
