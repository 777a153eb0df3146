import type { UseStore } from "idb-keyval";
import { OWNER_KEY } from "./disk-format.ts";
import { readRecord } from "./disk-transaction.ts";

/** Undecoded records of one transaction. An unreadable one is an error that the decoders throw. */
interface ReadResult {
  readonly owner: unknown;
  /** In the order of the keys. */
  readonly values: readonly unknown[];
}

interface WaitingRead {
  readonly keys: readonly IDBValidKey[];
  resolve(result: ReadResult): void;
  reject(error: unknown): void;
}

/** Concurrent transactions: with only one, the browser idles between two of them. */
const MAX_TRANSACTIONS = 2;

/**
 * Reads records of a disk. A transaction costs more than the few records of a small file, so reads
 * that come while others are in flight share the next transaction: a thousand objects that wake
 * together are read in a few dozen transactions.
 */
export class RecordReads {
  readonly #use: UseStore;
  #waiting: WaitingRead[] = [];
  #running = 0;

  constructor(use: UseStore) {
    this.#use = use;
  }

  /** Reads the records at `keys` and the owner record, in one transaction. */
  read(keys: readonly IDBValidKey[]): Promise<ReadResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ keys, resolve, reject });
      if (this.#running < MAX_TRANSACTIONS) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running++;
    while (this.#waiting.length > 0) {
      const reads = this.#waiting;
      this.#waiting = [];
      try {
        const [owner, values] = await this.#use("readonly", (store) =>
          Promise.all([
            readRecord(store, OWNER_KEY),
            Promise.all(
              reads.map(({ keys }) => Promise.all(keys.map((key) => readRecord(store, key)))),
            ),
          ]),
        );
        reads.forEach(({ resolve }, i) => resolve({ owner, values: values[i] ?? [] }));
      } catch (error) {
        for (const { reject } of reads) reject(error);
      }
    }
    this.#running--;
  }
}
