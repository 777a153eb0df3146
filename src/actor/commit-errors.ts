import { markError } from "../rpc/error-marks.ts";
import type { Database } from "../storage/sqlite/database.ts";
import { sqlErrorMessage } from "../storage/sqlite/sql-error-message.ts";
import { SqliteError } from "../storage/sqlite/sqlite-error.ts";

/** A facet's commit has set an alarm. workerd does not mark this error as a reset either. */
export class FacetAlarmError extends Error {
  constructor() {
    super("Facets currently cannot set alarms.");
  }
}

/**
 * SQLite refused a commit, for a deferred constraint say (`io/actor-sqlite.c++:1203`). workerd does
 * not mark this error as a reset.
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

/** SQLite rolled back the transaction by itself: out of memory or room, or `OR ROLLBACK`. */
export function criticalError(cause: unknown, database: Database): object {
  return markError(toWorkerdError(cause, database), { durableObjectReset: true });
}

/** Words an error of SQLite as workerd does; returns any other error as it is. */
export function toWorkerdError(error: unknown, database: Database): unknown {
  if (!(error instanceof SqliteError)) return error;
  return new Error(sqlErrorMessage(error, database, undefined));
}

/** The disk refused a commit. */
export function diskError(cause: unknown): Error {
  const detail = cause instanceof Error ? cause.message : String(cause);
  const message = `Durable Object was reset because its last writes could not be made durable: ${detail}`;
  return markError(new Error(message, { cause }), { durableObjectReset: true });
}
