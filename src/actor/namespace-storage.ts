import type { Committer } from "../storage/disk/committer.ts";
import type { Disk } from "../storage/disk/disk.ts";
import type { Sqlite } from "../storage/sqlite/sqlite.ts";

/** The disk of a namespace's files, and how they are opened and committed. */
export interface NamespaceStorage {
  readonly disk: Disk;
  readonly committer: Committer;
  readonly sqlite: Sqlite;
}
