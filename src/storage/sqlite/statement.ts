import type { SqlValue } from "./database.ts";
import { DONE, OK, ROW } from "./sql-js.ts";
import { SQLITE_RANGE, SqliteError } from "./sqlite-error.ts";
import type { WasmSqlite } from "./wasm-sqlite.ts";

/** Tells SQLite to copy an argument at once (SQLITE_TRANSIENT). */
const COPY = -1;

const INTEGER = 1;
const FLOAT = 2;
const TEXT = 3;
const BLOB = 4;

/** Words that may begin or end a transaction. May match too much, even in strings. */
export const TRANSACTION_WORDS = /\b(?:BEGIN|COMMIT|END|SAVEPOINT|RELEASE|ROLLBACK)\b/i;
/** May change a setting of the connection. May match too much. */
const PRAGMA_WORD = /\bPRAGMA\b/i;
/** This setting is exempt: it affects no other, and reading the others would end it. */
const DEFERRAL =
  /^\s*PRAGMA\s+defer_foreign_keys\s*(?:=\s*["']?\w+["']?|\(\s*["']?\w+["']?\s*\))?\s*;?\s*$/i;

export function mayChangeSettings(sql: string): boolean {
  return PRAGMA_WORD.test(sql) && !DEFERRAL.test(sql);
}

/** How integral numbers are bound. */
type NumberBinding =
  /** INTEGER if it fits 32 bits, else REAL: for tabd's own tables. */
  | "integer"
  /** REAL, as workerd binds every number (`util/sqlite.c++:1601`). */
  | "real";

/** One compiled statement of one connection. */
export class Statement {
  /** The statement's text, including its semicolon. */
  readonly sql: string;
  /** The text behind the statement. */
  readonly rest: string;
  /** Whether it may begin or end a transaction. */
  readonly controlsTransaction: boolean;
  /** Whether it may change a setting of the connection. */
  readonly isPragma: boolean;
  /** Whether it is in use. */
  busy = false;
  /** Whether the last `step()` threw. */
  failed = false;
  /** For the cache: the sequence number of its last use. */
  lastUsed = 0;
  /** Set by {@link Connection.isReadOnly}. */
  readOnly: boolean | undefined;
  readonly #sqlite: WasmSqlite;
  readonly #database: number;
  #pointer: number;
  #bound = false;

  private constructor(
    sqlite: WasmSqlite,
    database: number,
    pointer: number,
    sql: string,
    rest: string,
  ) {
    this.#sqlite = sqlite;
    this.#database = database;
    this.#pointer = pointer;
    this.sql = sql;
    this.rest = rest;
    this.controlsTransaction = TRANSACTION_WORDS.test(sql);
    this.isPragma = mayChangeSettings(sql);
  }

  /**
   * Compiles the first statement of `sql`; undefined if there are only white space and comments.
   *
   * @param database the connection's `sqlite3*`
   * @throws {SqliteError}
   */
  static prepare(sqlite: WasmSqlite, database: number, sql: string): Statement | undefined {
    const { module, memory } = sqlite;
    return memory.withText(sql, ({ pointer, length }) => {
      const tailOut = memory.out + 4;
      // Including the terminating zero: otherwise SQLite copies the text.
      const size = length + 1;
      const code = module._sqlite3_prepare_v2(database, pointer, size, memory.out, tailOut);
      if (code !== OK) throw sqliteError(sqlite, database, code);
      const compiled = memory.readPointer(memory.out);
      if (compiled === 0) return undefined;
      const used = memory.readPointer(tailOut) - pointer;
      const own = used >= length ? sql : memory.readText(pointer, used);
      const rest = used >= length ? "" : memory.readText(pointer + used, length - used);
      return new Statement(sqlite, database, compiled, own, rest);
    });
  }

  /** Binds values to the first parameters. @throws {SqliteError} */
  bind(values: readonly SqlValue[], numbers: NumberBinding): void {
    for (let i = 0; i < values.length; i++) {
      const code = this.#bindOne(i + 1, values[i] ?? null, numbers);
      if (code !== OK) throw sqliteError(this.#sqlite, this.#database, code);
    }
  }

  /** Whether it has exactly `count` parameters. Call before binding. */
  hasParameters(count: number): boolean {
    const { module } = this.#sqlite;
    const bindable = (index: number): boolean =>
      module._sqlite3_bind_int(this.#pointer, index, 0) !== SQLITE_RANGE;
    this.#bound ||= count > 0;
    return !bindable(count + 1) && (count === 0 || bindable(count));
  }

  /** Moves to the next row. @returns false at the end @throws {SqliteError} */
  step(): boolean {
    this.failed = false;
    const code = this.#sqlite.module._sqlite3_step(this.#pointer);
    if (code === ROW) return true;
    if (code === DONE) return false;
    this.failed = true;
    throw sqliteError(this.#sqlite, this.#database, code);
  }

  /** The current row. */
  row(): SqlValue[] {
    const { module } = this.#sqlite;
    const count = module._sqlite3_data_count(this.#pointer);
    const row: SqlValue[] = [];
    for (let column = 0; column < count; column++) row.push(this.#column(column));
    return row;
  }

  /** Known even before the first row; empty if the statement returns no rows. */
  get columnNames(): string[] {
    const { module } = this.#sqlite;
    const count = module._sqlite3_column_count(this.#pointer);
    const names: string[] = [];
    for (let column = 0; column < count; column++) {
      names.push(module.UTF8ToString(module._sqlite3_column_name(this.#pointer, column)));
    }
    return names;
  }

  /** Reads SQLite's record of the statement. */
  inspect<T>(read: (sqlite: WasmSqlite, statement: number) => T): T {
    return read(this.#sqlite, this.#pointer);
  }

  /**
   * Resets the statement and clears its bindings. Commits an unfinished write.
   *
   * @returns SQLite's result code, of this reset or of a failed `step()` before
   */
  reset(): number {
    if (this.#pointer === 0) return OK;
    const code = this.#sqlite.module._sqlite3_reset(this.#pointer);
    if (this.#bound) this.#sqlite.module._sqlite3_clear_bindings(this.#pointer);
    this.#bound = false;
    return code;
  }

  /** No other method may be called afterwards. */
  finalize(): void {
    if (this.#pointer === 0) return;
    this.#sqlite.module._sqlite3_finalize(this.#pointer);
    this.#pointer = 0;
  }

  #bindOne(index: number, value: SqlValue, numbers: NumberBinding): number {
    const { module, memory } = this.#sqlite;
    const statement = this.#pointer;
    this.#bound = true;
    if (value === null) return module._sqlite3_bind_blob(statement, index, 0, 0, 0);
    if (typeof value === "number") {
      return numbers === "integer" && (value | 0) === value
        ? module._sqlite3_bind_int(statement, index, value)
        : module._sqlite3_bind_double(statement, index, value);
    }
    if (typeof value === "string") {
      return memory.withText(value, ({ pointer, length }) =>
        module._sqlite3_bind_text(statement, index, pointer, length, COPY),
      );
    }
    return memory.withBytes(value, ({ pointer, length }) =>
      module._sqlite3_bind_blob(statement, index, pointer, length, COPY),
    );
  }

  #column(column: number): SqlValue {
    const { module, memory } = this.#sqlite;
    const statement = this.#pointer;
    switch (module._sqlite3_column_type(statement, column)) {
      case INTEGER:
      case FLOAT:
        return module._sqlite3_column_double(statement, column);
      case TEXT: {
        const text = module._sqlite3_column_text(statement, column);
        return memory.readText(text, module._sqlite3_column_bytes(statement, column));
      }
      case BLOB: {
        const blob = module._sqlite3_column_blob(statement, column);
        return memory.readBytes(blob, module._sqlite3_column_bytes(statement, column));
      }
      default:
        return null;
    }
  }
}

/** The connection's last error. */
export function sqliteError(sqlite: WasmSqlite, database: number, code: number): SqliteError {
  const { module } = sqlite;
  return new SqliteError(code, module.UTF8ToString(module._sqlite3_errmsg(database)));
}
