import type { CommitReceipt, Disk, FileInfo, RawRecord, SnapshotOptions } from "./disk.ts";
import { type FileChange, replacement } from "./file-change.ts";
import { FileImage } from "./file-image.ts";
import { FileSnapshot } from "./file-snapshot.ts";
import { ImageCache } from "./image-cache.ts";

/** Released images are not cached: copying them again is cheap. */
const NO_CACHE = -1;

/**
 * A disk in the host's memory. Keeps a copy of each file besides the open image, so that uncommitted
 * bytes can be discarded as on any other disk.
 */
export class MemoryDisk implements Disk {
  readonly name: string;
  readonly #files = new Map<string, FileImage>();
  readonly #images = new ImageCache(NO_CACHE);

  constructor(name: string) {
    this.name = name;
  }

  async open(path: string): Promise<FileImage> {
    const open = this.#images.open(path);
    if (open !== undefined) return open;
    const image = new FileImage();
    const file = this.#files.get(path);
    if (file !== undefined) {
      image.size = file.size;
      for (const chunk of file.chunks) image.chunks.push(chunk.slice());
    }
    this.#images.add(path, image);
    this.#images.open(path);
    return image;
  }

  release(path: string): void {
    this.#images.release(path);
  }

  async commit(changes: readonly FileChange[]): Promise<CommitReceipt> {
    let bytes = 0;
    for (const { path, size, replaced, ranges } of changes) {
      let file = this.#files.get(path);
      if (file === undefined || replaced) file = new FileImage();
      file.truncate(size);
      for (const range of ranges) {
        file.write(range.offset, range.bytes);
        bytes += range.bytes.length;
      }
      // A file may end in zeros that are in no range.
      file.grow(size);
      if (replaced && !this.#images.isOpen(path)) this.#images.discard(path);
      if (size === 0) this.#files.delete(path);
      else this.#files.set(path, file);
    }
    return { bytes, files: changes.length };
  }

  async replace(files: ReadonlyMap<string, Uint8Array>): Promise<CommitReceipt> {
    this.discard(files.keys());
    return this.commit([...files].map(replacement));
  }

  async snapshot({ taken }: SnapshotOptions): Promise<Map<string, Uint8Array>> {
    const snapshot = new FileSnapshot(this.#images.inUse());
    for (const [path, file] of this.#files) snapshot.keep(path, file);
    taken?.();
    return snapshot.files();
  }

  discard(paths: Iterable<string>): void {
    for (const path of paths) this.#images.discard(path);
  }

  async list(prefix = ""): Promise<FileInfo[]> {
    const paths = [...this.#files.keys()].filter((path) => path.startsWith(prefix)).toSorted();
    return paths.map((path) => ({ path, size: this.#files.get(path)?.size ?? 0 }));
  }

  /** Has no other owner. */
  async confirm(): Promise<void> {}

  async exportRaw(): Promise<RawRecord[]> {
    return [];
  }

  async close(): Promise<void> {
    this.#files.clear();
    this.#images.clear();
  }
}
