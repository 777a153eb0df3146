import { keyText, namePart, type ValuePart, type ValueParts } from "./value-parts.ts";
import { bytesParts } from "./value-bytes.ts";

/** The kind of a value, for its colour. */
export type ValueKind =
  | "string"
  | "number"
  | "keyword"
  | "date"
  | "error"
  | "object"
  /** A reference: a stub or a stream. */
  | "reference";

export interface ValueLook {
  readonly kind: ValueKind;
  /** The value as one short line. */
  readonly text: string;
  /** The whole string, if `text` is only its beginning. */
  readonly whole?: string;
  /** The parts of a composite value. */
  readonly parts?: ValueParts;
}

/** Characters of a string shown in the line. */
const STRING = 100;
/** Length after which a preview ends with "…". */
const PREVIEW = 72;
/** Maximum length of a string within a preview. */
const INNER_STRING = 32;

/** The look of any value, mainly of those from structured clone. */
export function valueLook(value: unknown): ValueLook {
  switch (typeof value) {
    case "string":
      return stringLook(value);
    case "number":
      return { kind: "number", text: Object.is(value, -0) ? "-0" : String(value) };
    case "bigint":
      return { kind: "number", text: `${value}n` };
    case "boolean":
    case "undefined":
      return { kind: "keyword", text: String(value) };
    case "symbol":
      return { kind: "keyword", text: value.toString() };
    case "function":
      return { kind: "reference", text: referenceText(value) };
    default:
      return value === null ? { kind: "keyword", text: "null" } : objectLook(value as object);
  }
}

function stringLook(value: string): ValueLook {
  if (value.length <= STRING) return { kind: "string", text: JSON.stringify(value) };
  const text = `${JSON.stringify(value.slice(0, STRING))}… ${count(value.length)} characters`;
  return { kind: "string", text, whole: value };
}

function objectLook(value: object): ValueLook {
  if (Array.isArray(value)) return arrayLook(value as unknown[]);
  if (value instanceof Date) return { kind: "date", text: dateText(value) };
  if (value instanceof RegExp) return { kind: "string", text: String(value) };
  if (value instanceof Map) return mapLook(value as Map<unknown, unknown>);
  if (value instanceof Set) return setLook(value as Set<unknown>);
  if (value instanceof Error) return errorLook(value);
  if (value instanceof ArrayBuffer) return bufferLook("ArrayBuffer", new Uint8Array(value));
  if (value instanceof DataView) {
    const { buffer, byteOffset, byteLength } = value;
    return bufferLook("DataView", new Uint8Array(buffer, byteOffset, byteLength));
  }
  if (ArrayBuffer.isView(value)) return viewLook(value as unknown as TypedArray);
  const tag = tagOf(value);
  if (tag === "Object") return plainLook(value);
  // Boxed values, which structured clone preserves.
  if (tag === "Number" || tag === "String" || tag === "Boolean" || tag === "BigInt") {
    const inner = valueLook((value as { valueOf(): unknown }).valueOf());
    return { kind: inner.kind, text: `${tag}(${inner.text})` };
  }
  return { kind: "reference", text: referenceText(value) };
}

/** The common shape of the typed arrays. */
interface TypedArray extends ArrayLike<number | bigint>, ArrayBufferView {}

function arrayLook(values: unknown[]): ValueLook {
  const text = preview(`Array(${count(values.length)})`, ["[", "]"], values.length, (index) =>
    Object.hasOwn(values, index) ? innerText(values[index]) : "empty",
  );
  const at = (index: number): ValuePart =>
    Object.hasOwn(values, index)
      ? namePart(String(index), "index", values[index])
      : { label: String(index), labelKind: "index", empty: true, value: undefined };
  return { kind: "object", text, parts: { size: values.length, at } };
}

function viewLook(view: TypedArray): ValueLook {
  const name = tagOf(view);
  if (view instanceof Uint8Array || view instanceof Uint8ClampedArray)
    return bufferLook(name, view);
  const title = `${name}(${count(view.length)})`;
  const text = preview(title, ["[", "]"], view.length, (index) => innerText(view[index]));
  const at = (index: number): ValuePart => namePart(String(index), "index", view[index]);
  return { kind: "object", text, parts: { size: view.length, at } };
}

function bufferLook(name: string, bytes: Uint8Array | Uint8ClampedArray): ValueLook {
  const title = `${name}(${count(bytes.length)})`;
  const text = preview(title, ["[", "]"], bytes.length, (index) => String(bytes[index]));
  return { kind: "object", text, parts: bytesParts(bytes) };
}

