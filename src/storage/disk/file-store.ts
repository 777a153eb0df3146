import type { CommitReceipt, FileChange, FileInfo, RawRecord } from "./disk.ts";
import type { FileImage } from "./file-image.ts";

/**
 * Durable files without a cache: what a {@link CachedDisk} reads and writes. Errors are those of
 * `Disk`.
 */
export interface FileStore {
  /** The disk's name. */
  readonly name: string;

  /** Identifies this owner of the disk; random. */
  readonly token: string;

  /** @throws {DiskError} if an earlier failure made the store useless. `doing` completes "asked to …". */
  check(doing: string): void;

  /** A new image of a file, as it is on the disk; an empty one if there is no such file. */
  read(path: string): Promise<FileImage>;

  /** As `Disk.commit()`. Calls do not overlap. */
  commit(changes: readonly FileChange[]): Promise<CommitReceipt>;

  list(prefix: string): Promise<FileInfo[]>;
  exportRaw(path: string): Promise<RawRecord[]>;
  confirm(): Promise<void>;
  close(): Promise<void>;
}
