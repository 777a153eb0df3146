import type { SqlValue } from "./database.ts";

/**
 * Tracking of changes depends on these. EXCLUSIVE saves the change counter of every commit and most
 * reads. MEMORY keeps the rollback journal off the file system; WAL would write to a file that is not
 * tracked. With `cache_spill=OFF` the file is written at COMMIT only, so that it always has the last
 * committed state.
 */
export const VITAL_SETTINGS =
  "PRAGMA locking_mode=EXCLUSIVE;PRAGMA journal_mode=MEMORY;PRAGMA cache_spill=OFF;";

/**
 * The cache is small (negative: in KiB), because copying pages from JavaScript's memory is cheap.
 * Foreign keys are on in workerd (`build/BUILD.sqlite3`, DEFAULT_FOREIGN_KEYS).
 */
export const SETTINGS =
  `${VITAL_SETTINGS}PRAGMA synchronous=OFF;PRAGMA temp_store=MEMORY;` +
  "PRAGMA cache_size=-128;PRAGMA foreign_keys=ON;";

/** Settings of a connection that user SQL may change by PRAGMA (`util/sqlite.c++:551-560`). */
const FLAGS = [
  "foreign_keys",
  "ignore_check_constraints",
  "legacy_alter_table",
  "recursive_triggers",
  "reverse_unordered_selects",
];

/**
 * Statements that copy the settings to a new connection: idle connections are closed and reopened,
 * which must have no visible effect. `defer_foreign_keys` is left out: it ends with each transaction.
 */
export function readSessionSettings(get: (sql: string) => SqlValue[] | undefined): string {
  const settings = FLAGS.map((name) => [name, get(`PRAGMA ${name}`)?.[0] ?? 0] as const);
  // `PRAGMA case_sensitive_like` cannot be read.
  const caseSensitive = get("SELECT 'a' NOT LIKE 'A'")?.[0] ?? 0;
  return [...settings, ["case_sensitive_like", caseSensitive] as const]
    .map(([name, value]) => `PRAGMA ${name}=${String(value)};`)
    .join("");
}
