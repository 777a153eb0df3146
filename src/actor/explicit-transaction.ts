/** What an explicit transaction uses of its storage. */
interface TransactionHost {
  readonly stack: {
    readonly depth: number;
    release(): void;
    rollback(): void;
  };
  /** Throws if the storage is closed. */
  readonly check: () => void;
  readonly closed: () => boolean;
  /** Commits the outermost transaction. */
  readonly commit: () => void;
}

/** The database transaction of one `transaction()` call. */
export class ExplicitTransaction {
  readonly #host: TransactionHost;
  readonly #level: number;
  #state: "open" | "rolled-back" | "ended" = "open";

  /** Call it right after the transaction was opened on the stack. */
  constructor(host: TransactionHost) {
    this.#host = host;
    this.#level = host.stack.depth;
  }

  get state(): "open" | "rolled-back" | "ended" {
    return this.#state;
  }

  /**
   * Undoes all writes of the transaction. The closure goes on without a transaction.
   *
   * @throws {Error} while a nested transaction runs (`actor-sqlite.c++:272`).
   */
  rollback(): void {
    if (this.#state !== "open") return;
    this.#host.check();
    if (this.#host.stack.depth > this.#level) {
      throw new Error(
        "Cannot roll back an outer transaction while a nested transaction is still running.",
      );
    }
    this.#host.stack.rollback();
    this.#state = "rolled-back";
  }

  /** The closure has succeeded: keeps its writes, unless they were rolled back. */
  commit(): void {
    this.#host.check();
    if (this.#state === "open") {
      if (this.#level > 1) this.#host.stack.release();
      else this.#host.commit();
      this.#state = "ended";
    }
  }

  /** The closure has failed: undoes its writes, unless the storage is closed already. */
  abort(): void {
    if (!this.#host.closed()) this.rollback();
    if (this.#state === "open") this.#state = "ended";
  }
}
