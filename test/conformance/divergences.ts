const IN_MEMORY =
  "a namespace in memory has SQLite, its limits, kv and sql; workerd's has a plain map";

const FAILED_SINK =
  "a failed stream rejects later writes with the stored error, as the Streams standard requires";

const COMPRESSION_MESSAGES =
  "the browser's own TypeError messages for data that is invalid or not bytes";

const STUB_STORAGE =
  "workerd stores such stubs in a form that only workerd reads; tabd refuses them with an error";

const OTHERS_STORAGE =
  "JavaScript cannot tell which object's code uses the storage of a live instance";

const OTHERS_STUB =
  "a browser has no AsyncContext, so tabd cannot tell reliably whose code uses a stub; it works, and workerd refuses it";

const EVENT_TIMEOUT =
  "workerd keeps the object without storage until it is idle; tabd resets it at once";

/**
 * Scenarios in which tabd differs from workerd on purpose, and why. The tests fail when one of them
 * conforms: then remove it here.
 */
export const DIVERGENCES: Readonly<Record<string, string>> = {
  "put: requests, headers and blobs":
    "workerd stores them as host objects, which only workerd can read",
  "virtual tables: full text": "sql.js is built without FTS5",
  "virtual tables: R*Tree": "sql.js is built without R-Trees",
  "storage: members of an in-memory namespace": IN_MEMORY,
  "storage: large keys and values": IN_MEMORY,
  "storage: still there after the object breaks": IN_MEMORY,
  "stream: after a sink has failed: write": FAILED_SINK,
  "stream: after a sink has failed: close": FAILED_SINK,
  "stream: after a sink has failed: ctx": FAILED_SINK,
  "util: inspect() of messages":
    "tabd leaves out workerd's internal fields: [immutable], [state], [supportsBYOB], [length]",
  "path: win32": "the library writes / where Windows has \\",
  "path: an argument that is not a string": "the library's TypeError has no code",
  "compression: data that is not valid": COMPRESSION_MESSAGES,
  "compression: chunks that are not bytes": COMPRESSION_MESSAGES,
  "log: an unhandled rejection":
    "tabd logs it, as browsers do; workerd reports it to a debugger only",
  "log: the alarm's handler throws":
    "tabd reports an `alarm-failed` event with the time of the retry, and logs nothing",
  "log: a critical section fails": "tabd reports an `actor-broken` event, and logs nothing",
  "kept: the storage of another object": OTHERS_STORAGE,
  "kept: the storage of an object, in the worker's handler": OTHERS_STORAGE,
  "owners: a stub of another object": OTHERS_STUB,
  "owners: a stub of an object, in the worker's handler": OTHERS_STUB,
  "request signal: the code of a service whose caller has aborted":
    "workerd ends a service's code when its caller has left; tabd's runs to its end",
  "stack: of an error of a method that is missing":
    "an error that tabd makes has frames of tabd, as no code of the worker threw it",
  "alarm limit: errors of other callers":
    "workerd gives callers an internal error and logs the cause; tabd gives callers the cause",
  "process: exit() in a service": "the caller gets the same error, with `remote` set",
  "stub storage: a class": STUB_STORAGE,
  "stub storage: an export with props": STUB_STORAGE,
  "stub storage: restore()": "ctx.restore() needs stored stubs, which tabd refuses",
  "timeout: errors of its storage": EVENT_TIMEOUT,
  "timeout: errors of another caller": EVENT_TIMEOUT,
  "counts, unknown: rows looked up by a column's value":
    "a NULL column is not looked up in workerd; tabd counts the rows returned",
  "counts, unknown: ambiguous query plans":
    "SQLite's counters fit several paths through the program; tabd counts rows returned or changed",
  "counts, unknown: a bound pattern or LIMIT":
    "SQLite recompiles the statement while it runs; tabd counts rows returned or changed",
  "counts, unknown: schema changes and table scans":
    "ALTER, DROP, ANALYZE, REINDEX, CREATE INDEX on a filled table, and three pragmas: tabd counts rows returned",
  "edges: OR ROLLBACK":
    "tabd resets the object at once with SQLite's error; workerd continues and fails with an internal error",
  "edges: writes after OR ROLLBACK":
    "tabd resets the object and drops later writes of the turn; workerd keeps them, outside a transaction",
  "edges: transactionSync with unread rows of RETURNING":
    "tabd reports SQLite's error; workerd reports an internal error",
  "edges: transaction() violates a deferred foreign key":
    "tabd reports the constraint, as for a turn's commit; workerd reports an internal error",
  "texts: limits of printf()": "sql.js is built with another SQLITE_PRINTF_PRECISION_LIMIT",
  "texts: the offset of a repeated token":
    "sql.js gives no error offset; tabd searches the statement for the quoted token and takes the first",
  "texts: a bound buffer that changes during the query":
    "tabd copies a bound buffer; workerd reads the caller's buffer later",
  "assert: an error as the message": "tabd's node:assert throws the error itself, as Node does",
  "assert: message of strictEqual()": "tabd's node:assert words the difference as Node does",
  "evict: an object with a facet":
    "in tabd a facet ends with its object; workerd's evict() leaves the facet running",
  "store: with thenables":
    "the browser calls a thenable's then() without the AsyncLocalStorage context",
  "body: a short body that is not read":
    "tabd reads up to 64 KiB of a body ahead, so a short body does not keep its object running",
  "headers: values outside Latin-1, invalid names":
    "a browser's Headers refuse such names and values",
  "sent: modes of the cache":
    "a tab has no HTTP cache in front of objects, so tabd sends no cache headers",
  "Cloudflare: flags that change nothing in tabd":
    "tabd lists only the flags that have an effect in tabd",
  "global: names that only one of the two has":
    "tabd has no HTMLRewriter and no ScheduledEvent-like classes, and keeps indexedDB and BroadcastChannel",
  "code from bytes: WebAssembly":
    "the host compiles SQLite, which is WebAssembly, so it cannot forbid compilation",
  "refused: a proxy": "JavaScript cannot detect a Proxy",
  "module scope: bodies, sockets, streams and intervals":
    "tabd allows bodies and sockets there, which have no effect unsent, and intervals, which development servers set",
  "policy: an SQLite build option": "sql.js is built without SQLITE_ENABLE_UPDATE_DELETE_LIMIT",
};

/** Scenarios in which tabd is wrong, and how. The tests fail when one of them conforms. */
export const BUGS: Readonly<Record<string, string>> = {};
