import { toWorkerdError } from "../actor/commit-errors.ts";
import { illegalInvocation, nameClass } from "../rpc/class-name.ts";
import { isObject, toFunction, toOptions, toText, toTime, wrongType } from "./arguments.ts";
import { DurableObjectTransaction, type TransactionCall } from "./durable-object-transaction.ts";
import { BY_PLATFORM, defineLazyProperty } from "./platform-object.ts";
import { ExperimentalSqlStorage } from "./experimental-sql.ts";
import { SqlStorage } from "./sql-storage.ts";
import { promised, requireOwnInstance, type StorageAccess } from "./storage-access.ts";
import { DurableObjectStorageOperations } from "./storage-operations.ts";
import { type PutOptions, readPutOptions } from "./storage-options.ts";
import { SyncKvStorage } from "./sync-kv.ts";

const CLASS_NAME = "DurableObjectStorage";

const NO_POINT_IN_TIME =
  "This Durable Object's storage back-end does not implement point-in-time recovery.";

/** `ctx.storage` (`actor-state.h:265-300`). */
export class DurableObjectStorage extends DurableObjectStorageOperations {
  static {
    nameClass(this, CLASS_NAME);
  }

  readonly #access: StorageAccess;
  /** The synchronous key-value API. */
  declare kv: SyncKvStorage;
  /** The SQL API. */
  declare sql: SqlStorage;

  /** @internal The runtime makes them. */
  constructor(token: unknown, access: StorageAccess) {
    super(token, { access, className: CLASS_NAME, storage: () => access.storage });
    this.#access = access;
    defineLazyProperty(this, "kv", () => new SyncKvStorage(BY_PLATFORM, access));
    const Sql = access.experimental ? ExperimentalSqlStorage : SqlStorage;
    defineLazyProperty(this, "sql", () => new Sql(BY_PLATFORM, access));
  }

  /**
   * Deletes all keys and tables; the alarm too from compatibility date 2026-02-24 on
   * (`delete_all_deletes_alarm`).
   *
   * @throws {Error} in a transaction.
   */
  deleteAll(options?: PutOptions): Promise<void>;
  deleteAll(...args: unknown[]): Promise<void> {
    const access = DurableObjectStorage.#accessOf(this);
    return promised(() => {
      const { actor, storage, watch } = access;
      // Calls the getters of the options, as workerd does; `allowUnconfirmed` has no effect here.
      readPutOptions(args[0], { className: CLASS_NAME, method: "deleteAll", position: 1 });
      watch.rolledBack();
      storage.deleteAll();
      actor.facets.deleteAll();
    });
  }

  /**
   * Runs `closure` in a transaction while no other event is delivered: kept when it succeeds, rolled
   * back when it throws. Transactions nest.
   *
   * @returns the result of `closure`; rejects with its error.
   */
  transaction<T>(
    closure: (txn: DurableObjectTransaction) => Promise<T>,
    options?: object,
  ): Promise<T> {
    const access = DurableObjectStorage.#accessOf(this);
    return promised(() => {
      const at = { className: CLASS_NAME, method: "transaction" };
      toFunction(closure, { ...at, position: 1 });
      toOptions(options, { ...at, position: 2 }, "TransactionOptions");
      requireOwnInstance(access.actor);
      return access.actor.transaction(async (engine) => {
        const call: TransactionCall = { engine, rolledBack: false };
        try {
          return await closure(new DurableObjectTransaction(BY_PLATFORM, access, call));
        } catch (error) {
          call.rolledBack = true;
          access.watch.rolledBack();
          throw error;
        }
      });
    });
  }

  /**
   * Runs `closure` in a savepoint: kept when it returns, rolled back when it throws. Asynchronous
   * code of `closure` is not part of it.
   */
  transactionSync<T>(closure: () => T): T {
    const { storage, watch } = DurableObjectStorage.#accessOf(this);
    toFunction(closure, { className: CLASS_NAME, method: "transactionSync", position: 1 });
    try {
      return storage.transactionSync(() => closure());
    } catch (error) {
      watch.rolledBack();
      // SQLite refuses a savepoint while a writing statement is half read.
      throw toWorkerdError(error, storage.database);
    }
  }

  /** Resolves when all earlier writes are durable, unconfirmed ones too. */
  sync(): Promise<void> {
    const access = DurableObjectStorage.#accessOf(this);
    return promised(() => access.actor.awaitIo(access.storage.sync()));
  }

  /**
   * Returns a string that compares greater with every call. As in workerd, it is a counter of the
   * object and cannot be restored (`actor-sqlite.c++:1149-1185`).
   */
  getCurrentBookmark(): Promise<string> {
    const access = DurableObjectStorage.#accessOf(this);
    return promised(() => bookmark(access.storage.nextBookmark()));
  }

  /** Rejects: workerd has no point-in-time recovery either. */
  getBookmarkForTime(timestamp: number | Date): Promise<string> {
    DurableObjectStorage.#accessOf(this);
    return promised(() => {
      toTime(timestamp, { className: CLASS_NAME, method: "getBookmarkForTime", position: 1 });
      throw new Error(NO_POINT_IN_TIME);
    });
  }

  /** Rejects: workerd has no point-in-time recovery either. */
  onNextSessionRestoreBookmark(bookmark: string): Promise<string>;
  onNextSessionRestoreBookmark(...args: unknown[]): Promise<string> {
    DurableObjectStorage.#accessOf(this);
    return promised(() => {
      const method = "onNextSessionRestoreBookmark";
      if (args.length === 0) {
        throw wrongType({ className: CLASS_NAME, method, position: 1 }, "string");
      }
      toText(args[0]);
      throw new Error(NO_POINT_IN_TIME);
    });
  }

  static #accessOf(self: unknown): StorageAccess {
    if (!isObject(self) || !(#access in self)) throw illegalInvocation();
    return self.#access;
  }
}

/** The counter in two words, then the parts that workerd leaves 0 (`actor-sqlite.c++:1149-1185`). */
function bookmark(count: number): string {
  const word = (value: number): string => value.toString(16).padStart(8, "0");
  const high = Math.floor(count / 0xffffffff);
  return [word(high), word(count % 0xffffffff), word(0), "0".repeat(32)].join("-");
}
