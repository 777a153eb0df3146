import { readSessionSettings, SETTINGS, VITAL_SETTINGS } from "./connection-settings.ts";
import { checkPageSize } from "./database-header.ts";
import type { SqlValue } from "./database.ts";
import { MemfsContents } from "./memfs-contents.ts";
import type { PageFile } from "./page-file.ts";

import { OK, openSqlJs, type SqlJsDatabase } from "./sql-js.ts";
import { SqliteError } from "./sqlite-error.ts";
import { StatementCache } from "./statement-cache.ts";
import {
  mayChangeSettings,
  Statement,
  sqliteError,
  TRANSACTION_WORDS,
  type WasmSqlite,
} from "./statement.ts";

/** SQLite refuses to compile this inside a transaction, and otherwise it says what holds already. */
const FAILS_IN_TRANSACTION = "PRAGMA synchronous=OFF";

/** A whole statement that begins or ends a transaction: worth being cached. */
const TRANSACTION_STATEMENT = /^\s*(?:BEGIN|COMMIT|END|SAVEPOINT|RELEASE|ROLLBACK)\b[^;]*;?\s*$/i;

/** With a writing Transaction, what makes a program one that writes (`resolveP2Values()`, vdbeaux.c). */
const WRITING_OPERATIONS = new Set(["Checkpoint", "JournalMode", "Vacuum"]);

/** An open connection of SQLite on a page file. Its {@link SqliteDatabase} opens and closes it. */
export class Connection {
  /** Prepared statements that are not finalized. */
  statementsInUse = 0;
  /** When it was last used, on the count of all connections. */
  lastUsed = 0;
  readonly #sqlite: WasmSqlite;
  readonly #file: PageFile;
  readonly #contents: MemfsContents;
  readonly #sqlJs: SqlJsDatabase;
  /** The `sqlite3*`. */
  readonly #database: number;
  readonly #cache: StatementCache;
  readonly #functions = new Set<string>();
  #inTransaction: boolean | undefined = false;
  #settingsTouched: boolean;
  /** Whether sql.js no longer writes to the page file: its whole content is taken instead. */
  #detached = false;
  #closed = false;

  /**
   * @param blank the first page of a database without tables
   * @param settings what `sessionSettings` gave for the connection before
   * @throws {Error} if sql.js does not use the page file, or the file is not one for tabd
   * @throws {SqliteError} if the file is not a database
   */
  constructor(sqlite: WasmSqlite, file: PageFile, blank: Uint8Array, settings: string) {
    checkPageSize(file);
    this.#sqlite = sqlite;
    this.#file = file;
    this.#contents = new MemfsContents(file, blank);
    this.#sqlJs = openSqlJs(sqlite.module, this.#contents.initialData);
    this.#database = this.#sqlJs.db ?? 0;
    this.#cache = new StatementCache(sqlite, this.#database);
    this.#settingsTouched = settings !== "";
    sqlite.limits.apply(this.#database);
    try {
      const { reads } = this.#contents;
      this.#execRaw(SETTINGS + settings);
      if (!this.#contents.captured || this.#contents.reads === reads) {
        throw new Error(
          "this build of sql.js copies the content of a file instead of using it, so that changes " +
            "would be lost",
        );
      }
    } catch (error) {
      this.close();
      const problem = error instanceof Error ? error.message : String(error);
      const message = `cannot open ${file.path}: ${problem}`;
      throw error instanceof SqliteError
        ? new SqliteError(error.code, message)
        : new Error(message, { cause: error });
    }
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether it may be closed now and opened again later, with no one noticing. */
  get idle(): boolean {
    return this.statementsInUse === 0 && !this.#file.lost && !this.inTransaction;
  }

  /** Whether it should be closed and opened again, because sql.js no longer uses the page file. */
  get worn(): boolean {
    return this.#detached && this.idle;
  }

  /** Whether SQLite is in a transaction: asked of SQLite itself, which may have rolled back. */
  get inTransaction(): boolean {
    this.#inTransaction ??= this.#askInTransaction();
    return this.#inTransaction;
  }

  /** The settings that a user's PRAGMA may have changed, as statements; empty if there were none. */
  get sessionSettings(): string {
    return this.#settingsTouched ? readSessionSettings((sql) => this.get(sql, [])) : "";
  }

  defineFunction(name: string, run: (argument: unknown) => unknown): void {
    if (this.#functions.has(name)) return;
    this.#sqlJs.create_function(name, run);
    this.#functions.add(name);
  }

  changes(): number {
    return this.#sqlite.module._sqlite3_changes(this.#database);
  }

  exec(sql: string): void {
    if (TRANSACTION_STATEMENT.test(sql)) {
      this.run(sql, []);
      return;
    }
    let ended = false;
    try {
      this.#execRaw(sql);
      ended = true;
    } finally {
      this.#after(ended, TRANSACTION_WORDS.test(sql), mayChangeSettings(sql));
    }
  }

  run(sql: string, bindings: readonly SqlValue[]): void {
    this.#use(sql, bindings, (statement) => {
      while (statement.step());
    });
  }

  get(sql: string, bindings: readonly SqlValue[]): SqlValue[] | undefined {
    return this.#use(sql, bindings, (statement) =>
      statement.step() ? statement.row() : undefined,
    );
  }

