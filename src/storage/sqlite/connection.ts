import { readSessionSettings, SETTINGS, VITAL_SETTINGS } from "./connection-settings.ts";
import { checkPageSize } from "./database-header.ts";
import type { SqlValue } from "./database.ts";
import { MemfsContents } from "./memfs-contents.ts";
import type { PageFile } from "./page-file.ts";
import { OK, openSqlJs, type SqlJsDatabase } from "./sql-js.ts";
import { SqliteError } from "./sqlite-error.ts";
import { StatementCache } from "./statement-cache.ts";
import { mayChangeSettings, Statement, sqliteError, TRANSACTION_WORDS } from "./statement.ts";
import type { WasmSqlite } from "./wasm-sqlite.ts";

/** SQLite refuses to compile this in a transaction; otherwise it has no effect. */
const FAILS_IN_TRANSACTION = "PRAGMA synchronous=OFF";

/** A single statement that begins or ends a transaction: cached, because it is frequent. */
const TRANSACTION_STATEMENT = /^\s*(?:BEGIN|COMMIT|END|SAVEPOINT|RELEASE|ROLLBACK)\b[^;]*;?\s*$/i;

/** Besides a write Transaction, these make a program a writing one (`resolveP2Values()`, vdbeaux.c). */
const WRITING_OPERATIONS = new Set(["Checkpoint", "JournalMode", "Vacuum"]);

/** A SQLite connection on a page file. Its {@link SqliteDatabase} opens and closes it. */
export class Connection {
  /** Number of statements that are taken and not released. */
  statementsInUse = 0;
  /** When it was last used, as a value of {@link Connections.use}. */
  lastUsed = 0;
  readonly #sqlite: WasmSqlite;
  readonly #file: PageFile;
  readonly #contents: MemfsContents;
  readonly #sqlJs: SqlJsDatabase;
  /** The `sqlite3*`. */
  readonly #database: number;
  readonly #cache: StatementCache;
  #inTransaction: boolean | undefined = false;
  #settingsTouched: boolean;
  /** Whether sql.js no longer writes to the page file, so that its whole content is exported. */
  #detached = false;
  #closed = false;

  /**
   * @param blank the first page of a database without tables
   * @param settings `sessionSettings` of the previous connection
   * @throws {Error} if sql.js does not use the page file, or the file has another page size
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

  /** Whether it can be closed and reopened without a visible effect. */
  get idle(): boolean {
    return this.statementsInUse === 0 && !this.#file.lost && !this.inTransaction;
  }

  /** Whether to reopen it, because sql.js no longer uses the page file. */
  get needsReopening(): boolean {
    return this.#detached && this.idle;
  }

  /** Whether SQLite is in a transaction. Asks SQLite, which may have rolled back by itself. */
  get inTransaction(): boolean {
    this.#inTransaction ??= this.#askInTransaction();
    return this.#inTransaction;
  }

  /** Statements that restore the settings of the user's PRAGMAs; empty if there were none. */
  get sessionSettings(): string {
    return this.#settingsTouched ? readSessionSettings((sql) => this.get(sql, [])) : "";
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

  /** The first statement of `sql`, to be stepped and then released; undefined if there is none. */
  take(sql: string): Statement | undefined {
    const statement = this.#cache.take(sql);
    if (statement !== undefined) this.statementsInUse++;
    return statement;
  }

  /** Steps a taken statement. */
  /** @param authorized whether the pragmas that it runs are checked */
  step(statement: Statement, authorized = false): boolean {
    let row: boolean | undefined;
    try {
      const { authorizer } = this.#sqlite;
      row = authorized
        ? authorizer.during(this.#database, () => statement.step())
        : statement.step();
    } finally {
      if (row !== true) this.#ended(statement, row === false);
    }
    return row;
  }

  /** Ends the use of a statement. @throws {SqliteError} if its writes could not be committed */
  release(statement: Statement): void {
    this.statementsInUse--;
    const failed = statement.failed;
    const code = this.#cache.release(statement);
    const error =
      code === OK || failed ? undefined : sqliteError(this.#sqlite, this.#database, code);
    this.#ended(statement, code === OK);
    if (error !== undefined) throw error;
  }

  /** As `sqlite3_stmt_readonly()`, which sql.js does not export. */
  isReadOnly(statement: Statement): boolean {
    statement.readOnly ??= this.#askReadOnly(statement.sql);
    return statement.readOnly;
  }

  /** Rolls back an open transaction; statements in use become void. */
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

  #ended(statement: Statement, succeeded: boolean): void {
    this.#after(succeeded, statement.controlsTransaction, statement.isPragma);
  }

  /** Call at the end of each statement: makes the page file have all committed bytes. */
  #after(succeeded: boolean, controlsTransaction: boolean, isPragma: boolean): void {
    if (!succeeded || controlsTransaction) this.#inTransaction = undefined;
    if (isPragma) this.#restoreSettings(succeeded);
    if (this.#contents.suspect || this.#file.lost || this.#detached) this.#checkHook();
  }

  /**
   * A second line of defence: the SQL policy refuses PRAGMAs that change a vital setting. Leaving WAL
   * also writes its log to the file.
   */
  #restoreSettings(succeeded: boolean): void {
    this.#settingsTouched = true;
    try {
      this.#execRaw(VITAL_SETTINGS);
    } catch (error) {
      // In a damaged file every statement fails; report the first error.
      if (succeeded) throw error;
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
      // The statement is itself an EXPLAIN.
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
      // While a statement is running, SQLite does not read the first page again.
      if (this.statementsInUse > 0) return;
      const { reads } = this.#contents;
      this.#execRaw("PRAGMA shrink_memory;SELECT 1 FROM sqlite_schema LIMIT 1;");
      if (this.#contents.reads > reads) {
        this.#contents.trust();
        return;
      }
      this.#file.lost = true;
    }
    // sql.js no longer uses the page file, but SQLite has all bytes: export them. The connection
    // stays until no statement uses it; the next one uses the page file again.
    this.#detached = true;
    this.#file.replaceWith(this.#sqlJs.export());
  }
}
