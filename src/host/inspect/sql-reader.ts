import { fromSql, toBinding } from "../../api/sql-values.ts";
import type { SqlResult, SqlResultValue } from "../../protocol/host-inspect.ts";
import type { Database, PreparedStatement, SqlValue } from "../../storage/sqlite/database.ts";
import { sqlErrorMessage } from "../../storage/sqlite/sql-error-message.ts";
import {
  checkSqlLength,
  checkSqlLimits,
  checkValue,
} from "../../storage/sqlite/policy/sql-limits.ts";
import { SqlPolicy } from "../../storage/sqlite/policy/sql-policy.ts";
import { checkSqlText, firstStatement } from "../../storage/sqlite/policy/sql-text-policy.ts";
import { SqliteError } from "../../storage/sqlite/sqlite-error.ts";

/** An answer has so many rows at the most, */
const MAX_ROWS = 1000;

/** and is cut behind the value with which it has so many bytes: one message takes 32 MiB. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** The words that a statement begins with which can only read, or is looked at for what it does. */
const READS = new Set(["select", "values", "with"]);

/**
 * Runs one statement that reads: of an object's own tables, and of tabd's.
 *
 * @throws {Error} for a statement that could write, in words that say how to; else in SQLite's.
 */
export function readSql(database: Database, sql: string, bindings: readonly unknown[]): SqlResult {
  try {
    return read(database, sql, bindings.map(toBinding));
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    throw new Error(sqlErrorMessage(error, database, sql), { cause: error });
  }
}

/** Takes rows until there is no more room, or no more row. */
export function takeRows(next: () => SqlValue[] | undefined): {
  readonly rows: SqlResultValue[][];
  readonly truncated: boolean;
} {
  const rows: SqlResultValue[][] = [];
  let bytes = 0;
  for (let row = next(); row !== undefined; row = next()) {
    if (rows.length >= MAX_ROWS || bytes >= MAX_ANSWER_BYTES) return { rows, truncated: true };
    for (const value of row) bytes += sizeOf(value);
    rows.push(row.map(fromSql));
  }
  return { rows, truncated: false };
}

function read(database: Database, sql: string, bindings: readonly SqlValue[]): SqlResult {
  checkSqlLength(sql);
  const word = firstStatement(sql)[0]?.value;
  if (word === undefined) throw new Error("SQL code did not contain a statement.");
  if (!READS.has(word)) throw refusal(word);
  checkSqlText(sql);
  const statement = database.prepare(sql);
  if (statement === undefined) throw new Error("SQL code did not contain a statement.");
  try {
    if (!statement.readOnly) throw refusal(word);
    if (statement.rest.trim() !== "") {
      throw new Error("inspect.sql() runs one statement at a time, and here are several.");
    }
    checkSqlLimits(statement.sql);
    new SqlPolicy(database, "readable").checkProgram(statement.sql);
    statement.bind(bindings);
    const columns = statement.columnNames;
    return { columns, ...takeRows(() => stepped(statement)), rowsWritten: 0 };
  } finally {
    statement.finalize();
  }
}

function stepped(statement: PreparedStatement): SqlValue[] | undefined {
  if (!statement.step()) return undefined;
  const row = statement.row();
  for (const value of row) checkValue(value);
  return row;
}

function refusal(word: string): Error {
  const what = word === "with" ? "This statement writes" : `"${word.toUpperCase()}" is none`;
  const instead =
    word === "pragma"
      ? "SELECT * FROM pragma_table_info('…') and the like tell what a table is."
      : "control.sql() runs what the object itself may run, and starts the object for it.";
  return new Error(`inspect.sql() runs statements that read. ${what}: ${instead}`);
}

function sizeOf(value: SqlValue): number {
  return typeof value === "string" || value instanceof Uint8Array ? value.length : 8;
}
