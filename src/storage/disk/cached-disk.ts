import {
  type CommitReceipt,
  type Disk,
  DiskError,
  type FileInfo,
  type RawRecord,
  type SnapshotOptions,
} from "./disk.ts";
import { type FileChange, notOpen, replacement } from "./file-change.ts";
import type { FileImage } from "./file-image.ts";
import { FileSnapshot, keepOthers } from "./file-snapshot.ts";
import type { FileStore } from "./file-store.ts";
import { ImageCache } from "./image-cache.ts";

const DEFAULT_CACHE_BYTES = 64 << 20;

/** A disk on a {@link FileStore} with a cache of its images. */
export class CachedDisk implements Disk {
  readonly name: string;
  readonly token: string;
  readonly #store: FileStore;
  readonly #images: ImageCache;
  readonly #loading = new Map<string, Promise<void>>();
  /** Snapshots that are not complete yet. */
  readonly #snapshots = new Set<FileSnapshot>();
  /** The commit in flight. */
  #commit: { paths: ReadonlySet<string>; end: Promise<unknown> } | undefined;
  #closed: DiskError | undefined;

  /** @param cacheBytes budget of released files in memory */
  constructor(store: FileStore, cacheBytes: number = DEFAULT_CACHE_BYTES) {
    this.name = store.name;
    this.token = store.token;
    this.#store = store;
    this.#images = new ImageCache(cacheBytes);
  }

  async open(path: string): Promise<FileImage> {
    if (/\p{Surrogate}/u.test(path)) {
      throw new TypeError(
        `disk "${this.name}": "${path}" is not a path: it is not well-formed Unicode`,
      );
    }
    this.#check(`open "${path}"`);
    for (;;) {
      const image = this.#images.open(path);
      if (image !== undefined) {
        for (const snapshot of this.#snapshots) snapshot.keep(path, image);
        return image;
      }
      await (this.#loading.get(path) ?? this.#load(path));
    }
  }

  release(path: string): void {
    this.#images.release(path);
  }

  discard(paths: Iterable<string>): void {
    for (const path of paths) this.#images.discard(path);
  }

  async commit(changes: readonly FileChange[]): Promise<CommitReceipt> {
    if (this.#commit !== undefined) {
      throw new Error(`disk "${this.name}": wait for a commit to end before the next`);
    }
    const paths = new Set(changes.map(({ path }) => path));
    if (paths.size < changes.length) {
      throw new Error(`disk "${this.name}": a commit has two changes of one file`);
    }
    for (const path of paths) {
      // The image would miss the change.
      if (this.#loading.has(path)) throw notOpen(this.name, path);
    }
    const running = this.#run(changes);
    const end = running.catch(() => {});
    this.#commit = { paths, end };
    try {
      return await running;
    } finally {
      this.#commit = undefined;
    }
  }

  async replace(files: ReadonlyMap<string, Uint8Array>): Promise<CommitReceipt> {
    for (;;) {
      const loading = [...files.keys()].flatMap((path) => this.#loading.get(path) ?? []);
      if (loading.length === 0) break;
      await Promise.allSettled(loading);
    }
    // A file that is opened from here on is read after the commit.
    this.discard(files.keys());
    return this.commit([...files].map(replacement));
  }

  async snapshot({ taken, damaged }: SnapshotOptions): Promise<Map<string, Uint8Array>> {
    const snapshot = new FileSnapshot(this.#images.inUse());
    taken?.();
    this.#snapshots.add(snapshot);
    try {
      await keepOthers(this, snapshot, damaged);
    } finally {
      this.#snapshots.delete(snapshot);
    }
    return snapshot.files();
  }

  async list(prefix = ""): Promise<FileInfo[]> {
    this.#check("list its files");
    return this.#store.list(prefix);
  }

  async exportRaw(path: string): Promise<RawRecord[]> {
    this.#check(`export "${path}"`);
    return this.#store.exportRaw(path);
  }

  async confirm(): Promise<void> {
    this.#check("confirm its owner");
    await this.#store.confirm();
  }

  async close(): Promise<void> {
    this.#closed ??= new DiskError("unavailable", `disk "${this.name}": it is closed`);
    await this.#commit?.end;
    await this.#store.close();
    this.#images.clear();
  }

  #load(path: string): Promise<void> {
    const load = async (): Promise<void> => {
      if (this.#commit?.paths.has(path)) await this.#commit.end;
      this.#images.add(path, await this.#store.read(path));
    };
    const loading = load().finally(() => this.#loading.delete(path));
    this.#loading.set(path, loading);
    return loading;
  }

  async #run(changes: readonly FileChange[]): Promise<CommitReceipt> {
    this.#check(`commit ${changes.length} ${changes.length === 1 ? "file" : "files"}`);
    const receipt = await this.#store.commit(changes);
    for (const { path, size, replaced } of changes) {
      // If a file was replaced without being open, its cached image is outdated.
      if ((replaced || size === 0) && !this.#images.isOpen(path)) this.#images.discard(path);
    }
    return receipt;
  }

  #check(doing: string): void {
    if (this.#closed !== undefined) {
      throw new DiskError("unavailable", `${this.#closed.message} (asked to ${doing})`);
    }
    this.#store.check(doing);
  }
}
