import { isSystemName, needsName } from "./sql-pragmas.ts";
import { firstStatement, notAuthorized } from "./sql-text-policy.ts";
import type { SqlToken } from "./sql-tokens.ts";
import type { SqliteError } from "../sqlite-error.ts";

/** The SQL function that checks an argument at run time. Its name is not in the policy's list. */
export const GUARD = "tabd_pragma_argument";

const REFUSED = `${GUARD}() has refused its argument`;

/** The function {@link GUARD}: returns its argument, or throws if a pragma must not have it. */
export function guardPragmaArgument(argument: unknown): unknown {
  if (argument === null || isSystemName(String(argument))) throw new Error(REFUSED);
  return argument;
}

/** Translates the error of {@link GUARD}: SQL functions cannot set a result code. */
export function withoutGuard(error: SqliteError): SqliteError {
  return error.message === REFUSED ? notAuthorized() : error;
}

/**
 * The statement with a run-time check around the argument of each `pragma_table_info()` and the
 * like; undefined if it needs none. workerd checks these arguments when the pragma runs, for each row
 * of a join (`util/sqlite.c++:1206-1220`); sql.js has no hook for that.
 *
 * A CREATE statement is left alone: its text is stored in the file. So the columns of system tables
 * are visible through a view that joins `sqlite_schema` with such a pragma, unlike in workerd.
 *
 * @param sql one statement that the policy has accepted
 */
export function guardedStatement(sql: string): string | undefined {
  if (!/pragma_/i.test(sql)) return undefined;
  const tokens = firstStatement(sql);
  if (tokens[0]?.value === "create") return undefined;
  const inserts: { at: number; text: string }[] = [];
  tokens.forEach((token, index) => {
    if (!isNamePragma(token) || tokens[index + 1]?.text !== "(") return;
    const [first, last] = argumentAt(tokens, index + 2);
    if (first === undefined || last === undefined) return;
    // The policy has checked literals.
    if (first === last && first.kind === "string") return;
    inserts.push({ at: first.offset, text: `${GUARD}(` });
    inserts.push({ at: last.offset + last.text.length, text: ")" });
  });
  if (inserts.length === 0) return undefined;
  let guarded = "";
  let done = 0;
  for (const { at, text } of inserts.toSorted((a, b) => a.at - b.at)) {
    guarded += sql.slice(done, at) + text;
    done = at;
  }
  return guarded + sql.slice(done);
}

function isNamePragma({ kind, value }: SqlToken): boolean {
  if ((kind !== "word" && kind !== "quoted") || !/^pragma_/i.test(value)) return false;
  return needsName(value.slice("pragma_".length));
}

/** The first and last token of the argument that begins at `from`; none if there is no argument. */
function argumentAt(tokens: readonly SqlToken[], from: number): (SqlToken | undefined)[] {
  let depth = 0;
  let at = from;
  for (; at < tokens.length; at++) {
    const text = tokens[at]?.text;
    if (depth === 0 && (text === "," || text === ")")) break;
    if (text === "(") depth++;
    if (text === ")") depth--;
  }
  return at === from ? [] : [tokens[from], tokens[at - 1]];
}
