import type { Committer } from "../storage/disk/committer.ts";
import type { Disk } from "../storage/disk/disk.ts";
import type { Sqlite } from "../storage/sqlite/sqlite.ts";

/** Where a namespace's files are. */
export interface NamespaceStorage {
  readonly disk: Disk;
  readonly committer: Committer;
  readonly sqlite: Sqlite;
}
