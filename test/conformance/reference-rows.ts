/** One behaviour of workerd's, and which scenarios ask about it. */
export interface ReferenceRow {
  /** What part of the API or of the semantics it belongs to. */
  readonly area: string;
  readonly row: string;
  /**
   * How the keys of its scenarios begin: `<module>/<label>`. None that begins so: unverified.
   */
  readonly asked?: readonly string[];
  /** Why tabd does not have it. */
  readonly unsupported?: string;
  /** Why no scenario asks about it. */
  readonly unverified?: string;
}

type Entries = Readonly<Record<string, Omit<ReferenceRow, "area" | "row">>>;

const rows = (area: string, entries: Entries): ReferenceRow[] =>
  Object.entries(entries).map(([row, entry]) => Object.assign({ area, row }, entry));

const asked = (...keys: string[]) => ({ asked: keys });
const unsupported = (reason: string) => ({ unsupported: reason });
const unverified = (reason: string) => ({ unverified: reason });

const OTHER_TESTS = "tested in tabd only, not asked of workerd in the same words";
const NOT_YET = "not implemented in tabd yet; it says so when it is used";
const PLATFORM = "there is nothing like it in a browser";

/** What there is to know about workerd's Durable Objects, in the order of the table. */
export const REFERENCE_ROWS: readonly ReferenceRow[] = [
  ...rows("Namespaces, ids and stubs", {
    "newUniqueId, idFromName, idFromString, get, getByName": asked("rpc/namespace", "rpc/id"),
    "ids: golden values, names of more than 1,024 bytes": unverified(OTHER_TESTS),
    "jurisdiction(): refused": unverified(OTHER_TESTS),
    "getExisting()": unsupported("experimental in workerd"),
    "stubs: id, name, no instance before the first call": asked(
      "lifecycle/constructor: not before",
      "rpc/stub",
    ),
    "stub.fetch(): status, headers, body, relative URL": asked("lifecycle/fetch:", "rpc/fetch"),
    "stub.connect()": unsupported(PLATFORM),
  }),
  ...rows("ctx", {
    "shapes and values": asked("state/ctx:"),
    "blockConcurrencyWhile(): results, depth, failures": asked(
      "state/blockConcurrencyWhile",
      "lifecycle/section:",
    ),
    "blockConcurrencyWhile(): at most 30 s": asked("slow-lifecycle/section:"),
    "waitUntil()": asked("state/waitUntil", "lifecycle/waitUntil"),
    "abort()": asked("state/abort", "lifecycle/abort:"),
    exports: asked("exports/exports:", "exports/loopback:"),
    facets: unsupported(NOT_YET),
    container: unsupported(PLATFORM),
    "configureReadReplication(), replicas, restore()": asked("state/not in every runtime"),
  }),
  ...rows("Storage: asynchronous", {
    "get()": asked("storage-get/"),
    "list()": asked("storage-list/list"),
    "put()": asked("storage-put/"),
    "delete(), deleteAll(), sync()": asked("storage-delete-all/", "storage-delete/"),
    "transaction(), transactionSync()": asked("storage-transaction/"),
    "bytes of stored values": asked("value-bytes/"),
    "values that are refused": asked("refused-values/"),
    "storage after the object has ended": unverified(
      "workerd ends the code of such an object, which then cannot report",
    ),
    "bookmarks, point-in-time recovery": unverified(OTHER_TESTS),
  }),
  ...rows("Storage: synchronous", {
    kv: asked("storage-kv/", "storage-list/kv"),
    "kv and sql without enableSql": asked("storage-no-sql/"),
  }),
  ...rows("SQL", {
    "exec(): cursors": asked("sql-cursor/"),
    "exec(): bindings and values": asked("sql-values/"),
    "policy: tables, functions, pragmas, transactions": asked("sql-policy/"),
    "deferred constraints break the object at the commit": asked("gates/output: a commit"),
    "ingest(), prepare(), setMaxPageCountForTest()": unsupported("experimental in workerd"),
  }),
  ...rows("Alarms", {
    "setAlarm(), getAlarm(), deleteAlarm(): arguments": asked("storage-alarm/"),
    "setAlarm() without a handler": asked("storage-no-alarm/"),
    "the handler: argument, order of events, what it may do": asked("alarm-handler/"),
    "an alarm that fires without a handler": asked("alarm-missing/"),
    "retries: what counts, errors, abort with and without retryAlarm": asked("alarm-retry/"),
    "retries: seven tries, then abandoned": asked("slow-alarms/"),
    "deleteAll(): delete_all_deletes_alarm": asked(
      "alarm-handler/alarm: deleteAll",
      "alarm-retry/retry: deleteAll",
    ),
    "deleteAll(): delete_all_preserves_alarm": asked("alarm-preserved/"),
    "the handler: at most 15 minutes": unverified("workerd would need 15 minutes to answer"),
    "alarms of facets": unsupported(NOT_YET),
    "alarms on disk, found again after a restart": unverified(
      "asked in test/e2e: files go from tabd to workerd and back",
    ),
  }),
  ...rows("Gates", {
    "input gate: order of events, sections, timers, answers": asked("gates/input:"),
    "output gate: what was durable when it left": asked("gates/output:"),
  }),
  ...rows("Lifecycle and errors", {
    "a body keeps its object until it has been read": asked(
      "body-streams/body: one",
      "body-streams/body: its",
      "body-streams/body: a reader",
    ),
    "a short body that nobody reads": asked("body-streams/body: a short"),
    "constructor: once, before all events, throws": asked("lifecycle/constructor:"),
    "errors over stubs: values of every kind": asked("lifecycle/thrown:", "rpc/throw"),
    "broken objects: old and new stubs, marks of errors": asked("lifecycle/abort: seen"),
    "calls in flight when the object breaks": asked("lifecycle/abort: calls in flight"),
    "eviction after 10 s": asked("slow-lifecycle/eviction:"),
    preventEviction: unverified(OTHER_TESTS),
  }),
  ...rows("RPC", {
    "calls, members, values, targets, disposal": asked("rpc/"),
  }),
  ...rows("WebSockets", {
    "WebSocketPair, accept, send, close, responses of status 101": asked("web-socket/"),
    hibernation: asked("web-socket-hibernation/"),
  }),
  ...rows("Services", {
    "props of exports and bindings": asked("exports/props:"),
    "ctx of entrypoints and handlers": asked("exports/ctx:"),
    "handler objects: requests and calls": asked("exports/handler:"),
  }),
  ...rows("Modules and flags", {
    "cloudflare:workers": unverified(OTHER_TESTS),
    "ephemeralLocal namespaces": unverified(OTHER_TESTS),
    "workerd:unsafe": unsupported(NOT_YET),
    "flags without effect are known to workerd": unverified(
      "asked in compatibility-flags.test.ts, as one question for all",
    ),
    "TCP sockets, containers, Python, dynamic workers, tails": unsupported(PLATFORM),
  }),
];
