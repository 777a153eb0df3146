/**
 * Makes this Web Worker's IndexedDB fail on demand. To be imported before tabd: what it takes the
 * place of must be the platform's own.
 */

/** What fails. All but `"close"` until another is set. */
export type Fault =
  | "none"
  /** No database can be opened, as in some private modes. */
  | "refuse"
  /** Every added record fails for want of room. */
  | "quota"
  /** Every transaction that writes is aborted. */
  | "abort"
  /** The browser closes the databases, now. */
  | "close";

const databases = new Set<IDBDatabase>();
let fault: Fault = "none";

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
