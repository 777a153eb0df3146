import type { ExportOptions } from "../protocol/host-control.ts";
import type { DiskOptions, ExportedDisk } from "./files.ts";

/**
 * Returns every file of a disk, like `server.export()`, but without a server: for a disk whose
 * server cannot start. Runs no user code and opens no SQLite file.
 *
 * @param disk the name in `durableObjectStorage.localDisk`. A disk that does not exist has no files.
 * @throws {Error} while a server uses the disk, in any tab; when a file is damaged, unless
 *   `skipDamaged` is set; or when the browser refuses.
 */
export async function exportDisk(
  disk: string,
  options?: ExportOptions & DiskOptions,
): Promise<ExportedDisk> {
  const files = await import("./files.ts");
  return files.exportDisk(disk, options);
}

/**
 * Deletes every file of a disk, like `server.wipe()`, but without a server: for a disk whose server
 * cannot start. Runs no user code and opens no SQLite file.
 *
 * @param disk the name in `durableObjectStorage.localDisk`.
 * @returns how many files there were.
 * @throws {Error} while a server uses the disk, in any tab, or when the browser refuses.
 */
export async function wipeDisk(disk: string, options?: DiskOptions): Promise<number> {
  const files = await import("./files.ts");
  return files.wipeDisk(disk, options);
}
