import type { Committer } from "../storage/disk/committer.ts";
import type { Database } from "../storage/sqlite/database.ts";
import { KvTable } from "../storage/tables/kv-table.ts";
import { MetadataTable } from "../storage/tables/metadata-table.ts";
import { AlarmRecord, type AlarmState } from "./alarms/alarm-record.ts";
import { commitError, criticalError, diskError } from "./commit-errors.ts";
import { type Deferred, deferred } from "./deferred.ts";
import { ExplicitTransaction } from "./explicit-transaction.ts";
import type { OutputGate } from "./output-gate.ts";
import type { TaskQueue } from "./task-queue.ts";
import { TransactionStack } from "./transaction-stack.ts";

export interface WriteOptions {
  /** The output gate does not wait for this write. Its failure still resets the actor. */
  readonly allowUnconfirmed?: boolean | undefined;
}

export interface ListRange {
  /** First key, inclusive. */
  readonly start?: string | undefined;
  /** End of the keys, exclusive. */
  readonly end?: string | undefined;
  readonly limit?: number | undefined;
  readonly reverse?: boolean | undefined;
}

export interface ActorStorageOptions {
  readonly database: Database;
  readonly committer: Pick<Committer, "committed">;
  readonly outputGate: OutputGate;
  readonly loop: Pick<TaskQueue, "post">;
  /**
   * Mirrors the alarm that was just committed in the namespace's scheduler, in the same turn, so
   * that both files reach the disk together. Null: there is no alarm any more.
   */
  readonly alarmCommitted: (time: number | null) => void;
  /** Throws if the scheduler cannot take an alarm of this time now. */
  readonly checkScheduler: (time: number | null) => void;
  /** The storage cannot be trusted any more: the actor must be reset. */
  readonly broken: (error: object) => void;
  /** Called once, when the storage is closed and its last commit has succeeded or failed. */
  readonly closed: () => void;
  /** Compatibility flag `delete_all_deletes_alarm`. */
  readonly deleteAllDeletesAlarm: boolean;
}

/**
 * The storage of one actor: keys, alarm, transactions and commits (`io/actor-sqlite.c++`). Values
 * are bytes here; the API above encodes them.
 *
 * The first write of a turn opens the implicit transaction, which commits in a macrotask that
 * follows (`actor-sqlite.c++:333-391`): all writes of one turn are one transaction.
 */
export class ActorStorage {
  readonly database: Database;
  readonly alarm: AlarmRecord;
  readonly #options: ActorStorageOptions;
  readonly #kv: KvTable;
  readonly #metadata: MetadataTable;
  readonly #transactions: TransactionStack<AlarmState>;
  /** Resolves when the open implicit transaction is durable. */
  #open: Deferred | undefined;
  /** Implicit transaction: the gate is locked for it. Explicit one: its commit locks the gate. */
  #confirmed = false;
  #lastCommit: Promise<void> = Promise.resolve();
  #closed: { readonly error: unknown } | undefined;

