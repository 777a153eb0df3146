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

const MAX_ROWS = 1000;

/** A result ends with the row that exceeds this size: a message takes at most 32 MiB. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** The first words of statements that may be read-only. `statement.readOnly` decides. */
const READS = new Set(["select", "values", "with"]);

/**
 * Runs one read-only statement on an object's tables or tabd's own.
 *
 * @throws {Error} for a statement that could write; the message names the alternative. SQLite's
 *   errors keep their message.
 */
export function readSql(database: Database, sql: string, bindings: readonly unknown[]): SqlResult {
  try {
    return read(database, sql, bindings.map(toBinding));
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    throw new Error(sqlErrorMessage(error, database, sql), { cause: error });
  }
}

/** Takes rows up to the limits of a result. */
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
      throw new Error("inspect.sql() runs one statement at a time: pass only one.");
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
  const problem =
    word === "with" ? "This statement writes" : `${word.toUpperCase()} is not allowed`;
  const instead =
    word === "pragma"
      ? "Use functions such as SELECT * FROM pragma_table_info('…')."
      : "Use control.sql(), which runs the statement inside the object and starts the object for it.";
  return new Error(`inspect.sql() runs only statements that read. ${problem}. ${instead}`);
}

function sizeOf(value: SqlValue): number {
  return typeof value === "string" || value instanceof Uint8Array ? value.length : 8;
}
