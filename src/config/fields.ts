import { ConfigError } from "./config-error.ts";
import { didYouMean } from "./did-you-mean.ts";
import { foreignField } from "./foreign-fields.ts";

/** The fields of one object of the configuration, by name; fields set to undefined are absent. */
export type Fields = ReadonlyMap<string, unknown>;

/** The fields of an object whose field names must be in `known`. */
export function readFields(value: unknown, field: string, known: readonly string[]): Fields {
  const fields = readRecord(value, field);
  for (const name of fields.keys()) {
    if (known.includes(name)) continue;
    const foreign = foreignField(name);
    if (foreign !== undefined) throw new ConfigError(under(field, name), `is unknown. ${foreign}`);
    const hint = didYouMean(name, known) || ` There are: ${known.join(", ")}.`;
    throw new ConfigError(under(field, name), `is not a field of the configuration.${hint}`);
  }
  return fields;
}

/** The fields of an object with arbitrary field names. */
export function readRecord(value: unknown, field: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrongType(field, "an object", value);
  }
  return new Map(Object.entries(value).filter(([, entry]) => entry !== undefined));
}

export function readArray(value: unknown, field: string): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw wrongType(field, "an array", value);
  return value;
}

export function readString(value: unknown, field: string): string {
  if (typeof value !== "string") throw wrongType(field, "a string", value);
  return value;
}

/** A non-empty string. */
export function readName(value: unknown, field: string): string {
  const name = readString(value, field);
  if (name === "") throw new ConfigError(field, "must not be empty.");
  return name;
}

/** A boolean; false if absent. */
export function readFlag(value: unknown, field: string): boolean {
  if (value === undefined) return false;
  if (typeof value !== "boolean") throw wrongType(field, "true or false", value);
  return value;
}

/** The error for a value of a wrong type. */
export function wrongType(field: string, wanted: string, value: unknown): ConfigError {
  return new ConfigError(field, `must be ${wanted}, not ${inWords(value)}.`);
}

/** `parent.name`, or `parent["a name"]` if the name is not an identifier. */
export function under(parent: string, name: string): string {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) {
    return `${parent}[${JSON.stringify(name)}]`;
  }
  return parent === "" ? name : `${parent}.${name}`;
}

function inWords(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object") return "an object";
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  return typeof value === "string" ? JSON.stringify(value) : `${typeof value} ${String(value)}`;
}
