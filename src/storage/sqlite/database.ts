import type { PageFile } from "./page-file.ts";
import type { WasmSqlite } from "./wasm-sqlite.ts";

/**
 * A value that is bound or read. An INTEGER of more than 53 bits is read as the nearest number; a
 * blob is read as a copy.
 */
export type SqlValue = number | string | null | Uint8Array;

/**
 * A statement that the caller steps and finalizes. Its connection stays open until then.
 *
 * Once the database was closed or reset, every other method but `finalize()` throws.
 */
export interface PreparedStatement {
  /** The statement's text. */
  readonly sql: string;
  /** The text behind the statement; empty after the last one. */
  readonly rest: string;
  /** Includes duplicates; empty if the statement returns no rows. */
  readonly columnNames: string[];
  /** As `sqlite3_stmt_readonly()`. */
  readonly readOnly: boolean;
  /** Whether its database was closed or reset. */
  readonly isVoid: boolean;

  /**
   * Binds all parameters. Numbers become REAL, as workerd binds them (`util/sqlite.c++:1601`).
   *
   * @throws {Error} `Wrong number of parameter bindings for SQL query.` (`util/sqlite.c++:1568`)
   */
  bind(values: readonly SqlValue[]): void;

  /** Checks the pragmas that the statement runs by `pragma_table_info(…)` and the like. */
  authorizePragmas(): void;

  /** Moves to the next row. @returns false at the end */
  step(): boolean;

  /** The current row. */
  row(): SqlValue[];

  /** Reads SQLite's record of the statement; undefined once it was finalized or is void. */
  inspect<T>(read: (sqlite: WasmSqlite, statement: number) => T): T | undefined;

  /** May be called twice. */
  finalize(): void;
}

/**
 * One SQLite database: a {@link PageFile} and, while it is used, a sql.js connection on it.
 *
 * Everything runs synchronously in memory. Committed bytes are in `file`; the committer makes them
 * durable. The connection may be closed between two transactions and reopened at the next use, with
 * no effect but speed.
 */
export interface Database {
  readonly file: PageFile;

  /** Runs statements without bindings; ignores rows. */
  exec(sql: string): void;

  /**
   * Runs one statement to its end; caches it by its text. Numbers are bound as INTEGER if they are
   * 32-bit integers, else as REAL.
   */
  run(sql: string, ...bindings: SqlValue[]): void;

  /** The first row of one statement, or undefined. Cached like `run()`. */
  get(sql: string, ...bindings: SqlValue[]): SqlValue[] | undefined;

  /** All rows of one statement. Cached like `run()`. */
  all(sql: string, ...bindings: SqlValue[]): SqlValue[][];

  /**
   * Compiles the first statement of `sql`; undefined if there are only white space and comments.
   * Cached like `run()`. Further statements are in its `rest`.
   */
  prepare(sql: string): PreparedStatement | undefined;

  /** Rows that the last INSERT, UPDATE or DELETE changed. */
  changes(): number;

  readonly inTransaction: boolean;

  /**
   * Replaces the database with a blank one, as if the file had been deleted. Drops uncommitted
   * changes. Durable with the next commit.
   */
  reset(): void;

  /** Closes the connection for good. The file stays. */
  close(): void;
}
