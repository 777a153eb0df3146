import type { SqlValue } from "./database.ts";

/**
 * What every change of the file depends on being seen. EXCLUSIVE spares the change counter of every
 * commit and most reads; MEMORY keeps the rollback journal off the file system, and WAL would put
 * the writes in a file that no one sees; with `cache_spill=OFF` the file is written at COMMIT and
 * never before, so that it always holds what was committed last.
 */
export const VITAL_SETTINGS =
  "PRAGMA locking_mode=EXCLUSIVE;PRAGMA journal_mode=MEMORY;PRAGMA cache_spill=OFF;";

/**
 * Pages that are not in SQLite's own cache are copied from JavaScript's memory, which is cheap: the
 * cache is small (in KiB, negative). Foreign keys are on in workerd (`build/BUILD.sqlite3`,
 * DEFAULT_FOREIGN_KEYS).
 */
export const SETTINGS =
  `${VITAL_SETTINGS}PRAGMA synchronous=OFF;PRAGMA temp_store=MEMORY;` +
  "PRAGMA cache_size=-128;PRAGMA foreign_keys=ON;";

/** What a user may set by PRAGMA for one connection and read back (`util/sqlite.c++:551-560`). */
const FLAGS = [
  "foreign_keys",
  "ignore_check_constraints",
  "legacy_alter_table",
  "recursive_triggers",
  "reverse_unordered_selects",
];

/**
 * The statements that give a new connection the settings that this one has: a connection may be
 * closed and opened again while its database is idle, and the user must not notice.
 *
 * `defer_foreign_keys` is not among them: it ends with each transaction.
 */
export function readSessionSettings(get: (sql: string) => SqlValue[] | undefined): string {
  const settings = FLAGS.map((name) => [name, get(`PRAGMA ${name}`)?.[0] ?? 0] as const);
  // This one cannot be read, but seen.
  const caseSensitive = get("SELECT 'a' NOT LIKE 'A'")?.[0] ?? 0;
  return [...settings, ["case_sensitive_like", caseSensitive] as const]
    .map(([name, value]) => `PRAGMA ${name}=${String(value)};`)
    .join("");
}
