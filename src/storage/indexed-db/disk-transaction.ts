import { promisifyRequest, type UseStore } from "idb-keyval";
import { BrokenRecord } from "./disk-format.ts";
import { commitEarly } from "./explicit-commit.ts";

/**
 * Runs `work` in one readwrite transaction, which is complete when the promise resolves. If `work`
 * throws or a request fails, the transaction is aborted and the promise rejects with the cause.
 */
export function transact<T>(
  use: UseStore,
  work: (store: IDBObjectStore) => T | Promise<T>,
): Promise<T> {
  return use("readwrite", async (store) => {
    const { transaction } = store;
    const completed = completion(transaction);
    try {
      const result = await work(store);
      commitEarly(transaction);
      await completed;
      return result;
    } catch (error) {
      completed.catch(() => {});
      try {
        transaction.abort();
      } catch {
        // It has already ended.
      }
      throw transaction.error ?? error;
    }
  });
}

/**
 * Unlike idb-keyval's `promisifyRequest(transaction)`, which rejects at the first error event, before
 * `transaction.error` is set.
 */
function completion(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => {
      reject(transaction.error ?? new DOMException("the transaction was aborted", "AbortError"));
    });
  });
}

/** The browser failed to read an existing record. */
export class FailedRead extends BrokenRecord {}

/**
 * The value at `key`. If the browser fails to read it, the value is a {@link FailedRead}, which the
 * decoders throw. The transaction and its other reads do not fail.
 */
export async function readRecord(store: IDBObjectStore, key: IDBValidKey): Promise<unknown> {
  const request = store.get(key);
  request.addEventListener("error", (event) => event.preventDefault());
  try {
    return await promisifyRequest<unknown>(request);
  } catch (cause) {
    // The transaction was aborted; the record may be sound.
    if ((cause as Error | null)?.name === "AbortError") throw cause;
    const reason = cause instanceof DOMException ? cause.message : String(cause);
    return new FailedRead(`the browser cannot read ${JSON.stringify(key)} (${reason})`, { cause });
  }
}
