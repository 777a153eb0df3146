import { isArrayIndex } from "./array-elements.ts";
import { ERROR_KINDS, ErrorTag, HostKind, Tag } from "./tags.ts";
import { encodeUtf8 } from "./utf8.ts";
import type { ValueSink } from "./value-sink.ts";

/** Read from an error, own or inherited. */
interface ErrorLike {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
}

/** The classes in V8's encoding; any other error becomes an `Error`. */
const LEGACY_CLASSES: ReadonlyMap<string, number> = new Map([
  ["EvalError", ErrorTag.evalError],
  ["RangeError", ErrorTag.rangeError],
  ["ReferenceError", ErrorTag.referenceError],
  ["SyntaxError", ErrorTag.syntaxError],
  ["TypeError", ErrorTag.typeError],
  ["URIError", ErrorTag.uriError],
]);

/**
 * Writes an error as workerd does (`jsg/ser.c++:241-280`): kind by name, message, and all other own
 * properties, even non-enumerable ones. Array indexes and symbols are left out.
 * left out.
 */
export function writeError(sink: ValueSink, error: object): void {
  const { name } = error as ErrorLike;
  const kind = kindOf(name);
  sink.hostObject(HostKind.error);
  sink.bytes.varint(kind);
  if (kind === 0) sink.write(name);
  sink.write((error as ErrorLike).message);
  sink.write(ownProperties(error));
}

/**
 * Writes an error as V8 does: class by name, own message, stack and own cause
 * (`ValueSerializer::WriteJSError` in V8's `value-serializer.cc`).
 */
export function writeLegacyError(sink: ValueSink, error: object): void {
  const { bytes } = sink;
  const message = Object.getOwnPropertyDescriptor(error, "message");
  const cause = Object.getOwnPropertyDescriptor(error, "cause");
  bytes.byte(Tag.error);
  const tag = LEGACY_CLASSES.get(toString((error as ErrorLike).name));
  if (tag !== undefined) bytes.varint(tag);
  if (message !== undefined && "value" in message) {
    const text = toString(message.value);
    bytes.varint(ErrorTag.message);
    sink.string(text);
  }
  const { stack } = error as ErrorLike;
  if (typeof stack === "string") {
    bytes.varint(ErrorTag.stack);
    sink.string(stack);
  }
  if (cause !== undefined && "value" in cause) {
    bytes.varint(ErrorTag.cause);
    sink.write(cause.value);
  }
  bytes.varint(ErrorTag.end);
}

/** Writes name, message and stack of a DOMException as sized UTF-8, as workerd does. */
export function writeDomException(sink: ValueSink, exception: DOMException): void {
  sink.hostObject(HostKind.domException);
  const { name, message, stack } = exception;
  for (const text of [name, message, stack ?? ""]) sink.bytes.sized(encodeUtf8(text));
}

function kindOf(name: unknown): number {
  if (typeof name !== "string") return 0;
  return Math.max(0, ERROR_KINDS.indexOf(name));
}

/** The other own properties, as a plain object. */
function ownProperties(error: object): object {
  const names = Object.getOwnPropertyNames(error).filter(
    (name) => name !== "name" && name !== "message" && !isArrayIndex(name),
  );
  // In Firefox `stack` is an inherited getter; it still counts as own.
  if (!names.includes("stack") && typeof (error as ErrorLike).stack === "string") {
    names.unshift("stack");
  }
  const properties = {};
  for (const name of names) {
    Object.defineProperty(properties, name, {
      value: (error as Record<string, unknown>)[name],
      enumerable: true,
    });
  }
  return properties;
}

/** Implicit conversion: throws a TypeError for a symbol. */
function toString(value: unknown): string {
  // oxlint-disable-next-line typescript/restrict-template-expressions -- implicit conversion is intended
  return `${value}`;
}
