import type { FileChange } from "./file-change.ts";
import type { FileImage } from "./file-image.ts";

/** What a durable commit cost. */
export interface CommitReceipt {
  /** Bytes written to the disk: log records and folded chunks. */
  readonly bytes: number;
  /** Files that the commit changed. */
  readonly files: number;
}

export interface FileInfo {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/** One stored record, undecoded. */
export interface RawRecord {
  readonly key: IDBValidKey;
  /** Undefined if the browser cannot read it. */
  readonly value: unknown;
}

/** Options of {@link Disk.snapshot}. */
export interface SnapshotOptions {
  /** Called once, in the turn whose state the snapshot has. */
  readonly taken?: () => void;
  /** Called with the error of each damaged file. The snapshot has all other files. */
  readonly damaged: (error: DiskError) => void;
}

/**
 * Storage of files: workerd's `localDisk`, or memory.
 *
 * A disk has one user at a time, the committer of its host. Between `open()` and `release()` the
 * disk and the SQLite connection share one {@link FileImage}. It holds the stored bytes and all
 * changes that are not durable yet.
 */
export interface Disk {
  /** The name in the configuration; used in error messages. */
  readonly name: string;

  /**
   * The file's bytes; an empty image (size 0) if the file does not exist. Every call returns the
   * same image until it is discarded, or released as often as it was opened.
   *
   * @throws {DiskError} `damaged` (missing chunk, torn record, wrong checksum; the stored bytes stay
   *   as they are and other files are unaffected), or `unavailable`.
   */
  open(path: string): Promise<FileImage>;

  /**
   * Ends one use of an image; all its changes must be committed. The disk may keep the image cached.
   * Every `open()` needs one `release()`, also after a `discard()`.
   */
  release(path: string): void;

  /**
   * Makes all changes durable, or none. Take `changes` from the images in the turn of the call, so
   * that each image equals its file after the commit. There is at most one change for each file.
   * Calls must not overlap.
   *
   * A change that is `replaced`, or whose size is 0, may concern a file that is not open or is
   * damaged: it repairs the file.
   *
   * @throws {DiskError} `fenced` (another host owns the disk now), `quota`, or `unavailable`. Then
   *   nothing was written and the images of the changed files are void: `discard()` them and open
   *   the files again.
   */
  commit(changes: readonly FileChange[]): Promise<CommitReceipt>;

  /**
   * Replaces whole files: all of them, or none. A file without bytes is deleted. Images of these
   * files become void and must not change during the call. Must not overlap a commit.
   *
   * @throws {DiskError} as `commit()`; then no file was changed.
   */
  replace(files: ReadonlyMap<string, Uint8Array>): Promise<CommitReceipt>;

  /**
   * The bytes of all files at one moment, by path, including changes that are not durable yet. Files
   * may be used and committed meanwhile, but not replaced.
   *
   * @throws {DiskError} `unavailable`
   */
  snapshot(options: SnapshotOptions): Promise<Map<string, Uint8Array>>;

  /** Drops images whose changes were not stored. The next `open()` reads the disk again. */
  discard(paths: Iterable<string>): void;

  /** Every file whose path begins with `prefix` (default: all), in the order of their paths. */
  list(prefix?: string): Promise<FileInfo[]>;

  /**
   * All stored records of one file, undecoded, damaged or not: for data rescue. Empty for a disk
   * that does not store records.
   *
   * @throws {DiskError} `unavailable`
   */
  exportRaw(path: string): Promise<RawRecord[]>;

  /**
   * Checks that this host still owns the disk; used after the browser may have frozen the host.
   *
   * @throws {DiskError} `fenced` or `unavailable`
   */
  confirm(): Promise<void>;

  /** Closes the disk. No other method may be called afterwards. */
  close(): Promise<void>;
}

export type DiskErrorCode =
  /** The stored bytes of one file are not what was written. */
  | "damaged"
  /** A newer version of tabd wrote the disk. Nothing was changed. */
  | "newer-format"
  /** Another host has become the owner of the disk. */
  | "fenced"
  /** The browser's storage quota is used up. */
  | "quota"
  /** The browser refused, closed or deleted the database. */
  | "unavailable";

/** An error of a disk. The message names the disk and the file, if one is concerned. */
export class DiskError extends Error {
  override readonly name = "DiskError";
  readonly code: DiskErrorCode;
  /** The file concerned, if any. */
  readonly path: string | undefined;

  constructor(code: DiskErrorCode, message: string, options?: { path?: string; cause?: unknown }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.path = options?.path;
  }
}
