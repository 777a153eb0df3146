import type { Database } from "./database.ts";
import { FileImage } from "../disk/file-image.ts";
import { PageFile } from "./page-file.ts";
import { openSqlJs, type SqlJs } from "./sql-js.ts";

const TEXT = "tabd sees every page";

/**
 * Proves that every change of a file is seen: writes, applies what was reported to an empty file,
 * and has sql.js read that as an ordinary copy; then has SQLite cut the file and looks whether that
 * was noticed. Takes about two milliseconds, and has SQLite's code compiled before it is needed.
 *
 * @throws {Error} if not
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
  if (!replay()) return "the first write was not seen";
  database.run("INSERT INTO proof (text) VALUES (?)", TEXT);
  if (!replay()) return "a later write was not seen";
  if (readBack(module, copy) !== TEXT) return "what was seen is not what was written";

  database.exec("DROP TABLE proof");
  file.takeChanges();
  database.exec("VACUUM");
  if (file.takeChanges()?.replaced !== true) return "it was not noticed that SQLite cut the file";
  return undefined;
}

/** The proof's text, read from a copy of the bytes without any of our doing. */
function readBack(module: SqlJs, image: FileImage): unknown {
  const database = openSqlJs(module, image.toBytes());
  try {
    return database.exec("SELECT text FROM proof")[0]?.values[0]?.[0];
  } finally {
    database.close();
  }
}
