/**
 * Makes this Web Worker's IndexedDB fail on demand. Import it before tabd, which captures the
 * platform's functions when it is loaded.
 */

/** The current fault. Every fault except `"close"` lasts until another is set. */
export type Fault =
  | "none"
  /** No database can be opened, as in some private modes. */
  | "refuse"
  /** Every `add()` exceeds the quota. */
  | "quota"
  /** Every chunk that a fold writes exceeds the quota; commits still work. */
  | "quota in folds"
  /** Every write transaction is aborted. */
  | "abort"
  /** The browser closes the databases once. */
  | "close";

const databases = new Set<IDBDatabase>();
let fault: Fault = "none";
let refusedChunks = 0;

/** How many chunks `"quota in folds"` has refused. */
export const countRefusedChunks = (): number => refusedChunks;

export function setFault(kind: Fault): void {
  if (kind !== "close") {
    fault = kind;
    return;
  }
  for (const database of databases) {
    database.close();
    database.dispatchEvent(new Event("close"));
  }
  databases.clear();
}

const { open } = IDBFactory.prototype;
IDBFactory.prototype.open = function opening(this: IDBFactory, ...args) {
  if (fault === "refuse") throw new DOMException("not here", "SecurityError");
  const request = open.apply(this, args);
  request.addEventListener("success", () => databases.add(request.result));
  return request;
};

const { transaction } = IDBDatabase.prototype;
IDBDatabase.prototype.transaction = function beginning(this: IDBDatabase, ...args) {
  const begun = transaction.apply(this, args);
  if (fault === "abort" && args[1] === "readwrite") queueMicrotask(() => begun.abort());
  return begun;
};

const { add } = IDBObjectStore.prototype;
IDBObjectStore.prototype.add = function adding(this: IDBObjectStore, ...args) {
  if (fault === "quota") throw new DOMException("full", "QuotaExceededError");
  return add.apply(this, args);
};

const { put } = IDBObjectStore.prototype;
IDBObjectStore.prototype.put = function putting(this: IDBObjectStore, ...args) {
  // Only chunks of files: a commit writes its log record with `add()`.
  const [, key] = args;
  if (fault === "quota in folds" && Array.isArray(key) && key[0] === "file") {
    refusedChunks++;
    throw new DOMException("full", "QuotaExceededError");
  }
  return put.apply(this, args);
};
