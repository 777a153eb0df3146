import { ConfigError } from "./config-error.ts";
import { readArray, readFields, readName, readString, wrongType } from "./fields.ts";

/** A checked module, with the field names of `workerd.capnp`. */
export type CheckedModule =
  | { readonly kind: "esModule" | "text" | "json"; readonly text: string }
  | {
      readonly kind: "commonJsModule";
      readonly text: string;
      /** Properties of `module.exports` that can be imported by name. */
      readonly namedExports: readonly string[];
    }
  | { readonly kind: "data" | "wasm"; readonly data: Uint8Array<ArrayBuffer> };

const KINDS = ["esModule", "commonJsModule", "text", "data", "json", "wasm"] as const;

/** Reads one of `modules`. A string is an ES module, or JSON if its path ends in `.json`. */
export function checkModule(path: string, value: unknown, field: string): CheckedModule {
  if (typeof value === "string") {
    return { kind: path.endsWith(".json") ? "json" : "esModule", text: value };
  }
  if (typeof value !== "object" || value === null) {
    throw wrongType(field, `a string or an object with one of ${KINDS.join(", ")}`, value);
  }
  const fields = readFields(value, field, [...KINDS, "namedExports"]);
  const [first, second] = KINDS.filter((kind) => fields.has(kind));
  if (first === undefined) {
    throw new ConfigError(field, `is not a module: give it one of ${KINDS.join(", ")}.`);
  }
  if (second !== undefined) {
    throw new ConfigError(field, `cannot be both ${first} and ${second}: choose one.`);
  }
  if (fields.has("namedExports") && first !== "commonJsModule") {
    throw new ConfigError(`${field}.namedExports`, "belongs to a commonJsModule.");
  }
  const content = fields.get(first);
  switch (first) {
    case "esModule":
    case "text":
      return { kind: first, text: readString(content, `${field}.${first}`) };
    case "commonJsModule":
      return {
        kind: first,
        text: readString(content, `${field}.${first}`),
        namedExports: readArray(fields.get("namedExports"), `${field}.namedExports`).map(
          (name, index) => readName(name, `${field}.namedExports[${index}]`),
        ),
      };
    case "json":
      return { kind: first, text: jsonText(content, `${field}.json`) };
    case "data":
    case "wasm":
      return { kind: first, data: readBytes(content, `${field}.${first}`) };
  }
}

/** As in workerd, a string is JSON text; any other value is the parsed value. */
function jsonText(value: unknown, field: string): string {
  return typeof value === "string" ? value : readJson(value, field);
}

/** A value as JSON text. */
export function readJson(value: unknown, field: string): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (cause) {
    throw new ConfigError(field, `cannot be written as JSON: ${String(cause)}`, { cause });
  }
  if (json === undefined) throw wrongType(field, "a value that JSON has", value);
  return json;
}

/** A copy, so that later changes have no effect. Checked by brand: realms may differ. */
export function readBytes(value: unknown, field: string): Uint8Array<ArrayBuffer> {
  if (Object.prototype.toString.call(value) === "[object ArrayBuffer]") {
    return new Uint8Array(value as ArrayBuffer).slice();
  }
  if (
    Object.prototype.toString.call(value) === "[object Uint8Array]" &&
    ArrayBuffer.isView(value)
  ) {
    return Uint8Array.from(value as Uint8Array);
  }
  throw wrongType(field, "an ArrayBuffer or a Uint8Array", value);
}
