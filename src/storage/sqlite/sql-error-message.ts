import { utf8Length } from "../../codec/utf8.ts";
import type { Database } from "./database.ts";
import { excessVariable } from "./policy/sql-limits.ts";
import { sqlTokens } from "./policy/sql-tokens.ts";
import type { SqliteError } from "./sqlite-error.ts";

/**
 * The message of an error in workerd: SQLite's message, the offset in the text, the code's name and
 * the extended code's (`util/sqlite.c++:176-189`). sql.js exports neither offset nor extended code:
 * they are derived from message and text as far as possible.
 *
 * @param sql the text that was compiled; undefined for an error of a running statement
 */
export function sqlErrorMessage(
  error: SqliteError,
  database: Database,
  sql: string | undefined,
): string {
  const offset = sql === undefined ? undefined : errorOffset(error.message, sql, database);
  const place = offset === undefined ? "" : ` at offset ${offset}`;
  const extended = extendedName(error, database);
  const code =
    extended === undefined ? error.codeName : `${error.codeName} (extended: ${extended})`;
  return `${error.message}${place}: ${code}`;
}

/** Messages with an offset, and the token at the offset. */
const PLACED: readonly { readonly message: RegExp; readonly at: "token" | "call" | "text" }[] = [
  { message: /^near "(.+)": syntax error$/s, at: "text" },
  { message: /^unrecognized token: "(.+)"$/s, at: "text" },
  { message: /^no such column: "?(.+?)"?$/s, at: "token" },
  { message: /^ambiguous column name: (.+)$/s, at: "token" },
  { message: /^(?:table|view) (.+) already exists$/s, at: "token" },
  { message: /^no such function: (.+)$/s, at: "token" },
  { message: /^not authorized to use function: (.+)$/s, at: "token" },
  { message: /^wrong number of arguments to function (.+)\(\)$/s, at: "call" },
  { message: /^misuse of aggregate(?: function)?:? (.+)\(\)$/s, at: "call" },
  { message: /^misuse of window function (.+)\(\)$/s, at: "call" },
  { message: /^too many arguments on function (.+)$/s, at: "call" },
];

/** In bytes. */
function errorOffset(message: string, sql: string, database: Database): number | undefined {
  for (const { message: pattern, at } of PLACED) {
    const what = pattern.exec(message)?.[1];
    if (what === undefined) continue;
    const places =
      at === "text"
        ? placesOfText(what, sql).filter((place) =>
            failsThere(message, sql.slice(0, place + what.length), database),
          )
        : placesOfToken(what, sql, at === "call");
    // The ambiguous column may come from `*`.
    if (places.length === 0 && message.startsWith("ambiguous"))
      places.push(...placesOfToken("*", sql, false));
    const [place] = places;
    return place === undefined || isSet(place, sql) ? undefined : utf8Length(sql.slice(0, place));
  }
  if (!/^(?:too many SQL variables|variable number must be)/.test(message)) return undefined;
  const excess = excessVariable(sqlTokens(sql));
  return excess && utf8Length(sql.slice(0, excess.offset));
}

/** Whether `place` is the column of an assignment, `SET x = 1`: SQLite gives no offset then. */
function isSet(place: number, sql: string): boolean {
  const tokens = [...sqlTokens(sql)];
  const at = tokens.findIndex(({ offset }) => offset === place);
  const before = tokens[at - 1]?.value ?? "";
  const set = tokens.findLastIndex(({ value }, index) => index < at && value === "set");
  const ended = tokens.slice(set, at).some(({ value }) => value === "where" || value === "from");
  return tokens[at + 1]?.text === "=" && /^(?:set|,)$/.test(before) && set >= 0 && !ended;
}

function placesOfText(what: string, sql: string): number[] {
  const places: number[] = [];
  for (let at = sql.indexOf(what); at >= 0; at = sql.indexOf(what, at + 1)) places.push(at);
  return places;
}

/** Whether the text up to this place fails with the same message. */
function failsThere(message: string, sql: string, database: Database): boolean {
  try {
    database.prepare(sql)?.finalize();
    return false;
  } catch (error) {
    return error instanceof Error && error.message === message;
  }
}

/** @param what a name as in messages; `t.name` is several tokens */
function placesOfToken(what: string, sql: string, call: boolean): number[] {
  const tokens = [...sqlTokens(sql)];
  const parts = what.split(".");
  const same = (value: string | undefined, part: string): boolean =>
    value?.toLowerCase() === part.toLowerCase();
  return tokens.flatMap((token, index) => {
    const whole = parts.every((part, n) => same(tokens[index + 2 * n]?.value, part));
    const called = tokens[index + 1]?.text === "(";
    return whole && (!call || called) && token.kind !== "string" ? [token.offset] : [];
  });
}

/** The name of the extended code; undefined if the message does not show it. */
function extendedName({ codeName, message }: SqliteError, database: Database): string | undefined {
  switch (codeName) {
    case "SQLITE_CONSTRAINT":
      return constraintName(message, database);
    case "SQLITE_ABORT":
      return message === "abort due to ROLLBACK" ? "SQLITE_ABORT_ROLLBACK" : undefined;
    case "SQLITE_ERROR":
      return message.startsWith("no such collation sequence: ")
        ? "SQLITE_ERROR_MISSING_COLLSEQ"
        : undefined;
    default:
      return undefined;
  }
}

function constraintName(message: string, database: Database): string {
  const [, kind, columns = ""] =
    /^(\S+(?: \S+)?) constraint failed(?:: (.*))?$/s.exec(message) ?? [];
  switch (kind) {
    case "UNIQUE":
      return isPrimaryKey(columns, database)
        ? "SQLITE_CONSTRAINT_PRIMARYKEY"
        : "SQLITE_CONSTRAINT_UNIQUE";
    case "NOT NULL":
      return "SQLITE_CONSTRAINT_NOTNULL";
    case "CHECK":
      return "SQLITE_CONSTRAINT_CHECK";
    case "FOREIGN KEY":
      return "SQLITE_CONSTRAINT_FOREIGNKEY";
  }
  if (/^cannot store \w+ value in \w+ column /.test(message)) return "SQLITE_CONSTRAINT_DATATYPE";
  // Any other message comes from RAISE() in a trigger.
  return "SQLITE_CONSTRAINT_TRIGGER";
}

/** @param columns `t.a, t.b` */
function isPrimaryKey(columns: string, database: Database): boolean {
  const names = columns.split(", ").map((column) => column.slice(column.lastIndexOf(".") + 1));
  const table = columns.slice(0, columns.lastIndexOf(".", columns.indexOf(",") >>> 0));
  const key = database
    .all("SELECT name FROM pragma_table_info(?) WHERE pk > 0", table)
    .map(([name]) => String(name));
  return key.length === names.length && names.every((name) => key.includes(name));
}