function mapLook(map: Map<unknown, unknown>): ValueLook {
  const entries = [...map];
  const text = preview(`Map(${count(map.size)})`, ["{", "}"], map.size, (index) => {
    const [key, value] = entries[index] ?? [];
    return `${innerText(key)} → ${innerText(value)}`;
  });
  const at = (index: number): ValuePart => {
    const [key, value] = entries[index] ?? [];
    const simple = (typeof key !== "object" && typeof key !== "function") || key === null;
    return simple
      ? namePart(innerText(key), "key", value)
      : namePart(String(index), "index", { key, value });
  };
  return { kind: "object", text, parts: { size: map.size, at } };
}

function setLook(set: Set<unknown>): ValueLook {
  const values = [...set];
  const text = preview(`Set(${count(set.size)})`, ["{", "}"], set.size, (index) =>
    innerText(values[index]),
  );
  const at = (index: number): ValuePart => namePart(String(index), "index", values[index]);
  return { kind: "object", text, parts: { size: set.size, at } };
}

function errorLook(error: Error): ValueLook {
  const own = ownProperties(error, new Set(["name", "message", "stack", "cause", "errors"]));
  const inner: [string, unknown][] = [["message", error.message]];
  if (error.stack !== undefined) inner.push(["stack", error.stack]);
  if (error.cause !== undefined) inner.push(["cause", error.cause]);
  if (error instanceof AggregateError) inner.push(["errors", error.errors]);
  const all = [...own, ...inner];
  const at = (index: number): ValuePart => {
    const [key, value] = all[index] ?? ["", undefined];
    return namePart(key, index < own.length ? "key" : "internal", value);
  };
  const text = error.message === "" ? error.name : `${error.name}: ${cut(error.message, STRING)}`;
  return { kind: "error", text, parts: { size: all.length, at } };
}

function plainLook(value: object): ValueLook {
  const properties = ownProperties(value);
  const text = preview("", ["{", "}"], properties.length, (index) => {
    const [key, one] = properties[index] ?? ["", undefined];
    return `${keyText(key)}: ${innerText(one)}`;
  });
  const at = (index: number): ValuePart => {
    const [key, one] = properties[index] ?? ["", undefined];
    return namePart(keyText(key), "key", one);
  };
  return { kind: "object", text, parts: { size: properties.length, at } };
}

/** Own enumerable data properties. Calls no getter. */
function ownProperties(value: object, without?: ReadonlySet<string>): [string, unknown][] {
  return Object.entries(Object.getOwnPropertyDescriptors(value))
    .filter(([key, { enumerable }]) => enumerable === true && without?.has(key) !== true)
    .map(([key, descriptor]) => [key, descriptor.value as unknown]);
}

/** A nested value in a preview: short and without parts. */
function innerText(value: unknown): string {
  if (typeof value === "string") {
    const whole = value.length <= INNER_STRING;
    return whole ? JSON.stringify(value) : `${JSON.stringify(value.slice(0, INNER_STRING))}…`;
  }
  if (typeof value !== "object" || value === null) return valueLook(value).text;
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `Array(${count(value.length)})`;
  if (value instanceof Map || value instanceof Set) return `${tagOf(value)}(${count(value.size)})`;
  if (value instanceof Error) return value.name;
  if (ArrayBuffer.isView(value)) return `${tagOf(value)}(${count(lengthOf(value))})`;
  if (value instanceof Date || value instanceof RegExp) return valueLook(value).text;
  if (tagOf(value) !== "Object") return tagOf(value);
  return Object.keys(value).length === 0 ? "{}" : "{…}";
}

const lengthOf = (view: ArrayBufferView): number =>
  view instanceof DataView ? view.byteLength : (view as unknown as TypedArray).length;

function preview(
  title: string,
  [open, close]: readonly [string, string],
  size: number,
  textAt: (index: number) => string,
): string {
  const begin = title === "" ? "" : `${title} `;
  if (size === 0) return `${begin}${open}${close}`;
  let inner = "";
  for (let index = 0; index < size; index++) {
    const part = textAt(index);
    if (index > 0 && inner.length + part.length > PREVIEW) {
      inner += ", …";
      break;
    }
    inner += index === 0 ? part : `, ${part}`;
  }
  const pad = open === "{" ? " " : "";
  return `${begin}${open}${pad}${inner}${pad}${close}`;
}

function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? "Invalid Date" : date.toISOString();
}

/** The name of a reference. Accesses none of its properties. */
function referenceText(value: object): string {
  const tag = tagOf(value);
  if (tag === "JsRpcStub") return "RpcStub: a reference to something in the host";
  if (tag === "DurableObject") return "DurableObjectStub";
  return typeof value === "function" && tag === "Function" ? "function" : tag;
}

const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length)}…`;

const count = (number: number): string => number.toLocaleString("en");
