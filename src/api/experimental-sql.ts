import { completeStatements } from "../storage/sqlite/policy/sql-complete.ts";
import { nameClass } from "../rpc/class-name.ts";
import { neverSerialize } from "../rpc/stub-state.ts";
import { callableWithPrototype } from "../rpc/wildcard.ts";
import { toText, wrongType } from "./arguments.ts";
import { queryOf, type SqlStorageCursor } from "./sql-cursor.ts";
import { SqlStorageStatement } from "./sql-statement.ts";
import { runnerOf, SqlStorage } from "./sql-storage.ts";

interface IngestResult {
  /** The text after the last semicolon. */
  remainder: string;
  rowsRead: number;
  rowsWritten: number;
  statementCount: number;
}

/** `ctx.storage.sql` with the compatibility flag `experimental`. */
export class ExperimentalSqlStorage extends SqlStorage {
  static {
    nameClass(this, "SqlStorage");
  }

  /** The returned function does the same as `exec()`: SQLite statements are cached by text anyway. */
  prepare(query: string): (...bindings: unknown[]) => SqlStorageCursor;
  prepare(...args: unknown[]): object {
    if (args.length === 0) throw wrongParameter("prepare", "String");
    const query = toText(args[0]);
    const statement = callableWithPrototype(SqlStorageStatement.prototype, (...bindings) =>
      this.exec(query, ...bindings),
    );
    neverSerialize(statement);
    return statement;
  }

  /**
   * Runs every statement that ends with a semicolon, each up to its first row; by then its writes are
   * done. Statements before a failing one stay executed.
   */
  ingest(sql: string): IngestResult;
  ingest(...args: unknown[]): IngestResult {
    if (args.length === 0) throw wrongParameter("ingest", "string");
    const { statements, remainder } = completeStatements(toText(args[0]));
    const result = { remainder, rowsRead: 0, rowsWritten: 0, statementCount: statements.length };
    for (const statement of statements) {
      const query = queryOf(this.exec(statement));
      result.rowsRead += query.counts.rowsRead;
      result.rowsWritten += query.counts.rowsWritten;
      query.cancel();
    }
    return result;
  }

  setMaxPageCountForTest(pages: number): void {
    runnerOf(this).limitPages(Math.trunc(Number(pages)));
  }
}

function wrongParameter(method: string, type: string): TypeError {
  return wrongType({ className: "SqlStorage", method, position: 1 }, type);
}
