import type { PreparedStatement, SqlValue } from "../storage/sqlite/database.ts";
import { checkValue } from "../storage/sqlite/policy/sql-limits.ts";
import type { SqlCounts } from "./sql-counts.ts";

/** Finalizes half-read statements when their cursor is garbage-collected. */
const abandoned = new FinalizationRegistry<PreparedStatement>((statement) => statement.finalize());

/** Steps the statements of queries. */
interface RowSource {
  /** Returns a statement's next row; undefined at its end. */
  step(statement: PreparedStatement): SqlValue[] | undefined;
  /** @throws {Error} when `deleteAll()` has deleted the statement's database. */
  checkThere(statement: PreparedStatement): void;
}

/** A statement that is being read, positioned on its next row. */
export class SqlQuery {
  readonly columnNames: readonly string[];
  readonly #counts: SqlCounts;
  readonly #source: RowSource;
  #statement: PreparedStatement | undefined;
  #next: SqlValue[] | undefined;

  constructor(
    source: RowSource,
    statement: PreparedStatement,
    columnNames: readonly string[],
    first: SqlValue[] | undefined,
    counts: SqlCounts,
  ) {
    this.#source = source;
    this.columnNames = columnNames;
    this.#counts = counts;
    this.#statement = statement;
    if (first !== undefined) abandoned.register(this, statement, this);
    this.#moveTo(first);
  }

  get counts(): SqlCounts {
    if (this.#statement !== undefined) this.#source.checkThere(this.#statement);
    return this.#counts;
  }

  get ended(): boolean {
    return this.#next === undefined;
  }

  /** Returns the next row and steps to the one after it; undefined at the end. */
  next(): SqlValue[] | undefined {
    const row = this.#next;
    if (row === undefined || this.#statement === undefined) return row;
    try {
      this.#moveTo(this.#source.step(this.#statement));
    } catch (error) {
      // As in workerd: the next row is all null, and then the statement starts again.
      this.#next = row.map(() => null);
      throw error;
    }
    return row;
  }

  cancel(): void {
    if (this.#statement === undefined) return;
    this.#counts.end();
    this.#end();
  }

  #moveTo(row: SqlValue[] | undefined): void {
    this.#next = row;
    this.#counts.stepped(row);
    if (row === undefined) this.#end();
  }

  #end(): void {
    this.#next = undefined;
    this.#statement?.finalize();
    this.#statement = undefined;
    abandoned.unregister(this);
  }
}

/** Steps a statement. @returns the row; undefined at the end. @throws {SqliteError} for a value that is too large. */
export function stepped(statement: PreparedStatement): SqlValue[] | undefined {
  if (!statement.step()) return undefined;
  const row = statement.row();
  for (const value of row) checkValue(value);
  return row;
}
