import type { ExportOptions } from "../protocol/host-control.ts";
import type { DiskOptions, ExportedDisk } from "./files.ts";

/**
 * Every file of a disk, as `server.export()` gives them, without a server: for a disk whose server
 * cannot start. No code of a worker runs, and SQLite opens no file.
 *
 * @param disk the name in `durableObjectStorage.localDisk`. A disk that is not there has no files.
 * @throws {Error} while a server has the disk, in any tab; when a file is damaged, unless
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
 * Deletes every file of a disk, as `server.wipe()` does, without a server: for a disk whose server
 * cannot start. No code of a worker runs, and SQLite opens no file.
 *
 * @param disk the name in `durableObjectStorage.localDisk`.
 * @returns how many files there were.
 * @throws {Error} while a server has the disk, in any tab, or when the browser refuses.
 */
export async function wipeDisk(disk: string, options?: DiskOptions): Promise<number> {
  const files = await import("./files.ts");
  return files.wipeDisk(disk, options);
}