  constructor(options: ActorStorageOptions) {
    const { database } = options;
    this.#options = options;
    this.database = database;
    this.#kv = new KvTable(database);
    this.#metadata = new MetadataTable(database);
    this.alarm = new AlarmRecord({
      metadata: this.#metadata,
      check: () => this.check(),
      read: (callback) => this.read(callback),
      write: (callback, write) => this.write(callback, write),
    });
    this.#transactions = new TransactionStack({
      database,
      save: () => this.alarm.state,
      restore: (state) => {
        this.alarm.restore(state);
        this.forgetTables();
      },
    });
  }

  // Keys

  get(key: string): Uint8Array | undefined {
    return this.read(() => this.#kv.get(key));
  }

  /** The keys that exist, in the order of their UTF-8 bytes, without duplicates. */
  getMany(keys: readonly string[]): [string, Uint8Array][] {
    return this.read(() => this.#kv.getMany(keys));
  }

  list(range: ListRange): [string, Uint8Array][] {
    return this.read(() => [...this.#kv.list(range)]);
  }

  /** Puts all entries or none (`actor-sqlite.c++:776-793`). */
  put(entries: readonly (readonly [string, Uint8Array])[], options?: WriteOptions): void {
    this.write(() => {
      if (entries.length === 1) {
        const [[key, value]] = entries as [readonly [string, Uint8Array]];
        this.#kv.put(key, value);
        return;
      }
      this.#transactions.sync("_cf_put_multiple_savepoint", () => {
        this.#kv.create();
        for (const [key, value] of entries) this.#kv.put(key, value);
      });
    }, options);
  }

  /** Returns how many of the keys existed. */
  delete(keys: readonly string[], options?: WriteOptions): number {
    return this.write(() => keys.filter((key) => this.#kv.delete(key)).length, options);
  }

  /**
   * Deletes the whole database at once, as if its file were removed
   * (`actor-sqlite.c++:861-959`).
   */
  deleteAll(): void {
    this.check();
    if (this.#transactions.explicit) {
      throw new Error("Cannot call deleteAll() within a transaction");
    }
    const { state } = this.alarm;
    const time = this.#metadata.getAlarm();
    this.#transactions.abandon();
    this.forgetTables();
    this.database.reset();
    this.#begin({});
    this.alarm.databaseDeleted(time, state, this.#options.deleteAllDeletesAlarm);
    this.#commitNow();
  }

  // Transactions

  /** Whether an explicit transaction is open. */
  get inTransaction(): boolean {
    return this.#transactions.explicit;
  }

  /**
   * Opens an explicit transaction; call it in a critical section. An open implicit transaction is
   * committed first, an open explicit one gets a savepoint (`actor-sqlite.c++:844-860`).
   */
  beginTransaction(): ExplicitTransaction {
    this.check();
    if (!this.#transactions.explicit) this.#commitNow();
    this.#transactions.begin();
    return new ExplicitTransaction({
      stack: this.#transactions,
      check: () => this.check(),
      closed: () => this.#closed !== undefined,
      commit: () => this.#commitNow(),
    });
  }

  /** Runs `callback` in a savepoint: kept if it returns, rolled back if it throws. */
  transactionSync<T>(callback: () => T): T {
    return this.write(() => this.#transactions.sync("_cf_sync_savepoint", callback));
  }

  /** Commits the turn's writes now. */
  commitTurn(): void {
    if (this.#open !== undefined) this.#commitNow();
  }

  /** Resolves when all earlier writes are durable. */
  async sync(): Promise<void> {
    this.check();
    await (this.#open?.promise ?? this.#lastCommit);
  }

  /** Returns the bookmark counter and increments it (`actor-sqlite.c++:1149`). */
  nextBookmark(): number {
    return this.write(() => {
      const value = this.#metadata.getBookmark() ?? 0;
      this.#metadata.setBookmark(value + 1);
      return value;
    });
  }

  /** Runs a write, of the user's SQL say, in the current transaction. It need not change anything. */
  write<T>(callback: () => T, options?: WriteOptions): T {
    this.check();
    this.#begin(options ?? {});
    return this.read(callback);
  }

  read<T>(callback: () => T): T {
    this.check();
    try {
      return callback();
    } catch (error) {
      this.#checkCritical(error);
      throw error;
    }
  }

  /** Throws if the storage is closed or the actor was reset. */
  check(): void {
    if (this.#closed !== undefined) throw this.#closed.error;
  }

  /** The user's SQL may have dropped tables or rolled them back: look them up again. */
  forgetTables(): void {
    this.#kv.forget();
    this.#metadata.forget();
  }

  /**
   * Closes the storage: uncommitted writes are rolled back (`actor-sqlite.c++:966`), and every later
   * use throws `error`.
   */
  shutdown(error: unknown): void {
    if (this.#closed !== undefined) return;
    this.#closed = { error };
    const open = this.#open;
    this.#open = undefined;
    this.#transactions.abandon();
    open?.reject(error);
    this.database.close();
    // The file is released after its last commit, so that its next user reads that commit.
    void this.settled().then(() => this.#options.closed());
  }

  /** Resolves when no commit of this storage is pending. */
  settled(): Promise<void> {
    return (this.#open?.promise ?? this.#lastCommit).catch(() => undefined);
  }

  #begin(options: WriteOptions): void {
    const confirmed = options.allowUnconfirmed !== true;
    if (this.#transactions.explicit) {
      // No caller knows of its writes before its commit: the gate stays open.
      this.#confirmed ||= confirmed;
      return;
    }
    if (this.#open === undefined) {
      const open = deferred();
      // A failure reaches the actor through `broken`; without a waiter it is no unhandled rejection.
      open.promise.catch(() => undefined);
      this.#open = open;
      this.#confirmed = false;
      this.#transactions.beginImplicit();
      this.#options.loop.post(() => {
        if (this.#open === open) this.#commitNow();
      });
    }
    if (confirmed && !this.#confirmed) {
      this.#confirmed = true;
      this.#options.outputGate.lockWhile(this.#open.promise);
    }
  }

  /** Commits the open transaction in SQLite, and hands it to the committer. */
  #commitNow(): void {
    if (this.#closed !== undefined) return;
    const { explicit } = this.#transactions;
    if (!explicit && this.#open === undefined) return;
    try {
      // Check first: a commit in SQLite cannot be undone.
      if (this.alarm.state.dirty) this.#options.checkScheduler(this.#metadata.getAlarm());
      this.#transactions.commit();
      if (this.alarm.state.dirty) {
        this.alarm.committed();
        this.#options.alarmCommitted(this.#metadata.getAlarm());
      }
    } catch (error) {
      this.#options.broken(commitError(error, this.database));
      return;
    }
    const earlier = this.#lastCommit;
    const durable = this.#options.committer.committed(this.database.file);
    this.#lastCommit = earlier.then(() => durable);
    this.#lastCommit.catch((error: unknown) => this.#options.broken(diskError(error)));
    if (explicit) {
      if (this.#confirmed) this.#options.outputGate.lockWhile(this.#lastCommit);
    } else {
      this.#open?.resolve(this.#lastCommit);
      this.#open = undefined;
    }
    this.#confirmed = false;
  }

  /**
   * SQLite rolls back the whole transaction by itself when it is out of memory or room. The user's
   * code does not know that its writes are lost, so the actor is reset (`actor-sqlite.c++:297`).
   */
  #checkCritical(error: unknown): void {
    if (this.#transactions.consistent) return;
    this.#options.broken(criticalError(error, this.database));
  }
}
