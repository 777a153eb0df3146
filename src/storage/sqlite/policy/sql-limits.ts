import { utf8Length } from "../../../codec/utf8.ts";
import { type SqlToken, sqlTokens } from "./sql-tokens.ts";
import { SqliteError } from "../sqlite-error.ts";

const SQLITE_ERROR = 1;
const SQLITE_TOOBIG = 18;

/**
 * workerd's limits (`util/sqlite.c++:1374-1389`) that can be checked in a statement's text and values.
 * `connection-limits.ts` sets SQLite's own limits where tabd's statements comply with them.
 */
const MAX_SQL_LENGTH = 100_000;
const MAX_COLUMNS = 100;
const MAX_VARIABLES = 100;
const MAX_COMPOUND_SELECTS = 5;
const MAX_ARGUMENTS = 127;

/** The longest text, blob or record: 8 MiB and 34 bytes, as observed in workerd. */
export const MAX_VALUE_LENGTH = 8 * 2 ** 20 + 34;

/** @throws {SqliteError} if the text is too long */
export function checkSqlLength(sql: string): void {
  if (sql.length > MAX_SQL_LENGTH / 3 && utf8Length(sql) > MAX_SQL_LENGTH) {
    throw new SqliteError(SQLITE_TOOBIG, "statement too long");
  }
}

/** @throws {SqliteError} if a statement exceeds a limit */
export function checkSqlLimits(sql: string): void {
  const tokens = [...sqlTokens(sql)];
  const excess = excessVariable(tokens);
  if (excess !== undefined) {
    throw error(
      isNumbered(excess)
        ? `variable number must be between ?1 and ?${MAX_VARIABLES}`
        : "too many SQL variables",
    );
  }
  // One level per open parenthesis.
  const levels: Level[] = [new Level(undefined)];
  tokens.forEach((token, index) => {
    const level = levels.at(-1) as Level;
    if (token.text === "(") levels.push(new Level(tokens[index - 1]));
    else if (token.text === ")" && levels.length > 1) levels.pop();
    // Between statements in the body of a trigger.
    else if (token.text === ";") levels.splice(0, levels.length, new Level(undefined));
    else level.add(token);
  });
  checkTable(tokens);
}

/** The first variable beyond the limit, or with a number beyond it. */
export function excessVariable(tokens: Iterable<SqlToken>): SqlToken | undefined {
  const names = new Set<string>();
  let anonymous = 0;
  for (const token of tokens) {
    if (token.kind !== "variable") continue;
    names.add(token.text === "?" ? `? ${++anonymous}` : token.text);
    const number = Number(token.text.slice(1));
    const wrong = isNumbered(token) && (number < 1 || number > MAX_VARIABLES);
    if (wrong || names.size > MAX_VARIABLES) return token;
  }
  return undefined;
}

function isNumbered({ text }: SqlToken): boolean {
  return /^\?\d+$/.test(text);
}

/** In CREATE TABLE, these words begin a constraint, not a column. */
const TABLE_CONSTRAINT = /^(?:constraint|primary|unique|check|foreign)$/;

function checkTable(tokens: readonly SqlToken[]): void {
  if (tokens[0]?.value !== "create" || tokens[1]?.value !== "table") return;
  const open = tokens.findIndex(({ text }) => text === "(");
  if (open < 0 || tokens.slice(0, open).some(({ value }) => value === "as")) return;
  let depth = 0;
  let columns = 0;
  for (let i = open; i < tokens.length; i++) {
    const text = tokens[i]?.text;
    if (text === "(") depth++;
    if (text === ")" && --depth === 0) break;
    const begins = depth === 1 && (i === open || text === ",");
    if (begins && !TABLE_CONSTRAINT.test(tokens[i + 1]?.value ?? "")) columns++;
  }
  const name = tokens[open - 1]?.value ?? "";
  if (columns > MAX_COLUMNS) throw error(`too many columns on ${name}`);
}

/** @throws {SqliteError} if a statement returns too many columns */
export function checkColumns(count: number): void {
  if (count > MAX_COLUMNS) throw error("too many columns in result set");
}

/** @throws {SqliteError} if a bound value or a result is too long */
export function checkValue(value: unknown): void {
  const length =
    typeof value === "string" && value.length > MAX_VALUE_LENGTH / 3
      ? utf8Length(value)
      : value instanceof Uint8Array
        ? value.length
        : 0;
  if (length > MAX_VALUE_LENGTH) throw new SqliteError(SQLITE_TOOBIG, "string or blob too big");
}

/** Counts compound SELECTs and function arguments in one pair of parentheses. */
class Level {
  readonly #opener: SqlToken | undefined;
  #selects = 1;
  #commas = 0;

  constructor(opener: SqlToken | undefined) {
    this.#opener = opener;
  }

  add({ kind, value }: SqlToken): void {
    if (kind === "word" && /^(?:union|except|intersect)$/.test(value)) {
      if (++this.#selects > MAX_COMPOUND_SELECTS) throw error("too many terms in compound SELECT");
    }
    if (value !== ",") return;
    this.#commas++;
    const name = this.#opener;
    // IN (…), VALUES (…) and column lists are not arguments of a function.
    if (name?.kind !== "word" || /^(?:in|values|using|as|key|unique)$/.test(name.value)) return;
    if (this.#commas >= MAX_ARGUMENTS) throw error(`too many arguments on function ${name.value}`);
  }
}

function error(message: string): SqliteError {
  return new SqliteError(SQLITE_ERROR, message);
}
