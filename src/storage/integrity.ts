import type { Database } from "./database.ts";
import type { FileImage } from "./file-image.ts";
import { PageFile } from "./page-file.ts";
import { SqliteError } from "./sqlite-error.ts";

/**
 * Has SQLite look through a whole file, which it leaves as it is. Takes about as long as reading it.
 *
 * @returns what is wrong with it, in SQLite's words; nothing if it is sound. A file without any bytes
 *   is sound.
 */
export function checkIntegrity(
  sqlite: { open(file: PageFile): Database },
  image: FileImage,
  path = "the file",
): string[] {
  const database = sqlite.open(new PageFile(path, image));
  try {
    const problems = database.all("PRAGMA integrity_check").map(([problem]) => String(problem));
    const orphans = database
      .all("PRAGMA foreign_key_check")
      .map(
        ([table, row, parent]) => `row ${row} of ${table} refers to a row that is not in ${parent}`,
      );
    return [...problems.filter((problem) => problem !== "ok"), ...orphans];
  } catch (error) {
    if (error instanceof SqliteError) return [error.message];
    throw error;
  } finally {
    database.close();
  }
}
