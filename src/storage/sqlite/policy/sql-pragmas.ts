import type { SqlToken } from "./sql-tokens.ts";

/** What the argument of a PRAGMA must be (`util/sqlite.c++:543-571`). */
type Argument = "none" | "any" | "boolean" | "name" | "optional name" | "check" | "optional number";

const PRAGMAS: Readonly<Record<string, Argument>> = {
  data_version: "none",
  page_size: "none",
  table_list: "any",
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

const BOOLEAN = /^(?:true|false|yes|no|on|off)$/i;
/** As KJ parses an integer: leading white space, decimal or hexadecimal. */
const INTEGER = /^[ \t\n\v\f\r]*([+-]?)(0x[\da-f]+|\d+)$/i;

/** Whether a table of this name belongs to the system, for example `_cf_KV`. */
export function isSystemName(name: string): boolean {
  return name.slice(0, 4).toLowerCase() === "_cf_";
}

const DATA_VERSION = /^\s*PRAGMA\s+(?:main\s*\.\s*)?data_version\s*(?=;|$)/i;

/**
 * `PRAGMA data_version` is 2 in workerd, whose connection has read its write-ahead log once, and 1
 * in sql.js. Neither changes, because each file has one connection.
 */
export function withDataVersion(sql: string): string {
  return sql.replace(DATA_VERSION, "SELECT 2 AS data_version");
}

/** Whether a PRAGMA, or its table-valued function, may be used at all. */
export function isAllowedPragma(name: string): boolean {
  return Object.hasOwn(PRAGMAS, name.toLowerCase());
}

/** Whether a PRAGMA must have an argument that names a table or index. */
export function needsName(pragma: string): boolean {
  return isAllowedPragma(pragma) && PRAGMAS[pragma.toLowerCase()] === "name";
}

/** Whether the first argument of a PRAGMA's table-valued function must not name a system table. */
export function takesName(pragma: string): boolean {
  return needsName(pragma) || PRAGMAS[pragma.toLowerCase()] === "optional name";
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

/** The same for the table of a PRAGMA, `pragma_table_info(…)`. @param argument undefined if absent */
export function isAllowedPragmaArgument(pragma: string, argument: string | undefined): boolean {
  const name = pragma.toLowerCase();
  return isAllowedPragma(name) && isAllowedArgument(PRAGMAS[name] ?? "none", argument);
}

/** Pragmas that read tables; all others read only the schema and settings. */
const READS_TABLES = new Set(["foreign_key_check", "quick_check", "optimize"]);

/** @param tokens as of {@link isAllowedPragmaStatement} */
export function readsTables(tokens: readonly SqlToken[]): boolean {
  return READS_TABLES.has(nameOf(tokens));
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
    case "any":
      return true;
    case "boolean":
      return BOOLEAN.test(argument) || isZeroOrOne(argument);
    case "optional number":
      return int32(argument) !== undefined;
    default:
      return !isSystemName(argument);
  }
}

function int32(text: string): number | undefined {
  const [, sign, digits] = INTEGER.exec(text) ?? [];
  const value = sign === "-" ? -Number(digits) : Number(digits);
  return (value | 0) === value ? value : undefined;
}

function isZeroOrOne(text: string): boolean {
  const value = int32(text);
  return Object.is(value, 0) || value === 1;
}
