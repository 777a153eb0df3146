import {
  DiskError,
  type CommitReceipt,
  type Disk,
  type FileChange,
  type FileInfo,
  type RawRecord,
} from "./disk.ts";
import type { FileImage } from "./file-image.ts";
import type { SnapshotOptions } from "./file-snapshot.ts";

/** A disk that can be lost while it is open. */
export interface LosableDisk extends Disk {
  /** What marks its owner. */
  readonly token: string;
}

export interface ReopeningDiskOptions<Inner extends LosableDisk> {
  /**
   * Opens the disk.
   *
   * @param onLost to be called if the browser takes the disk away
   * @param after the token of the owner that this one follows; undefined for the first. If somebody
   *   else has owned the disk since, it must be refused as `fenced`.
   */
  open(onLost: (error: DiskError) => void, after: string | undefined): Promise<Inner>;

  /** The disk was lost: every image that was given out is void, and what was on its way is lost. */
  lost(error: DiskError): void;

  /** The disk is there again. */
  reopened(): void;
}

/**
 * A disk that is opened again after it was lost: the browser closed its database or aborted a
 * transaction, or somebody deleted it. The next call after that opens it; if that fails, the call
 * fails, and the next one tries again.
 *
 * A commit of files that were opened before the loss is refused: their images may not be what is on
 * the disk. Nor is a disk opened again that another host has owned meanwhile.
 */
export class ReopeningDisk<Inner extends LosableDisk = LosableDisk> implements Disk {
  readonly name: string;
  readonly #options: ReopeningDiskOptions<Inner>;
  #inner: Inner | undefined;
  #opening: Promise<Inner> | undefined;
  #token: string | undefined;
  /** How often each file is open on the present disk, and how often on those that were lost. */
  #opens = new Map<string, number>();
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
    // Lost in the very moment in which it was read.
    if (this.#inner !== inner) throw this.#void(`open "${path}"`, path);
    this.#opens.set(path, (this.#opens.get(path) ?? 0) + 1);
    return image;
  }

  release(path: string): void {
    // Those who opened it earlier are taken to release it earlier, so that no image in use goes.
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

  /** One that is lost is asked for its owner when it is opened again. */
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
    // Whatever it still does can only fail.
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

/** @returns false where there was nothing to take away. */
function decrease(counts: Map<string, number>, path: string): boolean {
  const count = counts.get(path) ?? 0;
  if (count === 0) return false;
  if (count === 1) counts.delete(path);
  else counts.set(path, count - 1);
  return true;
}
