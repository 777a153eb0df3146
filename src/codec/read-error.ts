import { damage } from "./damage.ts";
import { ERROR_KINDS, ErrorTag } from "./tags.ts";
import type { ValueSource } from "./value-source.ts";

type ErrorClass = new (...args: unknown[]) => Error;

const LEGACY_CLASSES: ReadonlyMap<number, typeof Error> = new Map<number, typeof Error>([
  [ErrorTag.evalError, EvalError],
  [ErrorTag.rangeError, RangeError],
  [ErrorTag.referenceError, ReferenceError],
  [ErrorTag.syntaxError, SyntaxError],
  [ErrorTag.typeError, TypeError],
  [ErrorTag.uriError, URIError],
]);

/** Leading constructor arguments; the properties that follow replace them. */
const ARGUMENTS_BEFORE_MESSAGE: Readonly<Record<string, readonly unknown[]>> = {
  AggregateError: [[]],
  SuppressedError: [undefined, undefined],
};

/**
 * Reads an error in workerd's encoding. As there, properties become enumerable, even `stack` unless
 * `hiddenStack`.
 *
 * Reads an error that contains itself, although workerd refuses to read its own encoding of one.
 */
export function readError(source: ValueSource, hiddenStack: boolean): Error {
  const number = source.reserve();
  const start = source.bytes.offset;
  const kind = source.bytes.varint("an error's kind");
  const className = ERROR_KINDS[kind];
  if (kind !== 0 && className === undefined) {
    throw damage(`an error of unknown kind ${kind}`, start);
  }
  const names = kind === 0 ? [source.read()] : [];
  const message = source.string("an error's message");
  const error = source.resolve(number, makeError(className ?? "Error", message));
  const properties = source.read();
  if (typeof properties !== "object" || properties === null) {
    throw damage("an error without its properties", start);
  }
  for (const key of Object.keys(properties)) {
    const enumerable = !(hiddenStack && key === "stack");
    define(error, key, (properties as Record<string, unknown>)[key], enumerable);
  }
  for (const name of names) define(error, "name", name, true);
  return error;
}

/** Reads an error in V8's own encoding; its parts are accepted in any order. */
export function readLegacyError(source: ValueSource): Error {
  const number = source.reserve();
  const { bytes } = source;
  const start = bytes.offset;
  let tag = bytes.byte("an error");
  const Class = LEGACY_CLASSES.get(tag);
  if (Class !== undefined) tag = bytes.byte("an error");
  const error = source.resolve(number, new (Class ?? Error)());
  // The written error had no own stack unless one follows.
  define(error, "stack", undefined, false);
  for (; tag !== ErrorTag.end; tag = bytes.byte("an error")) {
    if (tag === ErrorTag.message) define(error, "message", source.string("a message"), false);
    else if (tag === ErrorTag.stack) define(error, "stack", source.string("a stack"), false);
    else if (tag === ErrorTag.cause) define(error, "cause", source.read(), false);
    else throw damage(`an error with the unknown part ${tag}`, start);
  }
  return error;
}

export function readDomException(source: ValueSource): DOMException {
  const number = source.reserve();
  const { bytes } = source;
  const name = bytes.sizedUtf8("an exception's name");
  const message = bytes.sizedUtf8("an exception's message");
  const stack = bytes.sizedUtf8("an exception's stack");
  const exception = source.resolve(number, new DOMException(message, name));
  // DOMExceptions that scripts create in browsers have no stack.
  if (stack !== "") define(exception, "stack", stack, false);
  return exception;
}

/** An error of the named class, or an `Error` with that name if the class does not exist. */
function makeError(name: string, message: string): Error {
  const isWasm = name.startsWith("Wasm");
  const className = isWasm ? name.slice("Wasm".length) : name;
  const scope: object = isWasm ? WebAssembly : globalThis;
  const Class = (scope as Record<string, ErrorClass | undefined>)[className];
  if (Class === undefined) {
    const error = new Error(message);
    define(error, "name", className, true);
    return error;
  }
  return new Class(...(ARGUMENTS_BEFORE_MESSAGE[className] ?? []), message);
}

function define(object: object, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(object, key, { value, enumerable, writable: true, configurable: true });
}
