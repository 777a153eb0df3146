/** What an explicit transaction needs of the storage that it belongs to. */
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

/** One call of `transaction()`, as far as the database is concerned. */
export class ExplicitTransaction {
  readonly #host: TransactionHost;
  readonly #level: number;
  #state: "open" | "rolled-back" | "ended" = "open";

  /** To be made right after the transaction was opened on the stack. */
  constructor(host: TransactionHost) {
    this.#host = host;
    this.#level = host.stack.depth;
  }

  get state(): "open" | "rolled-back" | "ended" {
    return this.#state;
  }

  /**
   * Undoes everything since the beginning; the closure goes on, without the transaction.
   *
   * @throws {Error} while a transaction inside this one runs (`actor-sqlite.c++:272`).
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

  /** The closure has ended well: keeps what it wrote, unless it was rolled back. */
  commit(): void {
    this.#host.check();
    if (this.#state === "open") {
      if (this.#level > 1) this.#host.stack.release();
      else this.#host.commit();
      this.#state = "ended";
    }
  }

  /** The closure has failed: undoes everything, unless the storage is closed already. */
  abort(): void {
    if (!this.#host.closed()) this.rollback();
    if (this.#state === "open") this.#state = "ended";
  }
}
