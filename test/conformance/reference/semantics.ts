import { asked, elsewhere, messages, rows, unverified } from "./row.ts";

/** Gates, lifecycle, errors and files. */
export const semanticsRows = [
  ...rows("Input gate", {
    "an event runs until its microtasks are done": asked("gates/input: an event runs"),
    "no event runs during a read": asked("gates/input: reads"),
    "an event can run between two awaits of other promises": asked(
      "gates/input: an event is delivered between two awaits",
    ),
    "critical sections and transactions block events": asked(
      "gates/input: a section",
      "gates/input: a transaction",
      "gates/input: nested",
      "storage-transaction/transaction: an event waits",
    ),
    "earlier timers and responses wait": asked(
      "gates/input: an earlier timer waits for the section",
      "gates/input: the result of an earlier call waits for the section",
    ),
    "critical sections run in order": asked("gates/input: sections"),
  }),
  ...rows("Output gate", {
    "output leaves after its writes are durable": asked(
      "gates/output: results sent before an abort are durable",
    ),
    "writes that are not awaited": asked("gates/output: the next event", "gates/output: a write"),
    "a commit that fails resets the object": asked("gates/output: a commit"),
    "a gate locked for more than 30 s": unverified(
      "needs a slow disk; workerd's local disk answers at once",
    ),
    "unconfirmed writes": asked("gates/output: sync()", "storage-put/put: allowUnconfirmed"),
  }),
  ...rows("Writes", {
    "all writes of one turn commit together": asked("coalescing/turn:"),
    "writes of several turns commit apart": asked("coalescing/turns:"),
    "an abort drops uncommitted writes": asked(
      "lifecycle/abort: keeps committed writes only",
      "coalescing/abort:",
    ),
    "critical errors of SQLite": unverified(
      "needs a file that cannot grow (`ulimit -f`); tabd's SQLite writes to memory",
    ),
  }),
  ...rows("Lifecycle", {
    "started by the first event, once": asked(
      "lifecycle/constructor: runs once for concurrent calls",
      "lifecycle/constructor: not",
    ),
    "critical sections that the constructor starts": asked("lifecycle/section: in the constructor"),
    "a constructor that throws": asked("lifecycle/constructor: throws"),
    "broken: the old stub stays broken, a new one reaches a new instance":
      asked("lifecycle/abort: seen"),
    "broken: calls in flight, timers": asked(
      "lifecycle/abort: calls",
      "lifecycle/abort: its timers",
    ),
    "evicted after ten idle seconds": asked("slow-lifecycle/eviction:"),
    "evicted after 70 s without an event": asked("slow-sweep/"),
    "an unread body keeps its object running": asked(
      "body-streams/body: the object is kept",
      "body-streams/body: a body that fails",
      "body-streams/body: the object can be evicted after the body",
      "body-streams/body: its",
      "body-streams/body: the object can be evicted after the reader cancels",
    ),
    "a short body that is never read": asked("body-streams/body: a short"),
    preventEviction: asked("slow-kept/"),
    "one instance for each id": asked("lifecycle/constructor: runs once for concurrent calls"),
    "marks of errors: remote, retryable, overloaded, durableObjectReset, durableObjectId": asked(
      "lifecycle/thrown:",
      "thrown-inside/",
      "lifecycle/section: throws",
      "rpc/throw",
      "slow-lifecycle/section:",
    ),
  }),
  ...rows("Files", {
    "names, schemas and bytes": elsewhere(
      "e2e/workerd.spec.ts",
      "files move to workerd and back, and nothing is lost",
    ),
    "from a workerd that was killed": elsewhere(
      "e2e/workerd-import.spec.ts",
      "files of a killed workerd are imported, with the commits in their -wal files",
    ),
    "values of versions 13 to 15": asked("value-bytes/"),
    "keys are ordered by their UTF-8 bytes": asked(
      "storage-list/list: keys",
      "storage-get/get: a map is in the order of UTF-8 bytes",
    ),
    "tables of a rolled-back transaction are gone": asked("coalescing/tables:"),
  }),
];

export const semanticsMessages = messages("Lifecycle", [], {
  "Durable Object storage operation exceeded timeout which caused object to be reset.": unverified(
    "needs a slow disk; workerd's local disk answers at once",
  ),
});
