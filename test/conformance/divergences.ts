/**
 * Scenarios in which tabd does not do what workerd does, and why. Whoever mends one takes it out
 * here: the tests fail when one of these conforms.
 */
export const DIVERGENCES: Readonly<Record<string, string>> = {
  "transaction: sync() inside": "the engine waits for the transaction itself",
  "transaction: a call to another object inside":
    "the output gate is locked by writes that are not committed yet",
  "transaction: an outer one that ends before its nested":
    "the engine ends a section only after those inside it",
  "transaction: an event waits for its end":
    "the engine delivers waiting events before the answer of the section",
  "sql: a deferred constraint that does not":
    "the engine leaves the code's name out of the message and marks the error as a reset",
  "cursor: counts of what SQLite looked at":
    "sql.js does not count what SQLite looks at: rows that came, and rows that changed, are counted",
  "policy: limits of expressions, patterns and values":
    "sql.js has no way to set these limits of SQLite's",
  "policy: a build option of SQLite's": "sql.js is built without SQLITE_ENABLE_UPDATE_DELETE_LIMIT",
};
