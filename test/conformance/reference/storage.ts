import { asked, elsewhere, EXPERIMENTAL, messages, rows, unsupported, unverified } from "./row.ts";

/** Keys, values and transactions. */
export const storageRows = [
  ...rows("Storage: asynchronous", {
    "get(): one key": asked("storage-get/get: keys of every kind"),
    "get(): several keys, in the order of their bytes": asked("storage-get/get:"),
    "list(): ranges, prefixes, order, limits": asked("storage-list/list:"),
    "put(): one value": asked("storage-put/put: values of every kind", "storage-put/put: calls"),
    "put(): several, all or nothing; undefined is left out": asked(
      "storage-put/put: a batch",
      "storage-put/put: calls of every kind",
    ),
    "delete(): one and several": asked("storage-get/delete:"),
    "deleteAll(): deletes keys and tables": asked("storage-delete-all/deleteAll:"),
    "deleteAll(): delete_all_deletes_alarm": asked(
      "alarm-handler/alarm: deleteAll",
      "alarm-retry/retry: deleteAll",
      "storage-delete-all/deleteAll: the alarm",
    ),
    "deleteAll(): delete_all_preserves_alarm": asked("alarm-preserved/"),
    "deleteAll(): in a transaction, in the turn of a write": asked(
      "storage-transaction/transaction: storage.deleteAll()",
      "storage-delete-all/deleteAll: in the turn",
    ),
    "transaction(): commits, rolls back, nests, returns the result": asked(
      "storage-transaction/transaction:",
    ),
    "transaction(): the object's methods after its end and after rollback()": asked(
      "storage-transaction/transaction: operations after",
    ),
    "transactionSync(): commits, rolls back, nests": asked("storage-transaction/transactionSync:"),
    "sync()": asked("storage-delete-all/sync:", "gates/output: sync()"),
    "allowUnconfirmed, allowConcurrency, noCache": asked(
      "storage-put/put: allowUnconfirmed",
      "storage-get/get: options",
      "storage-get/delete: options",
    ),
    "sql and kv: created once, replaceable": asked(
      "state/ctx: shapes",
      "state/ctx: writable properties",
    ),
    "bookmarks: format and order": asked("storage-delete-all/bookmarks:"),
    "point-in-time recovery": asked("storage-delete-all/bookmarks: unsupported methods"),
    "waitForBookmark(), replicas": unsupported(EXPERIMENTAL),
    "a record is at most 4 MiB large": asked(
      "storage-put/put: a record up to the limit",
      "limits/",
    ),
    "keys of any length": asked("storage-get/get: long and odd keys", "limits/key:"),
    "after an abort": asked("kept-ctx/kept: the storage of an instance"),
    "of another object": asked("kept-ctx/kept: the storage of a"),
  }),
  ...rows("Storage: values", {
    "serialized bytes": asked("value-bytes/"),
    "refused values": asked("refused-values/"),
    "the file is sound after any input": elsewhere(
      "conformance/bad-input.test.ts",
      "every file is intact after bad input",
    ),
    "an instance of a class becomes an object": asked("storage-put/put: values of every kind"),
    "stubs and services are refused": asked("refused-stubs/"),
    "errors without enhanced_error_serialization": asked("flags-oldest/errors:", "value-bytes/"),
  }),
  ...rows("Storage: synchronous", {
    "kv.get(), put(), delete(): no check of undefined": asked("storage-kv/kv: calls"),
    "kv.list(): options as list() has them": asked("storage-list/kv.list:"),
    "kv.list(): one iterator at a time": asked(
      "storage-kv/kv: one list",
      "storage-kv/kv: what ends",
    ),
    "without enableSql": asked("storage-no-sql/"),
    "with storage in memory": asked("in-memory/"),
  }),
];

export const storageMessages = messages(
  "Storage",
  [
    "list() cannot be called with both start and startAfter values.",
    "List limit must be positive.",
    "put() called with undefined value.",
    "put() may only be called with a single key-value pair and optional options as " +
      "put(key, value, options) or with multiple key-value pairs and optional options as " +
      "put(entries, options)",
    "Cannot get() on rolled back transaction",
    "Cannot call get() on transaction that has already committed: did you move `txn` outside of " +
      "the closure?",
    "Cannot call getAlarm() on transaction that has already committed: did you move `txn` …",
    "Cannot call list() on transaction that has already committed: did you move `txn` …",
    "Cannot call put() on transaction that has already committed: did you move `txn` …",
    "Cannot call setAlarm() on transaction that has already committed: did you move `txn` …",
    "Cannot call delete() on transaction that has already committed: did you move `txn` …",
    "Cannot call deleteAlarm() on transaction that has already committed: did you move `txn` …",
    "Cannot call rollback() on transaction that has already committed: did you move `txn` …",
    "Cannot call deleteAll() within a transaction",
    "Cannot roll back an outer transaction while a nested transaction is still running.",
    "string or blob too big: SQLITE_TOOBIG",
    "… could not be cloned.",
    "This Durable Object's storage back-end does not implement point-in-time recovery.",
    "kv.list() iterator was invalidated because a new call to kv.list() was started. Only one " +
      "kv.list() iterator can exist at a time.",
    "Durable Object is not backed by SQL.",
    "Keys cannot be larger than 2048 bytes. A key of size … was provided.",
    "Values cannot be larger than 131072 bytes. A value of size … was provided.",
    "Maximum number of key value pairs is 128. … pairs were provided.",
    "The storage.kv (synchronous KV) API is only available for SQLite-backed Durable Objects…",
  ],
  {
    "Durable Object storage is no longer accessible.": unverified(
      "only the object's own code could read it, which has ended; other code gets the error for I/O " +
        "of a different object (kept-ctx)",
    ),
    "Cannot commit transaction due to an earlier SQL critical error": unverified(
      "needs a file that cannot grow (`ulimit -f`); tabd's SQLite writes to memory, and a full disk " +
        "fails the commit",
    ),
  },
);
