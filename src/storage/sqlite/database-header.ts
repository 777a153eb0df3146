import { PAGE_SIZE } from "../disk/file-image.ts";
import type { PageFile } from "./page-file.ts";

/** The header of a database file, in its first page: https://sqlite.org/fileformat2.html */
const HEADER_SIZE = 100;
const MAGIC = "SQLite format 3\0";
/** Two bytes, big-endian; 65,536 is written as 1. */
const PAGE_SIZE_AT = 16;
/** Journal mode for writing and reading: 1 for a rollback journal, 2 for a write-ahead log. */
const WRITE_VERSION_AT = 18;
const READ_VERSION_AT = 19;
const ROLLBACK_JOURNAL = 1;
const WRITE_AHEAD_LOG = 2;

/** Whether a file begins as an SQLite database does. */
export function beginsAsDatabase(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, MAGIC.length)) === MAGIC;
}

/**
 * Accepts empty files, and files that are not databases: SQLite reports those itself.
 *
 * @throws {Error} if a database has another page size than tabd's
 */
export function checkPageSize({ path, image }: PageFile): void {
  if (image.size < HEADER_SIZE) return;
  const header = image.view(0, HEADER_SIZE);
  if (!beginsAsDatabase(header)) return;
  const size = pageSizeOf(header);
  if (size === PAGE_SIZE) return;
  throw new Error(
    `cannot open ${path}: its page size is ${size} bytes, but tabd and ` +
      `workerd use ${PAGE_SIZE}; run PRAGMA page_size=${PAGE_SIZE} and VACUUM on it elsewhere`,
  );
}

/** The page size in bytes that the header of a database names. */
export function pageSizeOf(header: Uint8Array): number {
  const size = ((header[PAGE_SIZE_AT] ?? 0) << 8) | (header[PAGE_SIZE_AT + 1] ?? 0);
  return size === 1 ? 65_536 : size;
}

/** The first page of a file with its journal mode changed from write-ahead log to rollback. */
export function withoutWriteAheadLog(page: Uint8Array): Uint8Array {
  if (page[WRITE_VERSION_AT] !== WRITE_AHEAD_LOG && page[READ_VERSION_AT] !== WRITE_AHEAD_LOG) {
    return page;
  }
  const copy = page.slice();
  copy[WRITE_VERSION_AT] = ROLLBACK_JOURNAL;
  copy[READ_VERSION_AT] = ROLLBACK_JOURNAL;
  return copy;
}
