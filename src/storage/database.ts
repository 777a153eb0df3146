import type { PageFile } from "./page-file.ts";

/** What SQLite takes and gives. `bigint` only where a statement asks for it. */
export type SqlValue = number | string | null | Uint8Array;

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

  /** Runs one statement to its end. The compiled statement is cached by its text. */
  run(sql: string, ...bindings: SqlValue[]): void;

  /** The first row of one statement, or undefined. Cached as `run()`. */
  get(sql: string, ...bindings: SqlValue[]): SqlValue[] | undefined;

  /** All rows of one statement. Cached as `run()`. */
  all(sql: string, ...bindings: SqlValue[]): SqlValue[][];

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