  all(sql: string, bindings: readonly SqlValue[]): SqlValue[][] {
    return this.#use(sql, bindings, (statement) => {
      const rows: SqlValue[][] = [];
      while (statement.step()) rows.push(statement.row());
      return rows;
    });
  }

  /** A statement for the caller to step through and to give back to `release()`. */
  take(sql: string): Statement | undefined {
    const statement = this.#cache.take(sql);
    if (statement !== undefined) this.statementsInUse++;
    return statement;
  }

  /** Steps a taken statement. */
  step(statement: Statement): boolean {
    let row: boolean | undefined;
    try {
      row = statement.step();
    } finally {
      if (row !== true) this.#ended(statement, row === false);
    }
    return row;
  }

  /** Takes a statement back. @throws {SqliteError} if what it wrote could not be committed */
  release(statement: Statement): void {
    this.statementsInUse--;
    const failed = statement.failed;
    const code = this.#cache.release(statement);
    const error =
      code === OK || failed ? undefined : sqliteError(this.#sqlite, this.#database, code);
    this.#ended(statement, code === OK);
    if (error !== undefined) throw error;
  }

  /** Whether a taken statement leaves the database as it is (`sqlite3_stmt_readonly()`). */
  isReadOnly(statement: Statement): boolean {
    statement.readOnly ??= this.#askReadOnly(statement.sql);
    return statement.readOnly;
  }

  /** Ends it: an open transaction is rolled back, statements in use are void. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cache.clear();
    this.#sqlJs.close();
  }

  #use<T>(sql: string, bindings: readonly SqlValue[], use: (statement: Statement) => T): T {
    const statement = this.take(sql);
    if (statement === undefined) {
      throw new Error(`${this.#file.path}: there is no statement in ${JSON.stringify(sql)}`);
    }
    let result: T;
    try {
      statement.bind(bindings, "integer");
      result = use(statement);
    } catch (error) {
      this.release(statement);
      throw error;
    }
    this.release(statement);
    return result;
  }

  #execRaw(sql: string): void {
    const { module, memory } = this.#sqlite;
    memory.withText(sql, ({ pointer }) => {
      const code = module._sqlite3_exec(this.#database, pointer, 0, 0, 0);
      if (code !== OK) throw sqliteError(this.#sqlite, this.#database, code);
    });
  }

  /** Looks at what a statement that has come to its end may have done. */
  #ended(statement: Statement, well: boolean): void {
    this.#after(well, statement.controlsTransaction, statement.isPragma);
  }

  /** After each end of statements: sees to it that the page file has what was committed. */
  #after(well: boolean, controlsTransaction: boolean, isPragma: boolean): void {
    if (!well || controlsTransaction) this.#inTransaction = undefined;
    if (isPragma) this.#keepSettings(well);
    if (this.#contents.suspect || this.#file.lost || this.#detached) this.#checkHook();
  }

  /**
   * The policy on SQL lets no PRAGMA through that changes a vital setting. If one gets here, it ends
   * here: leaving WAL also puts what is in its log into the file.
   */
  #keepSettings(well: boolean): void {
    this.#settingsTouched = true;
    try {
      this.#execRaw(VITAL_SETTINGS);
    } catch (error) {
      // In a damaged file nothing works: the statement's own error says so.
      if (well) throw error;
    }
  }

  #askInTransaction(): boolean {
    const { module, memory } = this.#sqlite;
    return memory.withText(FAILS_IN_TRANSACTION, ({ pointer, length }) => {
      const { out } = memory;
      const code = module._sqlite3_prepare_v2(this.#database, pointer, length + 1, out, 0);
      if (code === OK) module._sqlite3_finalize(memory.readPointer(out));
      return code !== OK;
    });
  }

  #askReadOnly(sql: string): boolean {
    let program: Statement | undefined;
    try {
      program = Statement.prepare(this.#sqlite, this.#database, `EXPLAIN ${sql}`);
    } catch {
      // It compiles alone and not here: it is an EXPLAIN itself.
      return true;
    }
    let readOnly = true;
    while (program?.step() === true) {
      const [, operation, , p2] = program.row();
      if (WRITING_OPERATIONS.has(String(operation))) readOnly = false;
      if (operation === "Transaction" && p2 !== 0) readOnly = false;
    }
    program?.finalize();
    return readOnly;
  }

  #checkHook(): void {
    if (this.inTransaction) return;
    if (this.#contents.suspect && !this.#file.lost && !this.#detached) {
      // A statement that stands in the middle keeps the first page from being read again.
      if (this.statementsInUse > 0) return;
      const { reads } = this.#contents;
      this.#execRaw("PRAGMA shrink_memory;SELECT 1 FROM sqlite_schema LIMIT 1;");
      if (this.#contents.reads > reads) {
        this.#contents.trust();
        return;
      }
      this.#file.lost = true;
    }
    // sql.js has let go of the page file. SQLite still has everything: read it back. The connection
    // is used on until no statement holds it; then a new one has the page file again.
    this.#detached = true;
    this.#file.replaceWith(this.#sqlJs.export());
  }
}
