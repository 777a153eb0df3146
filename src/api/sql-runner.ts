import type { ActorStorage } from "../actor/actor-storage.ts";
import type { PreparedStatement, SqlValue } from "../storage/sqlite/database.ts";
import { sqlErrorMessage } from "../storage/sqlite/sql-error-message.ts";
import {
  checkColumns,
  checkSqlLength,
  checkSqlLimits,
  checkValue,
} from "../storage/sqlite/policy/sql-limits.ts";
import { withDataVersion } from "../storage/sqlite/policy/sql-pragmas.ts";
import { type Operation, usesVirtualTables } from "../storage/sqlite/policy/sql-program.ts";
import { firstWord } from "../storage/sqlite/policy/sql-tokens.ts";
import { SqlPolicy } from "../storage/sqlite/policy/sql-policy.ts";
import { checkSqlText } from "../storage/sqlite/policy/sql-text-policy.ts";
import { SqliteError } from "../storage/sqlite/sqlite-error.ts";
import { countRows } from "./sql-counts.ts";
import { SqlQuery, stepped } from "./sql-query.ts";
import type { StorageWatch } from "./storage-access.ts";

/** Statements after which the policy must check cached statements again. */
const CHANGES_TABLES = new Set(["create", "drop", "alter", "analyze"]);

/** Texts whose checks are remembered, for statements that run again and again. */
const MAX_CHECKED = 200;

/** Statements whose changed rows SQLite counts. */
const CHANGES_ROWS = new Set(["with", "insert", "update", "delete", "replace"]);

const DEFERRAL = "PRAGMA defer_foreign_keys";

/** May stand between statements. A comment may not: workerd expects a statement there. */
const BLANKS = /^[ \t\n\v\f\r]+/;

/** Runs user SQL on one actor's database, within the SQL policy and in the current transaction. */
export class SqlRunner {
  readonly #storage: ActorStorage;
  readonly #watch: StorageWatch;
  readonly #policy: SqlPolicy;
  /** Texts of one statement that have passed all checks, since tables last changed. */
  readonly #checked = new Map<string, CheckedText>();
  #rollbacks = 0;
  /** Whether `PRAGMA defer_foreign_keys` may be on. */
  #mayDefer = false;

  constructor(storage: ActorStorage, watch: StorageWatch) {
    this.#storage = storage;
    this.#watch = watch;
    this.#policy = new SqlPolicy(storage.database);
  }

