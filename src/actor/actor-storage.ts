import type { Committer } from "../storage/disk/committer.ts";
import type { Database } from "../storage/sqlite/database.ts";
import { KvTable } from "../storage/tables/kv-table.ts";
import { MetadataTable } from "../storage/tables/metadata-table.ts";
import type { EventLoop } from "./event-loop.ts";
import type { OutputGate } from "./output-gate.ts";
import { commitError, criticalError, diskError } from "./commit-errors.ts";
import { type Deferred, deferred } from "./deferred.ts";
import { ExplicitTransaction } from "./explicit-transaction.ts";
import { TransactionStack } from "./transaction-stack.ts";

export interface WriteOptions {
  /** Do not hold back the actor's output until this write is durable. Its failure still resets. */
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

/** What `armAlarmHandler()` decides. */
export type ArmedAlarm =
  | { readonly run: true }
  /** Do not run: the actor's own record names another time, or none. */
  | { readonly run: false; readonly actualTime: number | null };

export interface ActorStorageOptions {
  readonly database: Database;
  readonly committer: Pick<Committer, "committed">;
  readonly outputGate: OutputGate;
  readonly loop: EventLoop;
  /**
   * Tells the namespace's scheduler of the alarm that has just been committed, in the same turn, so
   * that both files go to the disk together. `null`: there is none any more.
   */
  readonly alarmCommitted: (time: number | null) => void;
  /** Throws if the scheduler could not take an alarm of this time now; `null`: none. */
  readonly checkScheduler: (time: number | null) => void;
  /** Called when the storage can no longer be trusted: the actor must be reset. */
  readonly broken: (error: object) => void;
  /** Called once, when the storage is closed and what it committed is on the disk, or lost. */
  readonly closed: () => void;
  /** `deleteAll()` takes the alarm with it (compatibility flag `delete_all_deletes_alarm`). */
  readonly deleteAllDeletesAlarm: boolean;
}

/** The alarm's part of a transaction: restored when it is rolled back. */
interface AlarmState {
  dirty: boolean;
  deferredDelete: boolean;
}

/**
 * The storage of one actor: keys, the alarm, transactions and the way to the disk; what
 * `io/actor-sqlite.c++` is in workerd. It deals in bytes: values are encoded by the API above.
 *
 * The first write of a turn opens the implicit transaction; it commits in a macrotask that follows
 * (`actor-sqlite.c++:333-391`), so all writes between two turns are one.
 */
export class ActorStorage {
  readonly database: Database;
  readonly #options: ActorStorageOptions;
  readonly #kv: KvTable;
  readonly #metadata: MetadataTable;
  readonly #transactions: TransactionStack<AlarmState>;
  #alarm: AlarmState = { dirty: false, deferredDelete: false };
  /** Resolves when the implicit transaction that is open now is durable. */
  #open: Deferred | undefined;
  /** Whether the gate is locked for it; of an explicit one, whether it is to be at its commit. */
  #confirmed = false;
  #lastCommit: Promise<void> = Promise.resolve();
  #closed: { readonly error: unknown } | undefined;

  constructor(options: ActorStorageOptions) {
    this.#options = options;
    this.database = options.database;
    this.#kv = new KvTable(options.database);
    this.#metadata = new MetadataTable(options.database);
    this.#transactions = new TransactionStack({
      database: options.database,
      save: () => ({ ...this.#alarm }),
      restore: (alarm) => {
        this.#alarm = alarm;
        this.#kv.forget();
        this.#metadata.forget();
      },
    });
  }

  // Keys

  get(key: string): Uint8Array | undefined {
    return this.#do(() => this.#kv.get(key));
  }

  /** The keys that are there, in the order of their UTF-8 bytes, each once. */
  getMany(keys: readonly string[]): [string, Uint8Array][] {
    return this.#do(() => this.#kv.getMany(keys));
  }

  list(range: ListRange): [string, Uint8Array][] {
    return this.#do(() => [...this.#kv.list(range)]);
  }

