import {
  asked,
  elsewhere,
  EXPERIMENTAL,
  messages,
  PLATFORM,
  rows,
  unsupported,
  unverified,
} from "./row.ts";

/** `ctx`, the class's handlers, and what a worker exports. */
export const ctxRows = [
  ...rows("ctx", {
    "shapes and values: id, storage, props, container": asked("state/ctx:"),
    "waitUntil(): arguments, goes on after the answer": asked(
      "state/waitUntil",
      "lifecycle/waitUntil",
    ),
    "waitUntil(): a rejection is logged": asked("logged/log: a promise of"),
    "uncaught errors in timers, alarms and critical sections": asked(
      "logged/log: an unhandled rejection",
      "logged/log: a timer",
      "logged/log: the alarm",
      "logged/log: a critical",
    ),
    "blockConcurrencyWhile(): results": asked("state/blockConcurrencyWhile: results"),
    "blockConcurrencyWhile(): starts after the call returns": asked(
      "state/blockConcurrencyWhile: when",
    ),
    "blockConcurrencyWhile(): nested up to 64": asked("state/blockConcurrencyWhile: too deep"),
    "blockConcurrencyWhile(): a failure resets the object": asked(
      "state/blockConcurrencyWhile: a failure",
      "lifecycle/section:",
    ),
    "blockConcurrencyWhile(): at most 30 s": asked("slow-lifecycle/section:"),
    "blockConcurrencyWhile(): a promise that never settles": asked("dropped/section:"),
    "abort(): reasons, and the callers' errors": asked("state/abort", "lifecycle/abort:"),
    "abort(): drops uncommitted writes": asked("lifecycle/abort: keeps committed writes only"),
    exports: asked("exports/exports:"),
    facets: asked("facets/"),
    container: unsupported(PLATFORM),
    "configureReadReplication(), replicas, restore()": asked("state/optional methods of ctx"),
    "version, primaryStub: undefined": asked("flags-versions/version:"),
  }),
  ...rows("Classes", {
    "fetch, alarm, webSocket handlers of the wrong type count as absent": asked("handlers/"),
    "a class without fetch()": asked("rpc/fetch a class without fetch", "handlers/fetch:"),
    "without the base class: requests only": asked(
      "rpc/a class without RPC",
      "rpc/fetch of a class",
    ),
    "without the base class, js_rpc": asked("js-rpc/"),
  }),
  ...rows("What a worker exports", {
    "WorkerEntrypoint: calls, requests, props": asked("exports/props:", "exports/ctx: of an entry"),
    "handler objects": asked("exports/handler:", "exports/ctx: of a handler"),
    "Durable Object classes with and without storage": asked("exports/exports: shapes"),
    "loopback bindings": asked("exports/loopback:"),
    "props of classes and bindings": asked("exports/props: of"),
  }),
  ...rows("cloudflare:workers", {
    "classes, their names and bases": asked("module/exports:"),
    "env and exports": asked("exports/exports: of the module", "module/env:"),
    "waitUntil()": asked("module/waitUntil:"),
    "withEnv(), withExports(), withEnvAndExports()": asked("async-context/withE"),
    "tracing, cache; waitUntil() at the top": asked("async-context/module:"),
    "restore, abortIsolate()": unsupported(EXPERIMENTAL),
  }),
  ...rows("Modules and flags", {
    "text, data, JSON, WebAssembly and CommonJS modules": asked(
      "modules/modules:",
      "modules/common:",
    ),
    "missing modules": asked("modules/missing:", "node-modules/missing:"),
    "node:assert, buffer, events, util": asked("node-modules/"),
    "node:path, querystring, string_decoder, url, timers, punycode, constants, os": asked(
      "node-more/exports: missing names",
      "node-more/path",
      "node-more/querystring",
      "node-more/string_decoder",
      "node-more/url",
      "node-more/timers",
      "node-more/punycode",
    ),
    "node:stream": asked("node-more/stream:"),
    "node:diagnostics_channel, perf_hooks": asked(
      "node-more/diagnostics_channel",
      "node-more/perf_hooks",
    ),
    "node:fs, net, http and others: imported": asked("node-more/unsupported:"),
    "node:fs, net, http and others: their functions": unsupported("a page has no files or sockets"),
    "node:crypto: hashes, random values, derived keys": asked("node-more/crypto:"),
    "node:crypto: ciphers, signatures, key objects": unsupported(
      "use crypto.subtle, which browsers have",
    ),
    "node:zlib: asynchronous functions and streams": asked("node-more/zlib:"),
    "node:zlib: synchronous functions, Brotli, Zstandard": unsupported(
      "browsers compress asynchronously, with gzip and deflate only",
    ),
    "node:async_hooks": asked("async-context/store:", "async-context/resource:"),
    "process, by flag and date": asked("node-globals/process:", "node-globals-2024/old globals: p"),
    "setImmediate(), timers that are objects": asked(
      "node-globals/setImmediate",
      "node-globals/timeouts:",
      "node-globals-2024/old globals: ",
    ),
    "Node's globals, by flag and date": asked(
      "node-globals/globals:",
      "node-globals-2024/old globals: kinds",
      "node-globals-none/",
    ),
    "workerd:unsafe": asked("unsafe/"),
    allow_irrevocable_stub_storage: asked("flags-stub-storage/"),
    "durable_object_io_tasks_prevent_eviction: no effect in workerd": asked("slow-io-tasks/"),
    "increase_websocket_message_size: no limit between objects": asked("flags-message-size/"),
    "flags without effect exist in workerd": elsewhere(
      "conformance/compatibility-flags.test.ts",
      "workerd knows every flag that is accepted without effect",
    ),
    "the dates of flags": elsewhere(
      "conformance/compatibility-flags.test.ts",
      "workerd has the same date for %s",
    ),
    "TCP sockets, containers, Python, dynamic workers, tails": unsupported(PLATFORM),
  }),
];

export const ctxMessages = messages(
  "ctx",
  [
    "Application called abort() to reset Durable Object.",
    "Disallowed operation called within global scope. …",
    "Cannot perform I/O on behalf of a different Durable Object. …",
    "blockConcurrencyWhile() calls are nested too deeply.",
    "A call to blockConcurrencyWhile() in a Durable Object waited for too long. The call was " +
      "canceled and the Durable Object was reset.",
    "Application called abortAllDurableObjects().",
    "Cannot evict Durable Object: its namespace has preventEviction set.",
    "Cannot evict Durable Object: it is not currently running.",
    "Timed out waiting to evict Durable Object: it still has active references.",
    "evict() can only be used on a Durable Object stub.",
    'options.webSockets must be "hibernate" or "close".',
    "Facets currently cannot set alarms.",
    "Facet name is too long (max 256 characters).",
    "Facet nesting depth limit exceeded. The maximum depth including the root Durable Object is 4.",
    "Facet was deleted.",
    "Facet was cloned-over.",
    "Stubs pointing to Durable Object facets are not serializable.",
  ],
  {
    "A critical section within this Durable Object awaited a Promise that apparently will never complete. …":
      unverified(
        "needs garbage collection to run first; workerd reached its 30 s timeout in every try",
      ),
    "This actor does not support read replication.": unsupported(EXPERIMENTAL),
    "configureReadReplication() called with unknown mode setting: …": unsupported(EXPERIMENTAL),
    "Replica Durable Objects cannot call configureReadReplication().": unsupported(EXPERIMENTAL),
    "This Durable Object's storage back-end does not support replication.":
      unsupported(EXPERIMENTAL),
  },
);
