import { beginsAsFacetIndex } from "../actor/facets/facet-index.ts";
import { parseFilePath } from "../actor/file-path.ts";
import { packFiles, unpackFiles } from "../protocol/file-archive.ts";
import type { CheckedFiles } from "../protocol/file-jobs.ts";
import type { FileArchive } from "../protocol/host-control.ts";
import { FileImage, PAGE_SIZE } from "../storage/disk/file-image.ts";
import type { Database } from "../storage/sqlite/database.ts";
import { beginsAsDatabase, checkPageSize } from "../storage/sqlite/database-header.ts";
import { checkIntegrity } from "../storage/sqlite/integrity.ts";
import { PageFile } from "../storage/sqlite/page-file.ts";
import type { Sqlite } from "../storage/sqlite/sqlite.ts";
import { SqliteError } from "../storage/sqlite/sqlite-error.ts";
import { replayLog } from "../storage/sqlite/write-ahead-log.ts";
import { actionProblem, schemaProblem, valueProblem } from "../storage/tables/own-tables.ts";
import { refused, sortPaths } from "./import-paths.ts";

/** Four bytes, big-endian: 1 for UTF-8; 0 in a database without tables. */
const ENCODING_AT = 56;

/**
 * Checks files that are to be imported: their paths, their logs, their schemas, and each of them
 * with SQLite. SQLite may take forever over a hostile file: run this where it can be terminated.
 *
 * @param begin is called before each file.
 * @throws {Error} that names the first file that cannot be imported, and says why.
 */
export async function checkImport(
  archive: FileArchive,
  sqlite: Sqlite,
  begin: (path: string, size: number) => void,
): Promise<CheckedFiles> {
  const given = new Map(await unpackFiles(archive));
  const files: (readonly [path: string, bytes: Uint8Array])[] = [];
  const replayed: string[] = [];
  const { databases, indexes } = sortPaths(given.keys());
  for (const path of indexes) {
    const bytes = given.get(path) ?? new Uint8Array(0);
    checkIndex(path, bytes);
    files.push([path, bytes]);
  }
  for (const path of databases) {
    let bytes = given.get(path) ?? new Uint8Array(0);
    const log = given.get(`${path}-wal`);
    begin(path, bytes.length + (log?.length ?? 0));
    if (log !== undefined) {
      const { bytes: whole, commits } = replay(path, bytes, log);
      bytes = whole;
      if (commits > 0) replayed.push(path);
    }
    if (bytes.length > 0) checkDatabase(path, bytes, sqlite);
    files.push([path, bytes]);
  }
  return { archive: packFiles(files), replayed };
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
  if (!beginsAsDatabase(bytes)) throw refused(path, "it does not begin as an SQLite database does");
  const image = new FileImage();
  image.write(0, bytes);
  const file = new PageFile(path, image);
  try {
    checkPageSize(file);
  } catch (error) {
    throw refused(path, (error as Error).message);
  }
  if (bytes.length % PAGE_SIZE !== 0) {
    throw refused(path, `it is cut off: ${bytes.length} bytes are not a whole number of pages`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(ENCODING_AT) > 1) {
    throw refused(path, "its text is in UTF-16, and workerd's databases have UTF-8");
  }
  const kind = parseFilePath(path)?.kind === "metadata" ? "metadata" : "object";
  // Before the check of the whole file, which evaluates expressions of the file.
  const problem =
    ask(sqlite, file, (database) => schemaProblem(database, kind)) ??
    damage(checkIntegrity(sqlite, image, path)) ??
    ask(
      sqlite,
      file,
      (database) => actionProblem(database) ?? valueProblem(database) ?? idProblem(database, kind),
    );
  if (problem !== undefined) throw refused(path, problem);
}

function ask(
  sqlite: Sqlite,
  file: PageFile,
  question: (database: Database) => string | undefined,
): string | undefined {
  const database = sqlite.open(file);
  try {
    return question(database);
  } catch (error) {
    if (error instanceof SqliteError) return damage([error.message]);
    throw error;
  } finally {
    database.close();
  }
}

/** An object's file is found by its id, so a row with another text could mean another file. */
function idProblem(database: Database, kind: "metadata" | "object"): string | undefined {
  if (kind === "object" || !schemaHasAlarms(database)) return undefined;
  const sql =
    "SELECT 1 FROM _cf_ALARM WHERE length(actor_id) <> 64 OR actor_id GLOB '*[^0-9a-f]*' LIMIT 1";
  if (database.get(sql) === undefined) return undefined;
  return "its table _cf_ALARM has a row whose actor_id is not an object's id of 64 hex digits";
}

function schemaHasAlarms(database: Database): boolean {
  return database.get("SELECT 1 FROM sqlite_schema WHERE name = '_cf_ALARM'") !== undefined;
}

function damage([problem, ...more]: readonly string[]): string | undefined {
  if (problem === undefined) return undefined;
  const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
  return `SQLite finds it damaged: ${problem}${others}`;
}
