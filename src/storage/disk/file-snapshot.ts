import { type Disk, DiskError } from "./disk.ts";
import type { FileImage } from "./file-image.ts";

/** Files that are read at a time. */
const READS = 64;

/**
 * The files of a disk at one moment, although writes continue. Files in use are copied at once. Each
 * other file is copied when it is opened for the first time, before its user can change it.
 */
export class FileSnapshot {
  readonly #files = new Map<string, Uint8Array>();

  /** @param inUse the images that may change from now on */
  constructor(inUse: Iterable<readonly [path: string, image: FileImage]>) {
    for (const [path, image] of inUse) this.keep(path, image);
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** Copies the file unless the snapshot has it. Call before the file can change. */
  keep(path: string, image: FileImage): void {
    if (!this.#files.has(path)) this.#files.set(path, image.toBytes());
  }

  /** Sorted by path, without files that do not exist. */
  files(): Map<string, Uint8Array> {
    const existing = [...this.#files].filter(([, bytes]) => bytes.length > 0);
    return new Map(existing.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/**
 * Opens and releases every file that the snapshot lacks: opening adds it.
 *
 * @param damaged called with the error of each damaged file
 */
export async function keepOthers(
  disk: Pick<Disk, "list" | "open" | "release">,
  snapshot: FileSnapshot,
  damaged: (error: DiskError) => void,
): Promise<void> {
  const files = await disk.list();
  const paths = files.map(({ path }) => path).filter((path) => !snapshot.has(path));
  const read = async (path: string): Promise<void> => {
    try {
      await disk.open(path);
      disk.release(path);
    } catch (error) {
      if (!(error instanceof DiskError) || error.code !== "damaged") throw error;
      damaged(error);
    }
  };
  while (paths.length > 0) await Promise.all(paths.splice(0, READS).map(read));
}
