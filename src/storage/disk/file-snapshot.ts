import { type Disk, DiskError } from "./disk.ts";
import type { FileImage } from "./file-image.ts";

/** How many files are read at a time. */
const READS = 64;

/** What is asked of a disk's `snapshot()`. */
export interface SnapshotOptions {
  /** Called once, in the turn whose files they are. */
  readonly taken?: () => void;
  /** Called with the error of each file that is damaged; the others are given without it. */
  readonly damaged: (error: DiskError) => void;
}

/**
 * The files of a disk as they are at one moment, while they are written on: those that are in use
 * are copied at once, each other one when it is opened for the first time after that, before anybody
 * can change it.
 */
export class FileSnapshot {
  readonly #files = new Map<string, Uint8Array>();

  /** @param inUse the images that may change from now on. */
  constructor(inUse: Iterable<readonly [path: string, image: FileImage]>) {
    for (const [path, image] of inUse) this.keep(path, image);
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** The file is about to be used: what it is now is what it was. */
  keep(path: string, image: FileImage): void {
    if (!this.#files.has(path)) this.#files.set(path, image.toBytes());
  }

  /** In the order of the paths, without those that did not exist. */
  files(): Map<string, Uint8Array> {
    const there = [...this.#files].filter(([, bytes]) => bytes.length > 0);
    return new Map(there.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/**
 * Opens the files that a snapshot does not have yet, each for a moment, which keeps them.
 *
 * @param damaged called with the error of each file that is.
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