  /** Puts all entries, or none (`actor-sqlite.c++:776-793`). */
  put(entries: readonly (readonly [string, Uint8Array])[], options?: WriteOptions): void {
    this.#write(options, () => {
      if (entries.length === 1) {
        const [[key, value]] = entries as [readonly [string, Uint8Array]];
        this.#kv.put(key, value);
        return;
      }
      this.#transactions.sync("_cf_put_multiple_savepoint", () => {
        this.#kv.create();
        for (const [key, value] of entries) this.#kv.put(key, value);
      });
    });
  }

  /** @returns how many of the keys were there. */
  delete(keys: readonly string[], options?: WriteOptions): number {
    return this.#write(options, () => keys.filter((key) => this.#kv.delete(key)).length);
  }

  /**
   * Deletes the whole database, as if its file were removed, at once and for good
   * (`actor-sqlite.c++:861-959`). Whether the alarm stays is a compatibility flag.
   */
  deleteAll(): void {
    this.#check();
    if (this.#transactions.explicit) {
      throw new Error("Cannot call deleteAll() within a transaction");
    }
    const alarm = { ...this.#alarm };
    const time = this.#metadata.getAlarm();
    this.#transactions.abandon();
    this.#kv.forget();
    this.#metadata.forget();
    this.database.reset();
    this.#begin({});
    if (this.#options.deleteAllDeletesAlarm) {
      // Also inside the handler: what its end would have deleted is gone already.
      this.#alarm = { dirty: time !== null, deferredDelete: false };
    } else {
      this.#alarm = alarm;
      if (time !== null) this.#metadata.setAlarm(time);
    }
    this.#commitNow();
  }

  // The alarm

  /** ms since the epoch, or null; null too while the handler runs, unless it has set a new one. */
  getAlarm(): number | null {
    return this.#do(() =>
      this.#alarm.deferredDelete && !this.#alarm.dirty ? null : this.#metadata.getAlarm(),
    );
  }

  /** @param time ms since the epoch; null deletes the alarm. */
  setAlarm(time: number | null, options?: WriteOptions): void {
    this.#check();
    // The end of a running handler must not delete what was set meanwhile (`:833-837`).
    const inHandler = this.#alarm.deferredDelete;
    if (!inHandler && this.#metadata.getAlarm() === time) return;
    this.#write(options, () => {
      this.#metadata.setAlarm(time);
      this.#alarm.dirty = true;
      this.#alarm.deferredDelete = false;
    });
  }

  /**
   * To be called when the scheduler wants the handler to run: compares its time with the actor's
   * own record, which alone is true (`actor-sqlite.c++:1001-1104`).
   */
  armAlarmHandler(scheduledTime: number, now: number): ArmedAlarm {
    this.#check();
    const local = this.#metadata.getAlarm();
    if (local === scheduledTime) {
      this.#alarm.deferredDelete = true;
      return { run: true };
    }
    // Set in the turn that is still open: it will be scheduled when that is committed.
    if (this.#alarm.dirty) return { run: true };
    if (local !== null && local < now) {
      this.#alarm.deferredDelete = true;
      return { run: true };
    }
    return { run: false, actualTime: local };
  }

  /** The handler has succeeded: its alarm goes, unless it has set another. */
  finishAlarm(): void {
    if (!this.#alarm.deferredDelete) return;
    this.#write({}, () => {
      this.#metadata.setAlarm(null);
      this.#alarm.deferredDelete = false;
      this.#alarm.dirty = true;
    });
  }

  /** The handler has failed: its alarm stays as it was (`:1106`). */
  cancelDeferredAlarmDeletion(): void {
    this.#alarm.deferredDelete = false;
  }

  /** The scheduler has given up on the alarm of this time. */
  abandonAlarm(scheduledTime: number): void {
    if (this.#metadata.getAlarm() === scheduledTime) this.setAlarm(null);
  }

  // Transactions

  /** Whether an explicit transaction is open. */
  get inTransaction(): boolean {
    return this.#transactions.explicit;
  }

  /**
   * Opens an explicit transaction inside whatever is open: the implicit one is committed first,
   * another explicit one gets a savepoint (`:844-860`). To be called in a critical section.
   */
  beginTransaction(): ExplicitTransaction {
    this.#check();
    if (!this.#transactions.explicit) this.#commitNow();
    this.#transactions.begin();
    return new ExplicitTransaction({
      stack: this.#transactions,
      check: () => this.#check(),
      closed: () => this.#closed !== undefined,
      commit: () => this.#commitNow(),
    });
  }

  /** Runs `callback` in a savepoint: kept if it returns, rolled back if it throws. */
  transactionSync<T>(callback: () => T): T {
    return this.#write({}, () => this.#transactions.sync("_cf_sync_savepoint", callback));
  }

  /** Commits the turn's writes without waiting for its end. */
  commitTurn(): void {
    if (this.#open !== undefined) this.#commitNow();
  }

  /** Resolves when everything written so far is durable. */
  async sync(): Promise<void> {
    this.#check();
    await (this.#open?.promise ?? this.#lastCommit);
  }

  /** The next value of the local bookmark counter, and its storing (`actor-sqlite.c++:1149`). */
  nextBookmark(): number {
    return this.#write({}, () => {
      const value = this.#metadata.getBookmark() ?? 0;
      this.#metadata.setBookmark(value + 1);
      return value;
    });
  }

  /**
   * Runs a write of another part of the storage (SQL) by the same rules. `callback` may also turn
   * out to have written nothing.
   */
  write<T>(callback: () => T, options?: WriteOptions): T {
    return this.#write(options, callback);
  }

  /** Runs a read of another part of the storage (SQL) by the same rules. */
  read<T>(callback: () => T): T {
    return this.#do(callback);
  }

  /** Throws if the storage is closed or the actor was reset. */
  check(): void {
    this.#check();
  }

  /** What the user's own SQL may have dropped or rolled back is looked up again. */
  forgetTables(): void {
    this.#kv.forget();
    this.#metadata.forget();
  }

  /**
   * Closes the storage: what is not committed is rolled back (`:966`), and every later use throws
   * `error`.
   */
  shutdown(error: unknown): void {
    if (this.#closed !== undefined) return;
    this.#closed = { error };
    const open = this.#open;
    this.#open = undefined;
    this.#transactions.abandon();
    open?.reject(error);
    this.database.close();
    // Whoever opens the file next must find what is still on its way to the disk.
    const released = this.#lastCommit.catch(() => undefined);
    void released.then(() => this.#options.closed());
  }

  /** Resolves when nothing of this storage is on its way to the disk. */
  settled(): Promise<void> {
    return (this.#open?.promise ?? this.#lastCommit).catch(() => undefined);
  }

  #check(): void {
    if (this.#closed !== undefined) throw this.#closed.error;
  }

  #do<T>(callback: () => T): T {
    this.#check();
    try {
      return callback();
    } catch (error) {
      this.#checkCritical(error);
      throw error;
    }
  }

  #write<T>(options: WriteOptions | undefined, callback: () => T): T {
    this.#check();
    this.#begin(options ?? {});
    return this.#do(callback);
  }

  #begin(options: WriteOptions): void {
    const confirmed = options.allowUnconfirmed !== true;
    if (this.#transactions.explicit) {
      // Until its commit nothing can be lost that anybody was told of: the gate stays open.
      this.#confirmed ||= confirmed;
      return;
    }
    if (this.#open === undefined) {
      const open = deferred();
      // A failure reaches the actor through `broken`; this promise may have no one waiting on it.
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

  /** Commits whatever is open, in SQLite at once and on the disk soon. */
  #commitNow(): void {
    if (this.#closed !== undefined) return;
    const { explicit } = this.#transactions;
    if (!explicit && this.#open === undefined) return;
    try {
      // Asked before, because a commit in SQLite cannot be taken back.
      if (this.#alarm.dirty) this.#options.checkScheduler(this.#metadata.getAlarm());
      this.#transactions.commit();
      if (this.#alarm.dirty) {
        this.#alarm.dirty = false;
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
   * SQLite rolls the whole transaction back by itself when it is out of memory or room. What the
   * user's code believes to be written is then not there: the actor must not go on
   * (`actor-sqlite.c++:297`).
   */
  #checkCritical(error: unknown): void {
    if (this.#transactions.consistent) return;
    this.#options.broken(criticalError(error, this.database));
  }
}
