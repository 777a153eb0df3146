const IN_MEMORY =
  "memory is a disk like any other: with SQLite, its limits, kv and sql, and it lasts as long as the host";

const FAILED_SINK =
  "a stream that has failed refuses what follows with what it failed with, as the standard has it";

const STUB_STORAGE =
  "workerd writes such stubs in a form that only workerd can read; tabd refuses them, and says so";

const OTHERS_STORAGE =
  "while an instance lives, no script can tell for certain that code which uses its storage is another's";

const EVENT_TIMEOUT =
  "workerd leaves the object as it is, without its storage, till it is idle; tabd resets it at once";

/**
 * Scenarios in which tabd does not do what workerd does, and why. Whoever mends one takes it out
 * here: the tests fail when one of these conforms.
 */
export const DIVERGENCES: Readonly<Record<string, string>> = {
  "put: requests, headers and blobs":
    "workerd stores them as host objects of its own, which nothing outside of it can read",
  "virtual tables: full text": "sql.js is built without FTS5",
  "virtual tables: places": "sql.js is built without R-Trees",
  "storage: what there is": IN_MEMORY,
  "storage: large keys and values": IN_MEMORY,
  "storage: kept when the object breaks": IN_MEMORY,
  "stream: after a sink has failed: write": FAILED_SINK,
  "stream: after a sink has failed: close": FAILED_SINK,
  "stream: after a sink has failed: ctx": FAILED_SINK,
  "log: a promise that nobody waits for is rejected":
    "it is written, as browsers do; workerd shows it to a debugger only",
  "log: the alarm's handler throws":
    "the event `alarm-failed` tells of it, with the next try; the console does not",
  "log: a critical section fails": "the event `actor-broken` tells of it; the console does not",
  "kept: the storage of another object": OTHERS_STORAGE,
  "kept: the storage of an object, in the worker's handler": OTHERS_STORAGE,
  "alarm limit: what callers are told":
    "workerd tells them of an internal error, and its log of the alarm; tabd tells them of the alarm",
  "process: exit() in a service":
    "its caller gets the same error, marked `remote` as any that a service throws",
  "stub storage: a class": STUB_STORAGE,
  "stub storage: an export with props": STUB_STORAGE,
  "stub storage: restore()": "ctx.restore() makes stubs that are stored anew: there are none",
  "timeout: what its storage says": EVENT_TIMEOUT,
  "timeout: what another caller sees of it": EVENT_TIMEOUT,
  "counts, not known: rows looked up by what a column says":
    "a column may be NULL, which workerd does not count as looked up: rows that came are counted",
  "counts, not known: ways that cannot be told apart":
    "several ways through the statement fit what SQLite tells: rows that came, or changed, are counted",
  "counts, not known: a pattern or LIMIT that is bound":
    "what SQLite compiles anew as it runs, for what is bound, or the first time after CREATE, is not seen",
  "counts, not known: tables that are changed or looked through":
    "ALTER, DROP, ANALYZE, REINDEX, CREATE INDEX on what has rows, and three pragmas: rows that came",
  "edges: OR ROLLBACK":
    "the object is reset at once, with SQLite's error; workerd goes on, and fails with an internal error",
  "edges: writes after OR ROLLBACK":
    "the object is reset at once, with what it still writes; workerd keeps that, outside of a transaction",
  "edges: transactionSync while rows of RETURNING are left":
    "SQLite's own words, where workerd has an internal error",
  "edges: a deferred key that transaction() cannot commit":
    "the same words as for a turn's commit, where workerd has an internal error",
  "texts: limits of printf()": "sql.js is built with another SQLITE_PRINTF_PRECISION_LIMIT",
  "texts: a place that is not the first of its kind":
    "sql.js does not tell the place of an error: it is found by its words, and the first one is taken",
  "texts: a buffer that is changed while it is read":
    "a bound buffer is copied; workerd reads on in the object's own",
  "assert: an error as the message": "the library throws the error itself, as Node does",
  "assert: words of strictEqual()": "the library words what differs as Node does",
  "evict: an object with a facet":
    "a facet ends with its object; workerd's evict() lets it run on, and the object finds it again",
  "store: with thenables":
    "a thenable's own then() is called by the browser, without what AsyncLocalStorage has set",
  "body: a short one that nobody reads":
    "up to 64 KiB of a body are read ahead, so that a short one does not keep its object",
  "headers: no Latin-1, no name": "a browser's Headers hold no such names and values",
  "sent: modes of the cache": "nothing caches in a tab: what would tell a cache is not sent",
  "Cloudflare: flags that change nothing in tabd":
    "of workerd's flags, those are listed that change something in a tab",
  "global: names that there are in one of both":
    "tabd has no HTMLRewriter and no classes of workerd's own events, and leaves code its databases and channels",
  "code of bytes: WebAssembly": "SQLite itself is WebAssembly, which a host has to compile",
  "refused: a proxy": "no script can tell a proxy from what it shows",
  "at the top: bodies, sockets, streams and intervals":
    "bodies and sockets that nobody sends have no effect, and development servers have intervals in the host",
  "policy: a build option of SQLite's": "sql.js is built without SQLITE_ENABLE_UPDATE_DELETE_LIMIT",
};

/**
 * Scenarios in which tabd does what it should not, and what that is. The same holds: whoever mends
 * one takes it out.
 */
export const BUGS: Readonly<Record<string, string>> = {};
