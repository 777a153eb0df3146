import type { ActorStorage } from "../actor/actor-storage.ts";
import type { PreparedStatement, SqlValue } from "../storage/sqlite/database.ts";
import { sqlErrorMessage } from "../storage/sqlite/sql-error-message.ts";
import {
  checkColumns,
  checkSqlLength,
  checkSqlLimits,
  checkValue,
} from "../storage/sqlite/policy/sql-limits.ts";
import {
  GUARD,
  guardedStatement,
  guardPragmaArgument,
  withoutGuard,
} from "../storage/sqlite/policy/pragma-arguments.ts";
import { withDataVersion } from "../storage/sqlite/policy/sql-pragmas.ts";
import type { Operation } from "../storage/sqlite/policy/sql-program.ts";
import { firstWord } from "../storage/sqlite/policy/sql-tokens.ts";
import { SqlPolicy } from "../storage/sqlite/policy/sql-policy.ts";
import { checkSqlText } from "../storage/sqlite/policy/sql-text-policy.ts";
import { SqliteError } from "../storage/sqlite/sqlite-error.ts";
import { countRows, type SqlCounts } from "./sql-counts.ts";
import type { StorageWatch } from "./storage-access.ts";

/** Statements after which the policy must check cached statements again. */
const CHANGES_TABLES = new Set(["create", "drop", "alter", "analyze"]);

/** Statements whose changed rows SQLite counts. */
const CHANGES_ROWS = new Set(["with", "insert", "update", "delete", "replace"]);

const DEFERRAL = "PRAGMA defer_foreign_keys";

/** May stand between statements. A comment may not: workerd expects a statement there. */
const BLANKS = /^[ \t\n\v\f\r]+/;

/** Finalizes half-read statements when their cursor is garbage-collected. */
const abandoned = new FinalizationRegistry<PreparedStatement>((statement) => statement.finalize());

/** Runs user SQL on one actor's database, within the SQL policy and in the current transaction. */
export class SqlRunner {
  readonly #storage: ActorStorage;
  readonly #watch: StorageWatch;
  readonly #policy: SqlPolicy;
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
    for (let rest = sql; ;) {
      const text = rest;
      const compiled = this.#asWorkerdError(text, () => this.#prepare(text));
      const { statement } = compiled;
      // Offsets in error messages count from the start of each statement.
      rest = compiled.rest.replace(BLANKS, "");
      if (rest === "") return this.#asWorkerdError(undefined, () => this.#run(compiled, bindings));
      this.#asWorkerdError(undefined, () => this.#runToEnd(statement));
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
      if ((program?.length ?? 0) === 0) this.#policy.forget();
      // The policy's queries ran outside a transaction, which has reset the pragma.
      if (deferring) this.#deferAgain(statement);
      this.#mayDefer ||= statement.sql.toLowerCase().includes("defer_foreign_keys");
      const { columnNames, rest } = statement;
      const guarded = guardedStatement(statement.sql);
      if (guarded === undefined) return { statement, program, rest };
      const replacement = this.#prepareGuarded(guarded);
      statement.finalize();
      return { statement: replacement, program: undefined, columnNames, rest };
    } catch (error) {
      statement.finalize();
      throw error;
    }
  }

  #prepareGuarded(sql: string): PreparedStatement {
    const { database } = this.#storage;
    database.defineFunction(GUARD, guardPragmaArgument);
    const statement = this.#storage.read(() => database.prepare(sql));
    if (statement === undefined) throw new Error("SQL code did not contain a statement.");
    return statement;
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

  #runToEnd(statement: PreparedStatement): void {
    try {
      bindNone(statement);
      this.#inTransaction(statement, () => {
        while (statement.step());
      });
    } finally {
      statement.finalize();
    }
  }

  #run({ statement, program, columnNames }: Compiled, bindings: readonly SqlValue[]): SqlQuery {
    try {
      statement.bind(bindings);
      const { database } = this.#storage;
      const changing = !statement.readOnly && CHANGES_ROWS.has(firstWord(statement.sql));
      const changes = (): number | undefined => (changing ? database.changes() : undefined);
      const counts = countRows({ statement, program, bindings, changes });
      const first = this.#inTransaction(statement, () => stepped(statement));
      return new SqlQuery(this, statement, columnNames ?? statement.columnNames, first, counts);
    } catch (error) {
      statement.finalize();
      throw error;
    }
  }

  #inTransaction<T>(statement: PreparedStatement, run: () => T): T {
    if (statement.readOnly) return this.#storage.read(run);
    if (CHANGES_TABLES.has(firstWord(statement.sql))) this.#policy.forget();
    return this.#storage.write(run);
  }

  #forgetRolledBack(): void {
    if (this.#rollbacks === this.#watch.rollbacks) return;
    this.#rollbacks = this.#watch.rollbacks;
    this.#policy.forget();
  }

  /** Words errors of SQLite as workerd does. */
  #asWorkerdError<T>(sql: string | undefined, run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof SqliteError)) throw error;
      // oxlint-disable-next-line preserve-caught-error -- user code sees the error that workerd throws
      throw new Error(sqlErrorMessage(withoutGuard(error), this.#storage.database, sql));
    }
  }
}

/** A statement that the policy permits, and its program. */
interface Compiled {
  readonly statement: PreparedStatement;
  readonly program: readonly Operation[] | undefined;
  /** Undefined: those of `statement` after its first step, which may compile it anew. */
  readonly columnNames?: readonly string[];
  /** The text behind the statement. */
  readonly rest: string;
}

/** A statement that is being read; it stands on its next row. */
export class SqlQuery {
  readonly columnNames: readonly string[];
  readonly #counts: SqlCounts;
  readonly #runner: SqlRunner;
  #statement: PreparedStatement | undefined;
  #next: SqlValue[] | undefined;

  constructor(
    runner: SqlRunner,
    statement: PreparedStatement,
    columnNames: readonly string[],
    first: SqlValue[] | undefined,
    counts: SqlCounts,
  ) {
    this.#runner = runner;
    this.columnNames = columnNames;
    this.#counts = counts;
    abandoned.register(this, statement, this);
    this.#statement = statement;
    this.#moveTo(first);
  }

  get counts(): SqlCounts {
    if (this.#statement !== undefined) this.#runner.checkThere(this.#statement);
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
      this.#moveTo(this.#runner.step(this.#statement));
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

function stepped(statement: PreparedStatement): SqlValue[] | undefined {
  if (!statement.step()) return undefined;
  const row = statement.row();
  for (const value of row) checkValue(value);
  return row;
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
