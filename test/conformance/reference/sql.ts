import { asked, EXPERIMENTAL, messages, rows, unsupported } from "./row.ts";

/** `ctx.storage.sql`. */
export const sqlRows = [
  ...rows("SQL", {
    "exec(): several statements; the last one runs to its first row at once": asked(
      "sql-values/sql: several statements",
      "sql-cursor/cursor: a statement runs at once",
    ),
    "exec(): arguments of every kind": asked("sql-values/sql: calls"),
    databaseSize: asked("sql-values/sql: databaseSize"),
    "Cursor and Statement": asked("sql-values/sql: shapes"),
    "ingest(), prepare(), setMaxPageCountForTest()": asked("sql-experimental/"),
    "cursor: next()": asked("sql-cursor/cursor: next()"),
    "cursor: toArray()": asked("sql-cursor/cursor: toArray()"),
    "cursor: one()": asked("sql-cursor/cursor: one()"),
    "cursor: raw()": asked("sql-cursor/cursor: raw()"),
    "cursor: iteration": asked("sql-cursor/cursor: iteration"),
    "cursor: columnNames": asked("sql-cursor/cursor: column names"),
    "cursor: rowsRead, rowsWritten": asked("sql-cursor/cursor: counts", "sql-counts/counts:"),
    "cursor: rowsRead, rowsWritten, where tabd cannot know them": asked(
      "sql-counts/counts, unknown: ",
    ),
    "cursor: the statement cache": asked("sql-cursor/cursor: the same statement twice"),
    "cursor: during writes, other events and deleteAll()": asked(
      "sql-cursor/cursor: writes",
      "sql-cursor/cursor: across",
      "sql-cursor/cursor: after deleteAll",
    ),
    "values: types, duplicate column names": asked("sql-values/sql: values"),
    "bindings of every kind": asked("sql-values/sql: bindings"),
    "in transactions": asked("sql-values/sql: in transactions"),
    "foreign keys, deferred constraints": asked(
      "sql-values/sql: foreign keys",
      "sql-values/sql: a deferred",
      "gates/output: a commit",
    ),
    "errors: name, extended name, place": asked(
      "sql-policy/policy: errors of SQLite",
      "sql-values/sql: offsets of errors in several statements",
    ),
    "policy: tables that begin with _cf_": asked("sql-policy/policy: system tables"),
    "policy: functions": asked("sql-policy/policy: functions"),
    "policy: pragmas": asked(
      "sql-policy/policy: pragmas",
      "sql-policy/policy: data_version",
      "sql-policy/policy: hexadecimal",
      "sql-policy/policy: a bound argument",
    ),
    "policy: views of pragmas as tables": asked("sql-policy/policy: a view of pragmas"),
    "policy: BEGIN, SAVEPOINT, ATTACH, TEMP": asked("sql-policy/policy: transactions"),
    "policy: virtual tables": asked("sql-more/virtual tables:"),
    "policy: ANALYZE, VACUUM, EXPLAIN": asked("sql-more/maintenance:"),
    "policy: DBCONFIG_DEFENSIVE": asked("sql-more/defensive:"),
    "policy: limits": asked("sql-policy/policy: limits", "sql-texts/texts: limits of"),
    "policy: build options": asked("sql-policy/policy: an SQLite build option"),
    defer_foreign_keys: asked("sql-edges/edges: defer_foreign_keys"),
    "cursors over writes, changes of tables, rollbacks and failing rows": asked(
      "sql-edges/edges: writes while",
      "sql-edges/edges: schema changes while",
      "sql-edges/edges: a rollback",
      "sql-edges/edges: a row of",
      "sql-edges/edges: deleteAll",
      "sql-edges/edges: unread rows of RETURNING",
      "sql-edges/edges: iterators",
    ),
    "OR ROLLBACK, RAISE(ROLLBACK)": asked(
      "sql-edges/edges: OR",
      "sql-edges/edges: writes after OR",
    ),
    SQLITE_FULL: asked("sql-edges/edges: a full database"),
  }),
];

export const sqlMessages = messages(
  "SQL",
  [
    "Expected exactly one result from SQL query, but got no results.",
    "Expected exactly one result from SQL query, but got multiple results.",
    "SQL code did not contain a statement.",
    "SQLite query was canceled because the database was deleted.",
    "abort due to ROLLBACK: SQLITE_ABORT (extended: SQLITE_ABORT_ROLLBACK)",
    "database or disk is full: SQLITE_FULL",
    "Expression tree is too large (maximum depth 100): SQLITE_ERROR",
    "triggers nested too deep: SQLITE_ERROR",
    "string or blob too big: SQLITE_TOOBIG",
    "When executing multiple SQL statements in a single call, only the last statement can have " +
      "parameters.",
    "Wrong number of parameter bindings for SQL query.",
    "To execute a transaction, please use the state.storage.transaction() or " +
      "state.storage.transactionSync() APIs instead of the SQL BEGIN TRANSACTION or SAVEPOINT " +
      "statements. The JavaScript API is safer because it will automatically roll back on " +
      "exceptions, and because it interacts correctly with Durable Objects' automatic atomic " +
      "write coalescing.",
    "near …: syntax error at offset …: SQLITE_ERROR",
    "…: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)",
    "access to … is prohibited: SQLITE_AUTH",
    "not authorized to use function: sqlite_version…: SQLITE_…",
    "not authorized: SQLITE_AUTH",
    "SQL is not enabled for this Durable Object class. To enable it, change `new_classes` to " +
      "`new_sqlite_classes`…",
    "This Durable Object is not backed by SQLite storage, so the SQL API is not available. …",
    "Durable Object was reset and rolled back to its last known good state because the " +
      "application left the database in a state where constraints were violated: …",
  ],
  {
    "A prepared SQL statement must contain only one statement.": unsupported(EXPERIMENTAL),
  },
);
