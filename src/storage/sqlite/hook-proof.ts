import type { Database } from "./database.ts";
import { FileImage } from "../disk/file-image.ts";
import { PageFile } from "./page-file.ts";
import { openSqlJs, type SqlJs } from "./sql-js.ts";

const TEXT = "tabd sees every page";

/**
 * Verifies that changes of a file are tracked: writes, applies the tracked changes to an empty file
 * and lets sql.js read that; then lets SQLite truncate the file and checks that this is detected.
 * Takes about 2 ms, and also compiles SQLite's code before it is needed.
 *
 * @throws {Error} if changes are not tracked
 */
export function proveHook(sqlite: { open(file: PageFile): Database }, module: SqlJs): void {
  const file = new PageFile("the start-up check", new FileImage());
  const database = sqlite.open(file);
  try {
    const problem = findProblem(module, database);
    if (problem !== undefined) throw new Error(`${problem}, so that changes would be lost`);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new Error(`tabd cannot use this build of sql.js: ${problem}; use sql.js 1.16`, {
      cause: error,
    });
  } finally {
    database.close();
  }
}

function findProblem(module: SqlJs, database: Database): string | undefined {
  const { file } = database;
  const copy = new FileImage();
  const replay = (): boolean => {
    const change = file.takeChanges();
    for (const { offset, bytes } of change?.ranges ?? []) copy.write(offset, bytes);
    return change !== undefined && copy.size === file.image.size;
  };
  database.exec("CREATE TABLE proof (id INTEGER PRIMARY KEY, text TEXT)");
  if (!replay()) return "the first write was not tracked";
  database.run("INSERT INTO proof (text) VALUES (?)", TEXT);
  if (!replay()) return "a later write was not tracked";
  if (readBack(module, copy) !== TEXT) return "the tracked changes are not what was written";

  database.exec("DROP TABLE proof");
  file.takeChanges();
  database.exec("VACUUM");
  if (file.takeChanges()?.replaced !== true)
    return "it was not detected that SQLite truncated the file";
  return undefined;
}

/** Reads the text from a copy of the bytes, without change tracking. */
function readBack(module: SqlJs, image: FileImage): unknown {
  const database = openSqlJs(module, image.toBytes());
  try {
    return database.exec("SELECT text FROM proof")[0]?.values[0]?.[0];
  } finally {
    database.close();
  }
}
