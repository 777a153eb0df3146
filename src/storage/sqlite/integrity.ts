import type { Database } from "./database.ts";
import type { FileImage } from "../disk/file-image.ts";
import { PageFile } from "./page-file.ts";
import { SqliteError } from "./sqlite-error.ts";

/**
 * Runs SQLite's integrity check, which does not change the file and takes about as long as reading
 * it.
 *
 * @returns SQLite's messages; empty if the file is sound or has no bytes
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
    // SQLite may have reported problems before it failed.
    if (error instanceof SqliteError) return [...problems, error.message];
    throw error;
  } finally {
    database.close();
  }
}
