import type { Database } from "../storage/sqlite/database.ts";

interface Level<S> {
  /** The savepoint's name; null for the outermost, which is a BEGIN. */
  readonly savepoint: string | null;
  readonly saved: S;
}

interface TransactionStackOptions<S> {
  readonly database: Database;
  /** State outside the database that a rollback must restore. */
  readonly save: () => S;
  readonly restore: (state: S) => void;
}

/**
 * The open transactions of one database: none, the implicit one of a turn, or explicit ones, nested
 * as savepoints (`actor-sqlite.c++:118-175`). Each may contain synchronous savepoints.
 */
export class TransactionStack<S> {
  readonly #database: Database;
  readonly #options: TransactionStackOptions<S>;
  readonly #levels: Level<S>[] = [];
  #implicit: { readonly saved: S } | undefined;
  #syncDepth = 0;

  constructor(options: TransactionStackOptions<S>) {
    this.#database = options.database;
    this.#options = options;
  }

  get explicit(): boolean {
    return this.#levels.length > 0;
  }

  get implicit(): boolean {
    return this.#implicit !== undefined;
  }

  /** How many explicit transactions are open, each nested in the one before. */
  get depth(): number {
    return this.#levels.length;
  }

  /** False when SQLite has ended a transaction that should still be open. */
  get consistent(): boolean {
    return this.#database.inTransaction || (!this.implicit && !this.explicit);
  }

  beginImplicit(): void {
    this.#database.exec("BEGIN TRANSACTION");
    this.#implicit = { saved: this.#options.save() };
  }

  /** Opens an explicit transaction; the implicit one must have been committed. */
  begin(): void {
    const savepoint = this.explicit ? `_cf_savepoint_${this.depth}` : null;
    this.#database.exec(savepoint === null ? "BEGIN TRANSACTION" : `SAVEPOINT ${savepoint}`);
    this.#levels.push({ savepoint, saved: this.#options.save() });
  }

  /** Commits the implicit transaction or the outermost explicit one, if one is open. */
  commit(): void {
    if (!this.implicit && !this.explicit) return;
    this.#database.exec("COMMIT TRANSACTION");
    this.#implicit = undefined;
    this.#levels.length = 0;
  }

  /** Merges the innermost nested transaction into the one around it. */
  release(): void {
    const level = this.#levels.at(-1);
    if (level === undefined || level.savepoint === null) return;
    this.#database.exec(`RELEASE ${level.savepoint}`);
    this.#levels.pop();
  }

  /** Undoes the innermost explicit transaction. */
  rollback(): void {
    const level = this.#levels.pop();
    if (level === undefined) return;
    if (level.savepoint === null) {
      this.#database.exec("ROLLBACK TRANSACTION");
    } else {
      this.#database.exec(`ROLLBACK TO ${level.savepoint}`);
      this.#database.exec(`RELEASE ${level.savepoint}`);
    }
    this.#options.restore(level.saved);
  }

  /** Runs `callback` in a savepoint of its own, rolled back if it throws. */
  sync<T>(name: string, callback: () => T): T {
    const savepoint = `${name}_${this.#syncDepth}`;
    const saved = this.#options.save();
    this.#database.exec(`SAVEPOINT ${savepoint}`);
    this.#syncDepth++;
    try {
      const result = callback();
      this.#database.exec(`RELEASE ${savepoint}`);
      return result;
    } catch (error) {
      // SQLite may have rolled back everything by itself, savepoints included.
      if (this.#database.inTransaction) {
        this.#database.exec(`ROLLBACK TO ${savepoint}`);
        this.#database.exec(`RELEASE ${savepoint}`);
        this.#options.restore(saved);
      }
      throw error;
    } finally {
      this.#syncDepth--;
    }
  }

  /** Rolls back all open transactions, because the storage closes or its file is replaced. */
  abandon(): void {
    const outermost = this.#levels[0] ?? this.#implicit;
    this.#levels.length = 0;
    this.#implicit = undefined;
    if (outermost === undefined) return;
    if (this.#database.inTransaction) this.#database.exec("ROLLBACK TRANSACTION");
    this.#options.restore(outermost.saved);
  }
}
