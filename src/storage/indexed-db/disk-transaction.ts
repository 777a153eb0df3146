import { promisifyRequest, type UseStore } from "idb-keyval";
import { BrokenRecord } from "./disk-format.ts";
import { commitEarly } from "./explicit-commit.ts";

/**
 * Runs `work` in one readwrite transaction, which is durable when the promise resolves. If `work`
 * throws, or anything in the transaction fails, nothing of it happens and the promise rejects with
 * what went wrong.
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
        // It has ended already.
      }
      throw transaction.error ?? error;
    }
  });
}

/**
 * idb-keyval's `promisifyRequest(transaction)` rejects at the first error event, before anybody can
 * know why the transaction is going to abort.
 */
function completion(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => {
      reject(transaction.error ?? new DOMException("the transaction was aborted", "AbortError"));
    });
  });
}

/** The browser has a record but does not give it back. */
export class FailedRead extends BrokenRecord {}

/**
 * The value at `key`. Where the browser fails to give it back, the value is a {@link FailedRead},
 * which the decoders throw, and neither the transaction nor other reads fail with it.
 */
export async function readRecord(store: IDBObjectStore, key: IDBValidKey): Promise<unknown> {
  const request = store.get(key);
  request.addEventListener("error", (event) => event.preventDefault());
  try {
    return await promisifyRequest<unknown>(request);
  } catch (cause) {
    // The whole transaction has failed, which says nothing about the record.
    if ((cause as Error | null)?.name === "AbortError") throw cause;
    const reason = cause instanceof DOMException ? cause.message : String(cause);
    return new FailedRead(`the browser cannot read ${JSON.stringify(key)} (${reason})`, { cause });
  }
}
