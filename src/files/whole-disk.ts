import { packFiles } from "../protocol/file-archive.ts";
import type { FileArchive } from "../protocol/host-control.ts";
import { diskChannelName } from "../protocol/tab-message.ts";
import { DATABASE_PREFIX } from "../storage/indexed-db/disk-format.ts";
import { type IndexedDbDisk, openIndexedDbDisk } from "../storage/indexed-db/indexed-db-disk.ts";

/** How long to wait for a host that is just ending, in ms. */
const LOCK_PATIENCE = 3_000;

/** Every file of a disk that no server has. @throws {Error} while one has it. */
export async function exportDisk(name: string, skipDamaged: boolean): Promise<FileArchive> {
  const damaged: string[] = [];
  const files = await withDisk(name, new Map<string, Uint8Array>(), (disk) =>
    disk.snapshot({
      damaged(error) {
        if (!skipDamaged) throw error;
        damaged.push(error.path ?? "");
      },
    }),
  );
  const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return packFiles(sorted, damaged.toSorted());
}

/** Deletes every file of a disk that no server has. @returns how many there were. */
export function wipeDisk(name: string): Promise<number> {
  return withDisk(name, 0, async (disk) => {
    const files = await disk.list();
    await disk.replace(new Map(files.map(({ path }) => [path, new Uint8Array(0)])));
    return files.length;
  });
}

/** Uses a disk as its leader. @returns `otherwise` if the disk does not exist. */
async function withDisk<T>(
  name: string,
  otherwise: T,
  use: (disk: IndexedDbDisk) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.timeout(LOCK_PATIENCE);
  const run = async (): Promise<T> => {
    const databases = await indexedDB.databases();
    if (!databases.some((one) => one.name === DATABASE_PREFIX + name)) return otherwise;
    const disk = await openIndexedDbDisk(name);
    try {
      return await use(disk);
    } finally {
      await disk.close();
    }
  };
  try {
    return await navigator.locks.request(diskChannelName(name), { signal }, run);
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== "TimeoutError") throw error;
    throw new Error(
      `Disk "${name}" is in use by a running server, in this tab or another: close or kill that ` +
        "server, then try again.",
    );
  }
}
