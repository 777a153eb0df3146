import { Statement, type WasmSqlite } from "./statement.ts";

/** How many compiled statements a connection keeps. Each costs a few KB of SQLite's memory. */
const CAPACITY = 64;

/** Statements with a longer text are not kept: they are unlikely to come again. */
const LONGEST_KEPT = 16 * 1024;

/** The compiled statements of one connection, by the text that they were compiled from. */
export class StatementCache {
  readonly #sqlite: WasmSqlite;
  readonly #database: number;
  readonly #statements = new Map<string, Statement>();
  /** Statements in use whose text is not, or no longer, in the cache. */
  readonly #others = new Set<Statement>();
  #uses = 0;

  /** @param database the connection's `sqlite3*` */
  constructor(sqlite: WasmSqlite, database: number) {
    this.#sqlite = sqlite;
    this.#database = database;
  }

  /**
   * The first statement of `sql`, ready to be bound, and the caller's until it is released;
   * undefined if there is none. One that is in use is compiled once more.
   *
   * @throws {SqliteError}
   */
  take(sql: string): Statement | undefined {
    let statement = this.#statements.get(sql);
    if (statement === undefined || statement.busy) {
      const known = statement !== undefined;
      statement = Statement.prepare(this.#sqlite, this.#database, sql);
      if (statement === undefined) return undefined;
      if (known || sql.length > LONGEST_KEPT) this.#others.add(statement);
      else this.#keep(sql, statement);
    }
    statement.busy = true;
    statement.lastUsed = ++this.#uses;
    return statement;
  }

  /** Takes a statement back. @returns how it ended, as `Statement.reset()` */
  release(statement: Statement): number {
    const code = statement.reset();
    statement.busy = false;
    if (this.#others.size > 0 && this.#others.delete(statement)) statement.finalize();
    return code;
  }

  /** Ends all statements. */
  clear(): void {
    for (const statement of this.#statements.values()) statement.finalize();
    for (const statement of this.#others) statement.finalize();
    this.#statements.clear();
    this.#others.clear();
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
    if (statement.busy) this.#others.add(statement);
    else statement.finalize();
  }
}
