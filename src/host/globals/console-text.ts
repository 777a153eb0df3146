import { stackOfWorker } from "../../rpc/stack.ts";
import { platformContent } from "./platform-fields.ts";

/** Limits for nested objects and for the entries of each. */
const MAX_DEPTH = 3;
const MAX_ENTRIES = 100;

/** Formats the arguments of a console call. */
export function consoleText(args: readonly unknown[]): string {
  const [first] = args;
  const rest = args.slice(1);
  const head =
    typeof first === "string"
      ? [first.replace(/%[sdifoOc%]/g, (directive) => substitute(directive, rest))]
      : args.slice(0, 1).map((arg) => show(arg));
  return [...head, ...rest.map((arg) => (typeof arg === "string" ? arg : show(arg)))].join(" ");
}

/** Formats a directive's argument, which it removes from `args`. */
function substitute(directive: string, args: unknown[]): string {
  if (directive === "%%") return "%";
  if (args.length === 0) return directive;
  const arg = args.shift();
  switch (directive) {
    case "%c":
      return "";
    case "%s":
      return typeof arg === "object" || typeof arg === "function" ? show(arg) : String(arg);
    case "%d":
    case "%i":
      return String(Math.trunc(numberOf(arg)));
    case "%f":
      return String(numberOf(arg));
    default:
      return show(arg);
  }
}

/** NaN also when the conversion throws. */
function numberOf(value: unknown): number {
  try {
    return Number(value);
  } catch {
    return NaN;
  }
}

/** Formats one value. Calls no getter and no user code. */
function show(value: unknown, depth = 0, above: readonly object[] = []): string {
  switch (typeof value) {
    case "string":
      return depth === 0 ? value : JSON.stringify(value);
    case "bigint":
      return `${value}n`;
    case "function":
      return "[Function]";
    case "object":
      if (value === null) return "null";
      break;
    default:
      return Object.is(value, -0) ? "-0" : String(value);
  }
  if (above.includes(value)) return "[Circular]";
  try {
    return showObject(value, depth, [...above, value]);
  } catch {
    // A proxy that throws, or an object that has a platform class's prototype but is not an
    // instance.
    return "[Object]";
  }
}

function showObject(value: object, depth: number, above: readonly object[]): string {
  if (value instanceof Error) {
    return value.stack === undefined
      ? `${value.name}: ${value.message}`
      : stackOfWorker(value.stack);
  }
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof RegExp) return String(value);
  const name = className(value);
  if (depth >= MAX_DEPTH) return `[${name}]`;
  const inner = (item: unknown): string => show(item, depth + 1, above);
  if (Array.isArray(value)) return list("", "[", value.map(inner), "]");
  if (value instanceof Map) {
    const entries = [...value].map(([key, item]) => `${inner(key)} => ${inner(item)}`);
    return list(`Map(${value.size}) `, "{", entries, "}");
  }
  if (value instanceof Set) return list(`Set(${value.size}) `, "{", [...value].map(inner), "}");
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const items = Array.from(value as Uint8Array, String);
    return list(`${name}(${items.length}) `, "[", items, "]");
  }
  if (value instanceof ArrayBuffer) return `ArrayBuffer { byteLength: ${value.byteLength} }`;
  const content = platformContent(value);
  if (content?.kind === "entries") {
    const shown = content.entries.map(([key, item]) => `${inner(key)} => ${inner(item)}`);
    return list(`${content.className}(${shown.length}) `, "{", shown, "}");
  }
  if (content !== undefined) {
    const shown = content.fields.map(([key, item]) => `${key}: ${inner(item)}`);
    return list(`${content.className} `, "{", shown, "}");
  }
  const entries = Object.entries(Object.getOwnPropertyDescriptors(value))
    .filter(([, property]) => property.enumerable === true)
    .map(([key, property]) => {
      const shown = /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? key : JSON.stringify(key);
      return `${shown}: ${"value" in property ? inner(property.value) : "[Getter]"}`;
    });
  return list(name === "Object" ? "" : `${name} `, "{", entries, "}");
}

function list(prefix: string, open: string, items: readonly string[], close: string): string {
  if (items.length === 0) return `${prefix}${open}${close}`;
  const shown = items.slice(0, MAX_ENTRIES);
  if (items.length > MAX_ENTRIES) shown.push(`… ${items.length - MAX_ENTRIES} more`);
  const text = shown.join(", ");
  return open === "[" ? `${prefix}[${text}]` : `${prefix}{ ${text} }`;
}

function className(value: object): string {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null) return "[Object: null prototype]";
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  return typeof constructor === "function" && constructor.name !== "" ? constructor.name : "Object";
}
