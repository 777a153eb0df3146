import { illegalInvocation, nameClass } from "../rpc/class-name.ts";
import { isObject } from "./arguments.ts";
import { BY_PLATFORM, refuseConstruction } from "./platform-object.ts";
import { SharedIterator } from "./shared-iterator.ts";
import type { SqlQuery } from "./sql-query.ts";
import { fromSql, type SqlStorageValue } from "./sql-values.ts";

type Row = Record<string, SqlStorageValue>;

/** For the methods that `experimental` adds. */
export let queryOf: (cursor: SqlStorageCursor) => SqlQuery;

/** The result of `sql.exec()`: the rows of its last statement, read on demand. */
export class SqlStorageCursor<T extends Row = Row> {
  static {
    nameClass(this, "Cursor");
    queryOf = (cursor) => SqlStorageCursor.#queryOf(cursor);
  }

  readonly #query: SqlQuery;

  /** @internal The runtime makes them. */
  constructor(token: unknown, query: SqlQuery) {
    refuseConstruction(token);
    this.#query = query;
  }

  next(): { done: false; value: T } | { done: true; value: undefined } {
    const value = nextRow<T>(SqlStorageCursor.#queryOf(this));
    return value === undefined ? { done: true, value } : { done: false, value };
  }

  /** The remaining rows. */
  toArray(): T[] {
    return [...rows<T>(SqlStorageCursor.#queryOf(this))];
  }

  /** The only remaining row. @throws {Error} when there is none, or more than one. */
  one(): T {
    const query = SqlStorageCursor.#queryOf(this);
    const row = nextRow<T>(query);
    if (row === undefined) {
      throw new Error("Expected exactly one result from SQL query, but got no results.");
    }
    if (!query.ended) {
      query.cancel();
      throw new Error("Expected exactly one result from SQL query, but got multiple results.");
    }
    return row;
  }

  /** The remaining rows as arrays of values, which keep columns of the same name apart. */
  raw<U extends SqlStorageValue[] = SqlStorageValue[]>(): IterableIterator<U> {
    const query = SqlStorageCursor.#queryOf(this);
    return new RawIterator(BY_PLATFORM, () => query.next()?.map(fromSql)) as SharedIterator<U>;
  }

  /** Iterates over the remaining rows, which the cursor then no longer has. */
  [Symbol.iterator](): IterableIterator<T> {
    const query = SqlStorageCursor.#queryOf(this);
    return new RowIterator(BY_PLATFORM, () => nextRow<T>(query)) as SharedIterator<T>;
  }

  /** In order, with duplicates. */
  get columnNames(): string[] {
    return [...SqlStorageCursor.#queryOf(this).columnNames];
  }

  /** Rows that SQLite has read so far, including those read for the next row; see {@link SqlCounts}. */
  get rowsRead(): number {
    return SqlStorageCursor.#queryOf(this).counts.rowsRead;
  }

  /** Rows and index entries that the statement has written; see {@link SqlCounts}. */
  get rowsWritten(): number {
    return SqlStorageCursor.#queryOf(this).counts.rowsWritten;
  }

  static #queryOf(self: unknown): SqlQuery {
    if (!isObject(self) || !(#query in self)) throw illegalInvocation();
    return self.#query;
  }
}

class RowIterator extends SharedIterator<unknown> {
  static {
    nameClass(this, "RowIterator");
  }
}

class RawIterator extends SharedIterator<unknown> {
  static {
    nameClass(this, "RawIterator");
  }
}

function nextRow<T extends Row>(query: SqlQuery): T | undefined {
  const values = query.next();
  if (values === undefined) return undefined;
  const row: Row = {};
  query.columnNames.forEach((name, index) => {
    row[name] = fromSql(values[index] ?? null);
  });
  return row as T;
}

function* rows<T extends Row>(query: SqlQuery): Generator<T> {
  for (let row = nextRow<T>(query); row !== undefined; row = nextRow<T>(query)) yield row;
}
