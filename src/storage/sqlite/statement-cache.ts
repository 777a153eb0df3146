import { Statement } from "./statement.ts";
import type { WasmSqlite } from "./wasm-sqlite.ts";

/** Compiled statements per connection. Each costs a few KB of SQLite's memory. */
const CAPACITY = 64;

/** Statements with a longer text are not cached: they are unlikely to be repeated. */
const LONGEST_KEPT = 16 * 1024;

/** The compiled statements of one connection, by their text. Evicts the least recently used. */
export class StatementCache {
  readonly #sqlite: WasmSqlite;
  readonly #database: number;
  readonly #statements = new Map<string, Statement>();
  /** Statements in use that are not in the cache. */
  readonly #uncached = new Set<Statement>();
  #uses = 0;

  /** @param database the connection's `sqlite3*` */
  constructor(sqlite: WasmSqlite, database: number) {
    this.#sqlite = sqlite;
    this.#database = database;
  }

  /**
   * The first statement of `sql`, for the caller's use until `release()`; undefined if there is none.
   * A statement that is in use is compiled again.
   *
   * @throws {SqliteError}
   */
  take(sql: string): Statement | undefined {
    let statement = this.#statements.get(sql);
    if (statement === undefined || statement.busy) {
      const known = statement !== undefined;
      statement = Statement.prepare(this.#sqlite, this.#database, sql);
      if (statement === undefined) return undefined;
      if (known || sql.length > LONGEST_KEPT) this.#uncached.add(statement);
      else this.#keep(sql, statement);
    }
    statement.busy = true;
    statement.lastUsed = ++this.#uses;
    return statement;
  }

  /** @returns the result code of `Statement.reset()` */
  release(statement: Statement): number {
    const code = statement.reset();
    statement.busy = false;
    if (this.#uncached.size > 0 && this.#uncached.delete(statement)) statement.finalize();
    return code;
  }

  /** Finalizes all statements. */
  clear(): void {
    for (const statement of this.#statements.values()) statement.finalize();
    for (const statement of this.#uncached) statement.finalize();
    this.#statements.clear();
    this.#uncached.clear();
  }

  #keep(sql: string, statement: Statement): void {
    if (this.#statements.size >= CAPACITY) this.#dropOldest();
    this.#statements.set(sql, statement);
  }

  #dropOldest(): void {
    let oldest: [string, Statement] | undefined;
    for (const entry of this.#statements) {
      if (oldest === undefined || entry[1].lastUsed < oldest[1].lastUsed) oldest = entry;
    }
    if (oldest === undefined) return;
    const [sql, statement] = oldest;
    this.#statements.delete(sql);
    if (statement.busy) this.#uncached.add(statement);
    else statement.finalize();
  }
}
