import type { Database } from "../storage/sqlite/database.ts";
import { sqlErrorMessage } from "../storage/sqlite/sql-error-message.ts";
import { SqliteError } from "../storage/sqlite/sqlite-error.ts";
import { markError } from "../rpc/error-marks.ts";

/** A commit that has set an alarm for a facet. workerd does not mark it as a reset either. */
export class FacetAlarmError extends Error {
  constructor() {
    super("Facets currently cannot set alarms.");
  }
}

/**
 * A commit that SQLite refused, for a deferred constraint say (`io/actor-sqlite.c++:1203`). workerd
 * does not mark it as a reset.
 */
export function commitError(cause: unknown, database: Database): object {
  if (cause instanceof FacetAlarmError) return cause;
  if (!(cause instanceof SqliteError)) {
    return markError(cause, { durableObjectReset: true });
  }
  return new Error(
    "Durable Object was reset and rolled back to its last known good state because the " +
      "application left the database in a state where constraints were violated: " +
      sqlErrorMessage(cause, database, undefined),
  );
}

/**
 * What made SQLite roll everything back by itself, in workerd's words: it has run out of room, or the
 * user's SQL told it to (`OR ROLLBACK`).
 */
export function criticalError(cause: unknown, database: Database): object {
  return markError(worded(cause, database), { durableObjectReset: true });
}

/** An error of SQLite's as user code sees it. */
export function worded(error: unknown, database: Database): unknown {
  if (!(error instanceof SqliteError)) return error;
  return new Error(sqlErrorMessage(error, database, undefined));
}

/** A commit that the disk refused. */
export function diskError(cause: unknown): Error {
  const detail = cause instanceof Error ? cause.message : String(cause);
  const message = `Durable Object was reset because its last writes could not be made durable: ${detail}`;
  return markError(new Error(message, { cause }), { durableObjectReset: true });
}
