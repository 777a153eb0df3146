import type { CommitReceipt, Disk, FileChange, FileInfo, RawRecord } from "./disk.ts";
import { FileImage } from "./file-image.ts";
import { FileSnapshot, type SnapshotOptions } from "./file-snapshot.ts";
import { ImageCache } from "./image-cache.ts";
import { replacement } from "../indexed-db/large-change.ts";

/** A budget below every image: what is released can be copied again at no cost worth a cache. */
const KEEP_NONE = -1;

/**
 * Files in the memory of the host, gone with it. Keeps its own copy of each file beside the image
 * that it gives out, so that uncommitted bytes can be discarded as on any other disk.
 */
export class MemoryDisk implements Disk {
  readonly name: string;
  readonly #files = new Map<string, FileImage>();
  readonly #images = new ImageCache(KEEP_NONE);

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
      // A file may end in zeros that nobody wrote.
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

  /** Nobody else can own it. */
  async confirm(): Promise<void> {}

  async exportRaw(): Promise<RawRecord[]> {
    return [];
  }

  async close(): Promise<void> {
    this.#files.clear();
    this.#images.clear();
  }
}
