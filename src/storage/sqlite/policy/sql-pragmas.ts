import type { SqlToken } from "./sql-tokens.ts";

/** What an argument of a PRAGMA must be (`util/sqlite.c++:543-571`). */
type Argument = "none" | "boolean" | "name" | "optional name" | "check" | "optional number";

const PRAGMAS: Readonly<Record<string, Argument>> = {
  data_version: "none",
  page_size: "none",
  table_list: "optional name",
  case_sensitive_like: "boolean",
  foreign_keys: "boolean",
  defer_foreign_keys: "boolean",
  ignore_check_constraints: "boolean",
  legacy_alter_table: "boolean",
  recursive_triggers: "boolean",
  reverse_unordered_selects: "boolean",
  foreign_key_check: "optional name",
  foreign_key_list: "name",
  index_info: "name",
  index_list: "name",
  index_xinfo: "name",
  table_info: "name",
  table_xinfo: "name",
  quick_check: "check",
  optimize: "optional number",
};

const BOOLEAN = /^(?:true|false|yes|no|on|off|\+?[01])$/i;
const NUMBER = /^[+-]?\d{1,10}$/;

/** Whether the name is one of the system's own, `_cf_KV` say. */
export function isSystemName(name: string): boolean {
  return name.slice(0, 4).toLowerCase() === "_cf_";
}

/** Whether a PRAGMA, or its table-valued function, may be used at all. */
export function isAllowedPragma(name: string): boolean {
  return Object.hasOwn(PRAGMAS, name.toLowerCase());
}

/**
 * Whether a PRAGMA may be run (`util/sqlite.c++:1206-1255`).
 *
 * @param tokens what follows the word PRAGMA, to the end of the statement
 */
export function isAllowedPragmaStatement(tokens: readonly SqlToken[]): boolean {
  const qualified = tokens[1]?.text === ".";
  const name = nameOf(tokens);
  if (!isAllowedPragma(name)) return false;
  if (qualified && tokens[0]?.value.toLowerCase() === "temp") return false;
  const rest = tokens.slice(qualified ? 3 : 1).filter(({ text }) => text !== ";");
  return isAllowedArgument(PRAGMAS[name] ?? "none", argumentOf(rest));
}

/** Pragmas that look through tables; all others look at nothing but what SQLite knows anyway. */
const LOOKS_THROUGH_TABLES = new Set(["foreign_key_check", "quick_check", "optimize"]);

/** @param tokens as of {@link isAllowedPragmaStatement} */
export function looksThroughTables(tokens: readonly SqlToken[]): boolean {
  return LOOKS_THROUGH_TABLES.has(nameOf(tokens));
}

function nameOf(tokens: readonly SqlToken[]): string {
  return tokens[tokens[1]?.text === "." ? 2 : 0]?.value.toLowerCase() ?? "";
}

/** The argument in `= value` or `(value)`; undefined if there is none. */
function argumentOf(tokens: readonly SqlToken[]): string | undefined {
  if (tokens.length === 0) return undefined;
  return tokens
    .filter(({ kind, text }) => kind !== "other" || !/^[=()]$/.test(text))
    .map(({ value }) => value)
    .join("");
}

function isAllowedArgument(type: Argument, argument: string | undefined): boolean {
  if (argument === undefined) return type !== "name";
  switch (type) {
    case "none":
      return false;
    case "boolean":
      return BOOLEAN.test(argument);
    case "optional number":
      return NUMBER.test(argument);
    default:
      return !isSystemName(argument);
  }
}
