const objectToString = Object.prototype.toString;
const functionToString = Function.prototype.toString;

/** V8 cuts a function's source above this length, in characters, and keeps so much of its ends. */
const LONGEST_SOURCE = 128;
const SOURCE_HEAD = 111;
const SOURCE_TAIL = 2;

/** The refusal of a value that cannot be cloned, in V8's words. */
export function couldNotBeCloned(value: unknown): DOMException {
  return dataCloneError(`${describeValue(value)} could not be cloned.`);
}

/** The refusal of an object of the platform, in workerd's words. */
export function doesNotSupportSerialization(object: object): DOMException {
  // By its making: what it has itself does not count.
  const typeName = className(Object.getPrototypeOf(object) as object | null) ?? "Object";
  return dataCloneError(
    `Could not serialize object of type "${typeName}". This type does not support serialization.`,
  );
}

export function dataCloneError(message: string): DOMException {
  return new DOMException(message, "DataCloneError");
}

/**
 * What V8 calls a value in its messages: a function by its source, an object by its class. It looks
 * at properties and runs no getters (`Object::NoSideEffectsToString` in V8's `objects.cc`).
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

/** The name of an object's class; undefined where it has none. */
function className(object: object | null): string | undefined {
  const constructor = dataProperty(object, "constructor");
  const name = typeof constructor === "function" ? dataProperty(constructor, "name") : undefined;
  return typeof name === "string" && name !== "" ? name : undefined;
}

function shortened(source: string): string {
  if (source.length <= LONGEST_SOURCE) return source;
  return `${source.slice(0, SOURCE_HEAD)}...<omitted>...${source.slice(-SOURCE_TAIL)}`;
}

/** The value of a property, own or inherited; undefined where it is an accessor. */
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
