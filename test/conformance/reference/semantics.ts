import { asked, elsewhere, messages, rows, unverified } from "./row.ts";

/** What no single method has: gates, lifecycle, errors, files. */
export const semanticsRows = [
  ...rows("Input gate", {
    "an event runs to its microtasks' end": asked("gates/input: an event runs"),
    "reads let no event in": asked("gates/input: reads"),
    "an event comes between two awaits": asked("gates/input: an event comes"),
    "sections and transactions hold events off": asked(
      "gates/input: a section",
      "gates/input: a transaction",
      "gates/input: nested",
      "storage-transaction/transaction: an event waits",
    ),
    "timers and answers from before wait": asked("gates/input: a timer", "gates/input: an answer"),
    "sections in their order": asked("gates/input: sections"),
  }),
  ...rows("Output gate", {
    "what left was durable": asked("gates/output: what left"),
    "writes that nobody awaits": asked("gates/output: a write"),
    "a commit that fails resets the object": asked("gates/output: a commit"),
    "a lock of more than 30 s": unverified(
      "workerd's own disk answers at once, or not at all: only Cloudflare's can be waited for",
    ),
    "unconfirmed writes": asked("gates/output: sync()", "storage-put/put: allowUnconfirmed"),
  }),
  ...rows("Writes", {
    "all of one turn are one": asked("coalescing/turn:"),
    "several turns are several": asked("coalescing/turns:"),
    "an abort loses what is not committed": asked(
      "lifecycle/abort: committed",
      "coalescing/abort:",
    ),
    "critical errors of SQLite": unverified(
      "workerd meets them when its file cannot grow (`ulimit -f`); a tab's SQLite writes to memory",
    ),
  }),
  ...rows("Lifecycle", {
    "started by the first event, once": asked(
      "lifecycle/constructor: once",
      "lifecycle/constructor: not",
    ),
    "sections that the constructor begins": asked("lifecycle/section: in the constructor"),
    "a constructor that throws": asked("lifecycle/constructor: throws"),
    "broken: the stub stays so, a new one reaches a new object": asked("lifecycle/abort: seen"),
    "broken: calls in flight, timers": asked(
      "lifecycle/abort: calls",
      "lifecycle/abort: its timers",
    ),
    "evicted after ten idle seconds": asked("slow-lifecycle/eviction:"),
    "evicted after 70 s in which nobody came": asked("slow-sweep/"),
    "a body keeps its object until it has been read": asked(
      "body-streams/body: one",
      "body-streams/body: its",
      "body-streams/body: a reader",
    ),
    "a short body that nobody reads": asked("body-streams/body: a short"),
    preventEviction: asked("slow-kept/"),
    "one instance for each id": asked("lifecycle/constructor: once"),
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
    "of a workerd that was killed": elsewhere(
      "e2e/workerd-import.spec.ts",
      "what a killed workerd leaves behind is imported, with what is in its logs only",
    ),
    "values of versions 13 to 15": asked("value-bytes/"),
    "order of keys is of UTF-8 bytes": asked("storage-list/list: keys", "storage-get/get: order"),
    "what a transaction has made goes with it": asked("coalescing/tables:"),
  }),
];

export const semanticsMessages = messages("Lifecycle", [], {
  "Durable Object storage operation exceeded timeout which caused object to be reset.": unverified(
    "workerd's own disk answers at once, or not at all: only Cloudflare's can be waited for",
  ),
});
