import type { Database } from "./database.ts";
import type { FileImage } from "../disk/file-image.ts";
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
  const problems: string[] = [];
  try {
    const check = database.prepare("PRAGMA integrity_check");
    while (check?.step() === true) problems.push(...check.row().map(String));
    return problems.filter((problem) => problem !== "ok");
  } catch (error) {
    // Where SQLite cannot go on: before that it has perhaps told more.
    if (error instanceof SqliteError) return [...problems, error.message];
    throw error;
  } finally {
    database.close();
  }
}
