import {
  DiskError,
  type CommitReceipt,
  type Disk,
  type FileInfo,
  type RawRecord,
  type SnapshotOptions,
} from "./disk.ts";
import type { FileChange } from "./file-change.ts";
import type { FileImage } from "./file-image.ts";

/** A disk that the browser can close while it is open. */
export interface LosableDisk extends Disk {
  /** The fencing token of its owner. */
  readonly token: string;
}

interface ReopeningDiskOptions<Inner extends LosableDisk> {
  /**
   * Opens the disk.
   *
   * @param onLost to be called if the browser closes or deletes the disk
   * @param after the fencing token of the previous opening; undefined for the first. Must fail as
   *   `fenced` if another host has owned the disk since.
   */
  open(onLost: (error: DiskError) => void, after: string | undefined): Promise<Inner>;

  /** Called when the disk is lost: all open images are void, commits in flight have failed. */
  lost(error: DiskError): void;

  reopened(): void;
}

/**
 * A disk that opens again after the browser closed or deleted its database, or aborted a
 * transaction. The next call opens it. If that fails, the call fails and the next one tries again.
 *
 * A commit of files that were opened before the loss is refused: their images may differ from the
 * disk. A disk that another host has owned meanwhile is not opened again.
 */
export class ReopeningDisk<Inner extends LosableDisk = LosableDisk> implements Disk {
  readonly name: string;
  readonly #options: ReopeningDiskOptions<Inner>;
  #inner: Inner | undefined;
  #opening: Promise<Inner> | undefined;
  #token: string | undefined;
  /** How often each file is open on the present disk. */
  #opens = new Map<string, number>();
  /** How often each file is still open on disks that were lost. */
  readonly #stale = new Map<string, number>();
  #closed = false;

  private constructor(name: string, options: ReopeningDiskOptions<Inner>) {
    this.name = name;
    this.#options = options;
  }

  /** @throws {DiskError} what `options.open()` throws. */
  static async open<Inner extends LosableDisk>(
    name: string,
    options: ReopeningDiskOptions<Inner>,
  ): Promise<ReopeningDisk<Inner>> {
    const disk = new ReopeningDisk(name, options);
    await disk.#present();
    return disk;
  }

  async open(path: string): Promise<FileImage> {
    const inner = await this.#present();
    const image = await this.#guard(inner, inner.open(path));
    // The disk was lost while the file was read.
    if (this.#inner !== inner) throw this.#void(`open "${path}"`, path);
    this.#opens.set(path, (this.#opens.get(path) ?? 0) + 1);
    return image;
  }

  release(path: string): void {
    // Stale opens are released first, so that no image in use is dropped.
    if (decrease(this.#stale, path)) return;
    if (decrease(this.#opens, path)) this.#inner?.release(path);
  }

  async commit(changes: readonly FileChange[]): Promise<CommitReceipt> {
    const stale = changes.find(({ path }) => this.#stale.has(path) && !this.#opens.has(path));
    if (stale !== undefined) throw this.#void(`commit "${stale.path}"`, stale.path);
    const inner = await this.#present();
    return this.#guard(inner, inner.commit(changes));
  }

  async replace(files: ReadonlyMap<string, Uint8Array>): Promise<CommitReceipt> {
    const inner = await this.#present();
    return this.#guard(inner, inner.replace(files));
  }

  async snapshot(options: SnapshotOptions): Promise<Map<string, Uint8Array>> {
    const inner = await this.#present();
    return this.#guard(inner, inner.snapshot(options));
  }

  discard(paths: Iterable<string>): void {
    this.#inner?.discard(paths);
  }

  async list(prefix?: string): Promise<FileInfo[]> {
    const inner = await this.#present();
    return this.#guard(inner, inner.list(prefix));
  }

  async exportRaw(path: string): Promise<RawRecord[]> {
    const inner = await this.#present();
    return this.#guard(inner, inner.exportRaw(path));
  }

  /** A lost disk checks its owner when it is opened again. */
  async confirm(): Promise<void> {
    const inner = this.#inner;
    if (inner !== undefined) await this.#guard(inner, inner.confirm());
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#opening?.catch(() => undefined);
    await this.#inner?.close();
    this.#inner = undefined;
  }

  async #present(): Promise<Inner> {
    if (this.#inner !== undefined) return this.#inner;
    if (this.#closed) throw new DiskError("unavailable", `disk "${this.name}": it is closed`);
    this.#opening ??= this.#reopen().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #reopen(): Promise<Inner> {
    let early: DiskError | undefined;
    let inner: Inner | undefined = undefined;
    const onLost = (error: DiskError): void => {
      if (inner === undefined) early = error;
      else this.#lose(inner, error);
    };
    const again = this.#token !== undefined;
    inner = await this.#options.open(onLost, this.#token);
    if (early !== undefined) {
      await inner.close();
      throw early;
    }
    this.#inner = inner;
    this.#token = inner.token;
    if (again) this.#options.reopened();
    return inner;
  }

  async #guard<T>(inner: Inner, result: Promise<T>): Promise<T> {
    try {
      return await result;
    } catch (error) {
      if (error instanceof DiskError && error.code === "unavailable") this.#lose(inner, error);
      throw error;
    }
  }

  #lose(inner: Inner, error: DiskError): void {
    if (this.#inner !== inner || this.#closed) return;
    this.#inner = undefined;
    for (const [path, count] of this.#opens) {
      this.#stale.set(path, (this.#stale.get(path) ?? 0) + count);
    }
    this.#opens.clear();
    void inner.close().catch(() => undefined);
    this.#options.lost(error);
  }

  #void(doing: string, path: string): DiskError {
    return new DiskError(
      "unavailable",
      `disk "${this.name}": cannot ${doing}: the disk was lost after the file was opened; try again`,
      { path },
    );
  }
}

/** @returns false if the count was 0 */
function decrease(counts: Map<string, number>, path: string): boolean {
  const count = counts.get(path) ?? 0;
  if (count === 0) return false;
  if (count === 1) counts.delete(path);
  else counts.set(path, count - 1);
  return true;
}
