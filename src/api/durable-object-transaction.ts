import type { ExplicitTransaction } from "../actor/explicit-transaction.ts";
import { illegalInvocation, nameClass } from "../rpc/class-name.ts";
import type { StorageAccess } from "./storage-access.ts";
import { DurableObjectStorageOperations } from "./storage-operations.ts";

const CLASS_NAME = "DurableObjectTransaction";

/** One call of `storage.transaction()`. */
export interface TransactionCall {
  readonly engine: ExplicitTransaction;
  /** The closure called `rollback()`, or threw. */
  rolledBack: boolean;
}

/**
 * The argument of the closure of `storage.transaction()`: the operations of the storage, until it is
 * rolled back or the closure ends (`actor-state.c++:925-960`).
 *
 * Calls of `ctx.storage` are in the same transaction while the closure runs.
 */
export class DurableObjectTransaction extends DurableObjectStorageOperations {
  static {
    nameClass(this, CLASS_NAME);
  }

  readonly #access: StorageAccess;
  readonly #call: TransactionCall;

  /** @internal The runtime makes them. */
  constructor(token: unknown, access: StorageAccess, call: TransactionCall) {
    super(token, {
      access,
      className: CLASS_NAME,
      storage: (operation) => {
        if (call.rolledBack) throw new Error(`Cannot ${operation} on rolled back transaction`);
        refuseEnded(call, operation);
        return access.storage;
      },
    });
    this.#access = access;
    this.#call = call;
  }

  /** @throws {Error} always. */
  deleteAll(): never {
    throw new Error("Cannot call deleteAll() within a transaction");
  }

  /**
   * Undoes the transaction's writes. The closure goes on; its later writes through `ctx.storage` are
   * kept.
   *
   * @throws {Error} while a nested transaction runs, or after the end.
   */
  rollback(): void {
    if (!(#call in (Object(this) as object))) throw illegalInvocation();
    if (this.#call.rolledBack) return;
    refuseEnded(this.#call, "rollback()");
    this.#call.engine.rollback();
    this.#call.rolledBack = true;
    this.#access.watch.rolledBack();
  }
}

function refuseEnded(call: TransactionCall, operation: string): void {
  if (call.engine.state === "open") return;
  throw new Error(
    `Cannot call ${operation} on transaction that has already committed: did you move ` +
      "`txn` outside of the closure?",
  );
}
