import { functionRefusal, REFUSED_BY_NAME, REFUSED_IN_TABLES } from "./sql-functions.ts";
import {
  isAllowedPragma,
  isAllowedPragmaStatement,
  isSystemName,
  needsName,
  takesName,
} from "./sql-pragmas.ts";
import { type SqlToken, sqlTokens } from "./sql-tokens.ts";
import { SqliteError } from "../sqlite-error.ts";

const SQLITE_ERROR = 1;
const SQLITE_AUTH = 23;

/** workerd's message (`api/sql.c++:155`). */
const NO_TRANSACTIONS =
  "To execute a transaction, please use the state.storage.transaction() or " +
  "state.storage.transactionSync() APIs instead of the SQL BEGIN TRANSACTION or SAVEPOINT " +
  "statements. The JavaScript API is safer because it will automatically roll back on exceptions, " +
  "and because it interacts correctly with Durable Objects' automatic atomic write coalescing.";

const TRANSACTION_WORDS = new Set(["begin", "commit", "end", "savepoint", "release", "rollback"]);

/** The words that can begin a statement. */
const STATEMENTS = new RegExp(
  `^(?:alter|analyze|attach|create|delete|detach|drop|insert|pragma|reindex|replace|select|update|` +
    `vacuum|values|with|${[...TRANSACTION_WORDS].join("|")})$`,
);

/** These could disable the tracking of changes. */
const UNSAFE_WORDS = /pragma|attach|detach|vacuum/i;

/** `util/sqlite.c++:1298-1316`. */
const VIRTUAL_TABLE_MODULES = new Set(["fts5", "fts5vocab", "rtree", "rtree_i32"]);

/** Kinds of objects that are created, altered or dropped. */
const OBJECT_KINDS = new Set(["table", "index", "view", "trigger"]);

/**
 * Checks the first statement of a text before it is compiled.
 *
 * @throws {SqliteError} `not authorized`, code `SQLITE_AUTH`
 * @throws {Error} for BEGIN and the like
 */
export function checkSqlText(sql: string): void {
  const tokens = firstStatement(sql);
  const [first] = tokens;
  if (first === undefined) return;
  if (!STATEMENTS.test(first.value)) {
    // A syntax error. Refuse unsafe words anyway, in case SQLite parses it differently.
    if (UNSAFE_WORDS.test(sql)) throw notAuthorized();
    return;
  }
  if (TRANSACTION_WORDS.has(first.value)) throw new Error(NO_TRANSACTIONS);
  switch (first.value) {
    case "attach":
    case "detach":
      throw notAuthorized();
    case "vacuum":
      throw new SqliteError(SQLITE_ERROR, "cannot VACUUM from within a transaction");
    case "pragma":
      // Without a name it is a syntax error, which SQLite reports.
      if (tokens.length > 1 && !isAllowedPragmaStatement(tokens.slice(1))) throw notAuthorized();
      break;
    case "create":
      checkCreate(tokens);
      break;
    case "alter":
    case "drop":
      checkNames(tokens);
      break;
  }
  checkPragmaFunctions(tokens);
  checkNamedFunctions(tokens);
}

/**
 * The tokens of the first statement, without EXPLAIN. Stops at its end, because many statements may
 * follow. For CREATE TRIGGER, which contains semicolons, all tokens of the text.
 */
export function firstStatement(sql: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (const token of sqlTokens(sql)) {
    if (token.text !== ";") tokens.push(token);
    else if (tokens.length > 0 && !isTrigger(tokens)) break;
  }
  if (tokens[0]?.value !== "explain") return tokens;
  return tokens.slice(tokens[1]?.value === "query" ? 3 : 1);
}

function isTrigger(tokens: readonly SqlToken[]): boolean {
  return tokens.slice(0, 4).some(({ value }) => value === "trigger");
}

function checkCreate(tokens: readonly SqlToken[]): void {
  const second = tokens[1]?.value ?? "";
  if (second === "temp" || second === "temporary") throw notAuthorized();
  checkNames(tokens);
  const using = tokens.findIndex(({ value }) => value === "using");
  if (second === "virtual" && using > 0) {
    const module = tokens[using + 1]?.value.toLowerCase() ?? "";
    if (!VIRTUAL_TABLE_MODULES.has(module)) throw notAuthorized();
  }
}

