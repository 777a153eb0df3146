import type { ConnectionLimits } from "./connection-limits.ts";
import type { SqlValue } from "./database.ts";
import { DONE, OK, ROW, type SqlJs } from "./sql-js.ts";
import { SQLITE_RANGE, SqliteError } from "./sqlite-error.ts";
import type { StatementCounters, StatementCounting } from "./statement-counters.ts";
import type { WasmMemory } from "./wasm-memory.ts";

/** SQLite in WebAssembly: its functions and its memory. */
export interface WasmSqlite {
  readonly module: SqlJs;
  readonly memory: WasmMemory;
  readonly counting: StatementCounting;
  readonly limits: ConnectionLimits;
}

/** Tells SQLite to copy an argument at once (SQLITE_TRANSIENT). */
const COPY = -1;

const INTEGER = 1;
const FLOAT = 2;
const TEXT = 3;
const BLOB = 4;

/** Words that begin or end a transaction, wherever they stand: a guess that errs on the safe side. */
export const TRANSACTION_WORDS = /\b(?:BEGIN|COMMIT|END|SAVEPOINT|RELEASE|ROLLBACK)\b/i;
/** The word that may change a setting of the connection: a guess of the same kind. */
const PRAGMA_WORD = /\bPRAGMA\b/i;
/** The one setting that has nothing to do with the others, and ends when one looks at them. */
const DEFERRAL =
  /^\s*PRAGMA\s+defer_foreign_keys\s*(?:=\s*["']?\w+["']?|\(\s*["']?\w+["']?\s*\))?\s*;?\s*$/i;

/** Whether SQL may change a setting of the connection. */
export function mayChangeSettings(sql: string): boolean {
  return PRAGMA_WORD.test(sql) && !DEFERRAL.test(sql);
}

/** What is meant by a number that is whole. */
export type NumberBinding =
  /** INTEGER if it has 32 bits, else REAL: what tabd's own tables want. */
  | "integer"
  /** REAL, as workerd binds every number (`util/sqlite.c++:1601`). */
  | "real";

/** One compiled statement of one connection. */
export class Statement {
  /** Its own text, up to and with its semicolon. */
  readonly sql: string;
  /** The text behind it. */
  readonly rest: string;
  /** Whether it may begin or end a transaction. */
  readonly controlsTransaction: boolean;
  /** Whether it may change a setting of the connection. */
  readonly isPragma: boolean;
  /** Whether someone is using it. */
  busy = false;
  /** Whether its last `step()` threw. */
  failed = false;
  /** When it was last used, on its connection's count. */
  lastUsed = 0;
  /** Whether it leaves the database as it is; undefined until someone has asked SQLite. */
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
   * Compiles the first statement of `sql`; undefined if there is none, only blanks and comments.
   *
   * @param database the connection's `sqlite3*`
   * @throws {SqliteError}
   */
  static prepare(sqlite: WasmSqlite, database: number, sql: string): Statement | undefined {
    const { module, memory } = sqlite;
    return memory.withText(sql, ({ pointer, length }) => {
      const tailOut = memory.out + 4;
      // The zero that ends the text counts: SQLite copies a text that it is not told has one.
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

  /** Binds the parameters from the first on. @throws {SqliteError} */
  bind(values: readonly SqlValue[], numbers: NumberBinding): void {
    for (let i = 0; i < values.length; i++) {
      const code = this.#bindOne(i + 1, values[i] ?? null, numbers);
      if (code !== OK) throw sqliteError(this.#sqlite, this.#database, code);
    }
  }

  /** Whether it has exactly `count` parameters. To be asked before they are bound. */
  hasParameters(count: number): boolean {
    const { module } = this.#sqlite;
    const bindable = (index: number): boolean =>
      module._sqlite3_bind_int(this.#pointer, index, 0) !== SQLITE_RANGE;
    this.#bound ||= count > 0;
    return !bindable(count + 1) && (count === 0 || bindable(count));
  }

  /** Goes to the next row; false if there is none. @throws {SqliteError} */
  step(): boolean {
    this.failed = false;
    const code = this.#sqlite.module._sqlite3_step(this.#pointer);
    if (code === ROW) return true;
    if (code === DONE) return false;
    this.failed = true;
    throw sqliteError(this.#sqlite, this.#database, code);
  }

  /** The row that `step()` went to. */
  row(): SqlValue[] {
    const { module } = this.#sqlite;
    const count = module._sqlite3_data_count(this.#pointer);
    const row: SqlValue[] = [];
    for (let column = 0; column < count; column++) row.push(this.#column(column));
    return row;
  }

  /** The names of the columns, also before the first row; none for what gives no rows. */
  get columnNames(): string[] {
    const { module } = this.#sqlite;
    const count = module._sqlite3_column_count(this.#pointer);
    const names: string[] = [];
    for (let column = 0; column < count; column++) {
      names.push(module.UTF8ToString(module._sqlite3_column_name(this.#pointer, column)));
    }
    return names;
  }

  /** What SQLite has counted of it since it was compiled; undefined if that cannot be seen. */
  get counters(): StatementCounters | undefined {
    return this.#sqlite.counting.read(this.#pointer);
  }

  /**
   * Puts it back before its first row and lets go of what was bound. If it has written and not come
   * to its end, this is its end.
   *
   * @returns SQLite's result code: OK, or why it failed, be it at this end or in a `step()` before
   */
  reset(): number {
    if (this.#pointer === 0) return OK;
    const code = this.#sqlite.module._sqlite3_reset(this.#pointer);
    if (this.#bound) this.#sqlite.module._sqlite3_clear_bindings(this.#pointer);
    this.#bound = false;
    return code;
  }

  /** Ends it. Nothing else may be called afterwards. */
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

/** The error that SQLite has just had on this connection. */
export function sqliteError(sqlite: WasmSqlite, database: number, code: number): SqliteError {
  const { module } = sqlite;
  return new SqliteError(code, module.UTF8ToString(module._sqlite3_errmsg(database)));
}