  /**
   * Runs all statements of `sql`, the last one up to its first row. Only the last one may have
   * parameters (`util/sqlite.c++:856-873`).
   *
   * @throws {Error} with workerd's message.
   */
  exec(sql: string, bindings: readonly SqlValue[]): SqlQuery {
    this.#storage.check();
    this.#forgetRolledBack();
    this.#asWorkerdError(undefined, () => {
      checkSqlLength(sql);
      for (const value of bindings) checkValue(value);
    });
    const checked = this.#mayDefer ? undefined : this.#checked.get(sql);
    if (checked !== undefined) {
      return this.#asWorkerdError(undefined, () => this.#run(this.#again(sql, checked), bindings));
    }
    for (let rest = sql; ;) {
      const text = rest;
      const compiled = this.#asWorkerdError(text, () => this.#prepare(text));
      // Offsets in error messages count from the start of each statement.
      rest = compiled.rest.replace(BLANKS, "");
      if (rest === "") return this.#asWorkerdError(undefined, () => this.#run(compiled, bindings));
      this.#asWorkerdError(undefined, () => this.#runToEnd(compiled));
    }
  }

  /** The size in bytes, without free pages. */
  get databaseSize(): number {
    return this.#storage.read(() => {
      const { database } = this.#storage;
      const read = (name: string): number => Number(database.get(`PRAGMA ${name}`)?.[0]);
      return (read("page_count") - read("freelist_count")) * read("page_size");
    });
  }

  limitPages(pages: number): void {
    this.#storage.read(() => this.#storage.database.get(`PRAGMA max_page_count = ${pages}`));
  }

  /** Returns a statement's next row; undefined at its end. */
  step(statement: PreparedStatement): SqlValue[] | undefined {
    this.checkThere(statement);
    return this.#asWorkerdError(undefined, () => this.#storage.read(() => stepped(statement)));
  }

  /** @throws {Error} when `deleteAll()` has deleted the statement's database. */
  checkThere(statement: PreparedStatement): void {
    if (!statement.isVoid) return;
    this.#storage.check();
    throw new Error("SQLite query was canceled because the database was deleted.");
  }

  #again(sql: string, checked: CheckedText): Compiled {
    const statement = this.#storage.read(() => this.#storage.database.prepare(sql));
    if (statement === undefined) throw new Error("SQL code did not contain a statement.");
    if (checked.authorized) statement.authorizePragmas();
    return { statement, checked, rest: "" };
  }

  #prepare(sql: string): Compiled {
    checkSqlText(sql);
    const { database } = this.#storage;
    const deferring = this.#mayDefer && this.#isDeferring();
    const statement = this.#storage.read(() => database.prepare(withDataVersion(sql)));
    if (statement === undefined) throw new Error("SQL code did not contain a statement.");
    try {
      checkSqlLimits(statement.sql);
      checkColumns(statement.columnNames.length);
      const program = this.#storage.read(() => this.#policy.checkProgram(statement.sql));
      // A pragma may change how other statements are compiled.
      if ((program?.length ?? 0) === 0) this.#forget();
      // The policy's queries ran outside a transaction, which has reset the pragma.
      if (deferring) this.#deferAgain(statement);
      this.#mayDefer ||= statement.sql.toLowerCase().includes("defer_foreign_keys");
      const { rest } = statement;
      const word = firstWord(statement.sql);
      const kind = { changesTables: CHANGES_TABLES.has(word), changesRows: CHANGES_ROWS.has(word) };
      const authorized = program !== undefined && usesVirtualTables(program);
      if (authorized) statement.authorizePragmas();
      const checked = { program, authorized, ...kind };
      if (program !== undefined && program.length > 0) this.#remember(sql, statement, checked);
      return { statement, checked, rest };
    } catch (error) {
      statement.finalize();
      throw error;
    }
  }

  #remember(sql: string, statement: PreparedStatement, checked: CheckedText): void {
    if (statement.sql !== sql || checked.changesTables) return;
    if (this.#checked.size >= MAX_CHECKED) this.#checked.clear();
    this.#checked.set(sql, checked);
  }

  /** Checks all statements again from now on. */
  #forget(): void {
    this.#policy.forget();
    this.#checked.clear();
  }

  /** Asks SQLite, which resets the pragma at the end of each transaction, read-only ones included. */
  #isDeferring(): boolean {
    this.#mayDefer = this.#storage.database.get(DEFERRAL)?.[0] === 1;
    return this.#mayDefer;
  }

  #deferAgain(statement: PreparedStatement): void {
    // Finding this out ends a transaction too; the statement caches it.
    void statement.readOnly;
    this.#storage.database.exec(`${DEFERRAL} = ON`);
  }

  #runToEnd(compiled: Compiled): void {
    const { statement } = compiled;
    try {
      bindNone(statement);
      this.#inTransaction(compiled, () => {
        while (statement.step());
      });
    } finally {
      statement.finalize();
    }
  }

  #run(compiled: Compiled, bindings: readonly SqlValue[]): SqlQuery {
    const { statement, checked } = compiled;
    const { program, changesRows } = checked;
    try {
      statement.bind(bindings);
      const { database } = this.#storage;
      const changing = !statement.readOnly && changesRows;
      const changes = (): number | undefined => (changing ? database.changes() : undefined);
      const counts = countRows({ statement, program, bindings, changes });
      const first = this.#inTransaction(compiled, () => stepped(statement));
      checked.columnNames ??= statement.columnNames;
      return new SqlQuery(this, statement, checked.columnNames, first, counts);
    } catch (error) {
      statement.finalize();
      throw error;
    }
  }

  #inTransaction<T>({ statement, checked }: Compiled, run: () => T): T {
    if (statement.readOnly) return this.#storage.read(run);
    if (checked.changesTables) this.#forget();
    return this.#storage.write(run);
  }

  #forgetRolledBack(): void {
    if (this.#rollbacks === this.#watch.rollbacks) return;
    this.#rollbacks = this.#watch.rollbacks;
    this.#forget();
  }

  /** Words errors of SQLite as workerd does. */
  #asWorkerdError<T>(sql: string | undefined, run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof SqliteError)) throw error;
      // oxlint-disable-next-line preserve-caught-error -- user code sees the error that workerd throws
      throw new Error(sqlErrorMessage(error, this.#storage.database, sql));
    }
  }
}

/** What is known of a statement from its text and the present tables. */
interface CheckedText {
  readonly program: readonly Operation[] | undefined;
  /** Whether its pragmas are checked when it runs. */
  readonly authorized: boolean;
  readonly changesTables: boolean;
  readonly changesRows: boolean;
  /** Set by the first step, which may compile the statement anew. */
  columnNames?: readonly string[];
}

/** A statement that the policy permits. */
interface Compiled {
  readonly statement: PreparedStatement;
  readonly checked: CheckedText;
  /** The text behind the statement. */
  readonly rest: string;
}

/** @throws {Error} for a statement with parameters. */
function bindNone(statement: PreparedStatement): void {
  try {
    statement.bind([]);
  } catch {
    throw new Error(
      "When executing multiple SQL statements in a single call, only the last statement can " +
        "have parameters.",
    );
  }
}
