import { ProjectError } from "./project-error.ts";

/** The fields of a wrangler file, for one environment. */
export class FileFields {
  readonly file: string;
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(file: string, fields: Readonly<Record<string, unknown>>) {
    this.file = file;
    this.#fields = fields;
  }

  /** The names of the fields that have content: an empty list or object says nothing. */
  get names(): string[] {
    return Object.keys(this.#fields).filter((name) => {
      const value = this.#fields[name];
      if (value === undefined || value === null) return false;
      return typeof value !== "object" || Object.keys(value).length > 0;
    });
  }

  get(name: string): unknown {
    return this.#fields[name];
  }

  /** A string; undefined if absent. */
  text(name: string): string | undefined {
    const value = this.#fields[name];
    if (value === undefined) return undefined;
    if (typeof value === "string" && value !== "") return value;
    throw problemOf(this.file, name, "must be a string that is not empty.");
  }

  /** An array; empty if absent. */
  array(name: string): readonly unknown[] {
    return this.#array(this.#fields[name], name);
  }

  /** The array in a field of an object; empty if either is absent. */
  arrayIn(name: string, inner: string): readonly unknown[] {
    const value = this.#fields[name];
    return value === undefined
      ? []
      : this.#array(this.record(value, name)[inner], `${name}.${inner}`);
  }

  /** The array in a field of an entry; every element must be a string. */
  strings(value: unknown, field: string): readonly string[] {
    const values = this.#array(value, field);
    if (values.every((one) => typeof one === "string")) return values;
    throw problemOf(this.file, field, "must contain strings only.");
  }

  record(value: unknown, field: string): Readonly<Record<string, unknown>> {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
    throw problemOf(this.file, field, "must be an object.");
  }

  /** An object whose values are strings; empty if absent. */
  stringRecord(name: string): Readonly<Record<string, string>> {
    const value = this.#fields[name];
    if (value === undefined) return {};
    const record = this.record(value, name);
    const wrong = Object.keys(record).find((key) => typeof record[key] !== "string");
    if (wrong !== undefined) throw problemOf(this.file, `${name}.${wrong}`, "must be a string.");
    return record as Record<string, string>;
  }

  /** A string in a field of an entry. */
  requiredText(value: unknown, field: string): string {
    if (typeof value === "string" && value !== "") return value;
    const problem = value === undefined ? "is missing." : "must be a string that is not empty.";
    throw problemOf(this.file, field, problem);
  }

  #array(value: unknown, field: string): readonly unknown[] {
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    throw problemOf(this.file, field, "must be an array.");
  }
}

export function problemOf(file: string, field: string, problem: string): ProjectError {
  return new ProjectError(file, `${field} ${problem}`);
}
