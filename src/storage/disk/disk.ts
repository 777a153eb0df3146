import type { FileImage } from "./file-image.ts";
import type { SnapshotOptions } from "./file-snapshot.ts";

/** One run of bytes that a commit changed. `bytes` is a copy and never changes afterwards. */
export interface ByteRange {
  /** Where in the file the run begins, in bytes. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** What one commit does to one file. */
export interface FileChange {
  /** The file's path on its disk: `<uniqueKey>/metadata.sqlite` or `<uniqueKey>/<id>.sqlite`. */
  readonly path: string;
  /** The file's size after the commit, in bytes. 0: the file no longer exists. */
  readonly size: number;
  /**
   * True when the file's earlier bytes are all void (a new blank file took its place, as
   * `deleteAll()` does): `ranges` then hold the whole file.
   */
  readonly replaced: boolean;
  /** In ascending order of offset, not overlapping, all below `size`. */
  readonly ranges: readonly ByteRange[];
}

/** What a durable commit cost. */
export interface CommitReceipt {
  /** Bytes written to the disk, log record and folded chunks together. */
  readonly bytes: number;
  /** Files that the commit changed. */
  readonly files: number;
}

export interface FileInfo {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/** A record as it lies on the disk. */
export interface RawRecord {
  readonly key: IDBValidKey;
  /** Undefined if the browser could not give it back. */
  readonly value: unknown;
}

/**
 * Where files are kept: what workerd calls `localDisk`, or memory.
 *
 * A disk has one user at a time, the committer of its host. Between `open()` and `release()` the
 * disk and the SQLite connection share one {@link FileImage}; the image is always what the disk
 * holds plus what is on its way there.
 */
export interface Disk {
  /** The name that the configuration gives, for error messages. */
  readonly name: string;

  /**
   * The file's bytes; an empty image (size 0) when there is no such file. The same image is
   * returned until it is released as often as it was opened, or discarded.
   *
   * @throws {DiskError} code `damaged` (a missing chunk, a torn record, a wrong checksum: names
   *   the file; its bytes stay as they are and other files go on), or `unavailable`.
   */
  open(path: string): Promise<FileImage>;

  /**
   * Says that the caller is done with an image, whose changes are all committed by now. The disk
   * may keep it cached, or drop it. Every `open()` needs its `release()`, also after a `discard()`.
   */
  release(path: string): void;

  /**
   * Makes the changes durable: all of them, or none. `changes` must be taken from the images in
   * the same turn, so that each image is exactly what the file holds once the commit is through,
   * and there is at most one for each file. Calls must not overlap: wait for one before the next.
   *
   * A change that is `replaced`, or whose size is 0, may be of a file that is not open, and of one
   * that is damaged: the file is then as good as new.
   *
   * @throws {DiskError} with code `fenced` (another host owns the disk now), `quota`, or
   *   `unavailable`. Then nothing of it is on the disk, and the images of the changed files are
   *   void: `discard()` them and open them anew.
   */
  commit(changes: readonly FileChange[]): Promise<CommitReceipt>;

  /**
   * Puts files in the places of whatever is there, as `commit()` does: all of them, or none; those
   * without bytes are deleted. Images of them that were given out are void from then on, and nobody
   * may change one meanwhile. Must not overlap a commit.
   *
   * @throws {DiskError} as `commit()` does; then every file is what it was.
   */
  replace(files: ReadonlyMap<string, Uint8Array>): Promise<CommitReceipt>;

  /**
   * The bytes of every file at one moment, by its path, also of what is still on its way to the
   * disk. Files may be used and committed meanwhile, but not replaced.
   *
   * @throws {DiskError} `unavailable`
   */
  snapshot(options: SnapshotOptions): Promise<Map<string, Uint8Array>>;

  /** Drops images whose bytes never reached the disk. The next `open()` reads the disk again. */
  discard(paths: Iterable<string>): void;

  /** Every file whose path begins with `prefix` (default: all), in the order of their paths. */
  list(prefix?: string): Promise<FileInfo[]>;

  /**
   * Everything on the disk that concerns one file, as it is and whether or not it is damaged: for
   * rescue. Nothing where files are not kept as records.
   *
   * @throws {DiskError} `unavailable`
   */
  exportRaw(path: string): Promise<RawRecord[]>;

  /**
   * Makes sure that this host still owns the disk, after it may have been stopped for long.
   *
   * @throws {DiskError} with code `fenced`, or `unavailable`.
   */
  confirm(): Promise<void>;

  /** Lets go of the disk. Nothing may be called afterwards. */
  close(): Promise<void>;
}

export type DiskErrorCode =
  /** The bytes on the disk are not what was written: one file is affected. */
  | "damaged"
  /** The disk was written by a newer tabd: nothing is touched. */
  | "newer-format"
  /** Another host has become the owner of the disk. */
  | "fenced"
  /** The browser gives no more room. */
  | "quota"
  /** The browser refuses, lost or closed the database. */
  | "unavailable";

/** A disk's refusal. The message names the disk and, where there is one, the file. */
export class DiskError extends Error {
  override readonly name = "DiskError";
  readonly code: DiskErrorCode;
  /** The file concerned, if it is one. */
  readonly path: string | undefined;

  constructor(code: DiskErrorCode, message: string, options?: { path?: string; cause?: unknown }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.path = options?.path;
  }
}
