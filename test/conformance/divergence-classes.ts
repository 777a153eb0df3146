/** Divergences with the same consequence for a user. */
export interface DivergenceClass {
  readonly title: string;
  readonly consequence: string;
  /** Beginnings of the labels of its scenarios. */
  readonly labels: readonly string[];
}

/** Each divergence is in one class. */
export const DIVERGENCE_CLASSES: readonly DivergenceClass[] = [
  {
    title: "workerd refuses it, tabd accepts it",
    consequence:
      "code that uses the storage or stubs of another object or request, creates sockets at the top level, compiles WebAssembly from bytes, or clones a Proxy",
    labels: ["kept:", "owners:", "module scope:", "code from bytes:", "refused: a proxy"],
  },
  {
    title: "other words",
    consequence: "the same operation fails in both, with another message, mark or stack",
    labels: [
      "stream: after a sink",
      "compression:",
      "assert:",
      "path: an argument",
      "alarm limit:",
      "process: exit()",
      "stack:",
      "edges: transaction",
      "texts: the offset",
    ],
  },
  {
    title: "build of SQLite",
    consequence: "no FTS5, R-Trees and UPDATE … LIMIT; another limit of printf()",
    labels: ["virtual tables:", "policy: an SQLite build option", "texts: limits of printf()"],
  },
  {
    title: "rows read and written",
    consequence: "a cursor's counts differ for some queries; no result does",
    labels: ["counts, unknown:"],
  },
  {
    title: "OR ROLLBACK and bound buffers",
    consequence: "tabd resets the object at once, and reads a bound buffer once",
    labels: ["edges: OR ROLLBACK", "edges: writes after OR ROLLBACK", "texts: a bound buffer"],
  },
  {
    title: "storage in memory",
    consequence: "tabd's has SQL and limits, workerd's has not; storage on a disk is the same",
    labels: ["storage:"],
  },
  {
    title: "stored stubs and host objects",
    consequence: "tabd refuses to store them, because only workerd can read them",
    labels: ["put: requests", "stub storage:"],
  },
  {
    title: "lifetimes",
    consequence:
      "when objects, facets and handlers end after a timeout, an eviction or an absent caller",
    labels: ["evict:", "body: a short body", "timeout:", "request signal:"],
  },
  {
    title: "console",
    consequence: "tabd reports failures of alarms and objects as events of the page",
    labels: ["log:", "util: inspect()"],
  },
  {
    title: "the browser's platform",
    consequence:
      "header names, cache modes, global names, paths of Windows, AsyncLocalStorage in a thenable's then()",
    labels: ["headers:", "sent:", "Cloudflare:", "global:", "store: with thenables", "path: win32"],
  },
];
