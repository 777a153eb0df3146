import type { PageFile } from "./page-file.ts";
import type { StatementCounters } from "./statement-counters.ts";

/**
 * What SQLite takes and gives. An INTEGER of more than 53 bits comes as the nearest number; a blob
 * comes as a copy.
 */
export type SqlValue = number | string | null | Uint8Array;

/**
 * One statement to be stepped through by hand. It must be finalized: until then its connection stays
 * open, and while it stands before its last row so does what it reads.
 *
 * Every method throws once the database was closed or reset, and `counters` is undefined.
 */
export interface PreparedStatement {
  /** The statement's own text. */
  readonly sql: string;
  /** What stood behind it in the text that was prepared; empty after the last statement. */
  readonly rest: string;
  /** The names of its columns, duplicates and all; none if it gives no rows. */
  readonly columnNames: string[];
  /** Whether it leaves the database as it is, as `sqlite3_stmt_readonly()` tells. */
  readonly readOnly: boolean;
  /** Whether its database was closed or reset. */
  readonly isVoid: boolean;
  /** What SQLite has counted of it since it was compiled; undefined if that cannot be seen. */
  readonly counters: StatementCounters | undefined;

  /**
   * Binds all parameters. Numbers become REAL, as workerd binds them (`util/sqlite.c++:1601`).
   *
   * @throws {Error} `Wrong number of parameter bindings for SQL query.` (`util/sqlite.c++:1568`)
   */
  bind(values: readonly SqlValue[]): void;

  /** Goes to the next row; false if there is none, and the statement has then ended. */
  step(): boolean;

  /** The row that `step()` went to. */
  row(): SqlValue[];

  /** Lets go of it. May be called twice. */
  finalize(): void;
}

/**
 * One SQLite database: a {@link PageFile} and, while it is used, a connection of sql.js on it.
 *
 * Everything runs synchronously and in memory; what was committed is found in `file` and becomes
 * durable by the committer. The connection may be closed at any time between two transactions
 * (open ones are few) and is opened again on the next use: nothing but speed depends on it.
 */
export interface Database {
  readonly file: PageFile;

  /** Runs statements that need no bindings and give no rows. */
  exec(sql: string): void;

  /**
   * Runs one statement to its end. The compiled statement is cached by its text. Of the bindings,
   * whole numbers of 32 bits become INTEGER and other numbers REAL.
   */
  run(sql: string, ...bindings: SqlValue[]): void;

  /** The first row of one statement, or undefined. Cached as `run()`. */
  get(sql: string, ...bindings: SqlValue[]): SqlValue[] | undefined;

  /** All rows of one statement. Cached as `run()`. */
  all(sql: string, ...bindings: SqlValue[]): SqlValue[][];

  /**
   * Compiles the first statement of `sql` (cached as `run()`), undefined if there is none, only
   * blanks and comments. The next one is in its `rest`.
   */
  prepare(sql: string): PreparedStatement | undefined;

  /**
   * Defines an SQL function on the present connection: call it before each `prepare()` of a statement
   * that uses it. The message of an error that `run` throws becomes that of an SQLITE_ERROR.
   */
  defineFunction(name: string, run: (argument: unknown) => unknown): void;

  /** Rows that the last INSERT, UPDATE or DELETE changed. */
  changes(): number;

  /** True between BEGIN (or an outermost SAVEPOINT) and its end, as far as SQLite knows. */
  readonly inTransaction: boolean;

  /**
   * Puts a blank database in this one's place, as if the file had been deleted: every table and
   * every uncommitted change is gone. Takes effect on the disk with the next commit.
   */
  reset(): void;

  /** Closes the connection for good. The file stays. */
  close(): void;
}
