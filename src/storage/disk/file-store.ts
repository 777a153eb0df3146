import type { CommitReceipt, FileInfo, RawRecord } from "./disk.ts";
import type { FileChange } from "./file-change.ts";
import type { FileImage } from "./file-image.ts";

/** Durable files without a cache, used by {@link CachedDisk}. Errors are those of `Disk`. */
export interface FileStore {
  /** The disk's name. */
  readonly name: string;

  /** This owner's fencing token; random. */
  readonly token: string;

  /**
   * @param doing completes "asked to …"
   * @throws {DiskError} if an earlier failure made the store unusable
   */
  check(doing: string): void;

  /** A new image of a file as stored; an empty one if the file does not exist. */
  read(path: string): Promise<FileImage>;

  /** As `Disk.commit()`. Calls do not overlap. */
  commit(changes: readonly FileChange[]): Promise<CommitReceipt>;

  list(prefix: string): Promise<FileInfo[]>;
  exportRaw(path: string): Promise<RawRecord[]>;
  confirm(): Promise<void>;
  close(): Promise<void>;
}
