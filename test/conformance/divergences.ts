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
  "virtual tables: places": "sql.js is built without R-Trees",
  "storage: what there is": IN_MEMORY,
  "storage: large keys and values": IN_MEMORY,
  "storage: kept when the object breaks": IN_MEMORY,
  "stream: after a sink has failed: write": FAILED_SINK,
  "stream: after a sink has failed: close": FAILED_SINK,
  "stream: after a sink has failed: ctx": FAILED_SINK,
  "util: inspect() of messages":
    "tabd leaves out workerd's internal fields: [immutable], [state], [supportsBYOB], [length]",
  "path: of Windows": "the library writes / where Windows has \\",
  "path: an argument that is not a string": "the library's TypeError has no code",
  "compression: data that is not valid": COMPRESSION_MESSAGES,
  "compression: chunks that are not bytes": COMPRESSION_MESSAGES,
  "log: a promise that nobody waits for is rejected":
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
  "alarm limit: what callers are told":
    "workerd gives callers an internal error and logs the cause; tabd gives callers the cause",
  "process: exit() in a service": "the caller gets the same error, with `remote` set",
  "stub storage: a class": STUB_STORAGE,
  "stub storage: an export with props": STUB_STORAGE,
  "stub storage: restore()": "ctx.restore() needs stored stubs, which tabd refuses",
  "timeout: what its storage says": EVENT_TIMEOUT,
  "timeout: what another caller sees of it": EVENT_TIMEOUT,
  "counts, not known: rows looked up by what a column says":
    "a NULL column is not looked up in workerd; tabd counts the rows returned",
  "counts, not known: ways that cannot be told apart":
    "SQLite's counters fit several paths through the program; tabd counts rows returned or changed",
  "counts, not known: a pattern or LIMIT that is bound":
    "SQLite recompiles the statement while it runs; tabd counts rows returned or changed",
  "counts, not known: tables that are changed or looked through":
    "ALTER, DROP, ANALYZE, REINDEX, CREATE INDEX on a filled table, and three pragmas: tabd counts rows returned",
  "edges: OR ROLLBACK":
    "tabd resets the object at once with SQLite's error; workerd continues and fails with an internal error",
  "edges: writes after OR ROLLBACK":
    "tabd resets the object and drops later writes of the turn; workerd keeps them, outside a transaction",
  "edges: transactionSync while rows of RETURNING are left":
    "tabd reports SQLite's error; workerd reports an internal error",
  "edges: a deferred key that transaction() cannot commit":
    "tabd reports the constraint, as for a turn's commit; workerd reports an internal error",
  "texts: limits of printf()": "sql.js is built with another SQLITE_PRINTF_PRECISION_LIMIT",
  "texts: a place that is not the first of its kind":
    "sql.js gives no error offset; tabd searches the statement for the quoted token and takes the first",
  "texts: a buffer that is changed while it is read":
    "tabd copies a bound buffer; workerd reads the caller's buffer later",
  "assert: an error as the message": "tabd's node:assert throws the error itself, as Node does",
  "assert: words of strictEqual()": "tabd's node:assert words the difference as Node does",
  "evict: an object with a facet":
    "in tabd a facet ends with its object; workerd's evict() leaves the facet running",
  "store: with thenables":
    "the browser calls a thenable's then() without the AsyncLocalStorage context",
  "body: a short one that nobody reads":
    "tabd reads up to 64 KiB of a body ahead, so a short body does not keep its object running",
  "headers: no Latin-1, no name": "a browser's Headers refuse such names and values",
  "sent: modes of the cache":
    "a tab has no HTTP cache in front of objects, so tabd sends no cache headers",
  "Cloudflare: flags that change nothing in tabd":
    "tabd lists only the flags that have an effect in tabd",
  "global: names that there are in one of both":
    "tabd has no HTMLRewriter and no ScheduledEvent-like classes, and keeps indexedDB and BroadcastChannel",
  "code of bytes: WebAssembly":
    "the host compiles SQLite, which is WebAssembly, so it cannot forbid compilation",
  "refused: a proxy": "JavaScript cannot detect a Proxy",
  "at the top: bodies, sockets, streams and intervals":
    "tabd allows bodies and sockets there, which have no effect unsent, and intervals, which development servers set",
  "policy: a view of pragmas as tables":
    "sql.js has no authorizer; tabd checks the arguments of pragmas in a statement, not in a stored view",
  "policy: a build option of SQLite's": "sql.js is built without SQLITE_ENABLE_UPDATE_DELETE_LIMIT",
};

/** Scenarios in which tabd is wrong, and how. The tests fail when one of them conforms. */
export const BUGS: Readonly<Record<string, string>> = {};