/** Checks the names in CREATE, ALTER and DROP: the object, its table, and the new name. */
function checkNames(tokens: readonly SqlToken[]): void {
  const kind = tokens.findIndex(({ value }) => OBJECT_KINDS.has(value));
  if (kind < 0) return;
  let at = kind + 1;
  // IF EXISTS, IF NOT EXISTS
  while (["if", "not", "exists"].includes(tokens[at]?.value ?? "")) at++;
  if (tokens[at + 1]?.text === ".") {
    if (["temp", "temporary"].includes(tokens[at]?.value ?? "")) throw notAuthorized();
    at += 2;
  }
  const names = [tokens[at]];
  const head = tokens[kind]?.value;
  if (tokens[0]?.value === "create" && (head === "index" || head === "trigger")) {
    const on = tokens.findIndex(({ value }, index) => index > at && value === "on");
    if (on > 0) names.push(tokens[on + 1]);
  }
  if (tokens[0]?.value === "alter" && tokens[at + 1]?.value === "rename") {
    if (tokens[at + 2]?.value === "to") names.push(tokens[at + 3]);
  }
  if (names.some((name) => name !== undefined && isSystemName(name.value))) throw notAuthorized();
}

/**
 * `pragma_table_info('t')` and the like. A program does not show the pragma of such a table.
 * `PragmaAuthorizer` checks arguments that are not literals.
 */
function checkPragmaFunctions(tokens: readonly SqlToken[]): void {
  tokens.forEach(({ kind, value }, index) => {
    if ((kind !== "word" && kind !== "quoted") || !/^pragma_/i.test(value)) return;
    const pragma = value.slice("pragma_".length);
    if (!isAllowedPragma(pragma)) throw notAuthorized();
    const called = tokens[index + 1]?.text === "(";
    const argument = called ? tokens[index + 2] : undefined;
    // A double-quoted text that names no column is a string.
    const literal = argument?.kind === "string" || argument?.kind === "quoted";
    if (takesName(pragma) && literal && isSystemName(argument.value)) throw notAuthorized();
    if (called ? argument?.text !== ")" : isCompared(tokens)) return;
    // The declaration of a view is never run by itself.
    if (needsName(pragma) && tokens[0]?.value !== "create") throw notAuthorized();
  });
}

/** Whether the hidden column `arg` may give a pragma's argument, and names no system table. */
function isCompared(tokens: readonly SqlToken[]): boolean {
  const system = tokens.some(
    ({ kind, value }) => (kind === "string" || kind === "quoted") && isSystemName(value),
  );
  return !system && tokens.some(({ value }) => value === "arg");
}

/** Checks functions that do not appear in a program. */
function checkNamedFunctions(tokens: readonly SqlToken[]): void {
  const inTable = makesTableOrIndex(tokens);
  tokens.forEach(({ kind, value }, index) => {
    if (kind !== "word" || tokens[index + 1]?.text !== "(") return;
    if (REFUSED_BY_NAME.has(value)) checkFunction(value);
    // After a word it is a name or type, not a call.
    const called = tokens[index - 1]?.kind === "other";
    if (inTable && called && REFUSED_IN_TABLES.has(value)) checkFunction(value);
  });
}

function makesTableOrIndex(tokens: readonly SqlToken[]): boolean {
  const [first, ...rest] = tokens.slice(0, 3).map(({ value }) => value);
  if (first === "alter") return true;
  return first === "create" && /^(?:table|(?:unique )?index)\b/.test(rest.join(" "));
}

/** @throws {SqliteError} if the function is refused */
export function checkFunction(name: string | undefined): void {
  const refusal = name === undefined ? undefined : functionRefusal(name);
  if (refusal !== undefined) throw new SqliteError(SQLITE_ERROR, refusal);
}

/** SQLite's error for a refusal by its authorizer. */
export function notAuthorized(): SqliteError {
  return new SqliteError(SQLITE_AUTH, "not authorized");
}
