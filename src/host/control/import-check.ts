import { beginsAsFacetIndex } from "../../actor/facets/facet-index.ts";
import { checkPageSize } from "../../storage/sqlite/database-header.ts";
import { FileImage, PAGE_SIZE } from "../../storage/disk/file-image.ts";
import { checkIntegrity } from "../../storage/sqlite/integrity.ts";
import { PageFile } from "../../storage/sqlite/page-file.ts";
import type { Sqlite } from "../../storage/sqlite/sqlite.ts";
import { replayLog } from "../../storage/sqlite/write-ahead-log.ts";
import { refused, sortPaths } from "./import-paths.ts";

const METADATA = "/metadata.sqlite";
const MAGIC = "SQLite format 3\0";

/** Files that may be put in their places. */
export interface CheckedImport {
  /** By their paths; without bytes where a database was never written. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Those into which a log was replayed. */
  readonly replayed: string[];
}

/**
 * Looks at files that are to be imported: their paths, their logs, and each of them with SQLite.
 *
 * @param yieldTurn lets others have a turn, between two files.
 * @throws {Error} that names the first file that cannot be taken, and says why.
 */
export async function checkImport(
  given: ReadonlyMap<string, Uint8Array>,
  sqlite: Sqlite,
  yieldTurn: () => Promise<void>,
): Promise<CheckedImport> {
  const files = new Map<string, Uint8Array>();
  const replayed: string[] = [];
  const { databases, indexes } = sortPaths(given.keys());
  for (const path of indexes) {
    const bytes = given.get(path) ?? new Uint8Array(0);
    checkIndex(path, bytes);
    files.set(path, bytes);
  }
  for (const path of databases) {
    let bytes = given.get(path) ?? new Uint8Array(0);
    const log = given.get(`${path}-wal`);
    if (log !== undefined) {
      const { bytes: whole, commits } = replay(path, bytes, log);
      bytes = whole;
      if (commits > 0) replayed.push(path);
    }
    if (bytes.length > 0) checkDatabase(path, bytes, sqlite);
    files.set(path, bytes);
    await yieldTurn();
  }
  return { files, replayed };
}

function replay(path: string, database: Uint8Array, log: Uint8Array) {
  try {
    return replayLog(database, log);
  } catch (error) {
    throw refused(`${path}-wal`, `it ${(error as Error).message}`);
  }
}

function checkIndex(path: string, bytes: Uint8Array): void {
  if (bytes.length === 0 || beginsAsFacetIndex(bytes)) return;
  throw refused(path, "it does not begin as an index of facets does");
}

function checkDatabase(path: string, bytes: Uint8Array, sqlite: Sqlite): void {
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC) throw refused(path, "it does not begin as an SQLite database does");
  const image = new FileImage();
  image.write(0, bytes);
  const file = new PageFile(path, image);
  try {
    checkPageSize(file);
  } catch (error) {
    throw refused(path, (error as Error).message);
  }
  if (bytes.length % PAGE_SIZE !== 0) {
    throw refused(path, `it is cut off: ${bytes.length} bytes are no whole number of pages`);
  }
  const [problem, ...more] = checkIntegrity(sqlite, image, path);
  if (problem !== undefined) {
    const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
    throw refused(path, `SQLite finds it damaged: ${problem}${others}`);
  }
  if (path.endsWith(METADATA)) checkAlarms(path, file, sqlite);
}

/** A table of another shape would keep the namespace from being opened. */
function checkAlarms(path: string, file: PageFile, sqlite: Sqlite): void {
  const database = sqlite.open(file);
  try {
    const columns = database.all("SELECT name FROM pragma_table_info('_cf_ALARM')").flat();
    if (columns.length === 0) return;
    if (columns.includes("actor_id") && columns.includes("scheduled_time")) return;
    throw refused(path, "its table _cf_ALARM is not workerd's");
  } finally {
    database.close();
  }
}
