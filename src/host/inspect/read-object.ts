import type { NamespaceStorage } from "../../actor/namespace-storage.ts";
import type { Database } from "../../storage/sqlite/database.ts";
import { FileImage } from "../../storage/disk/file-image.ts";
import { PageFile } from "../../storage/sqlite/page-file.ts";
import { databasePath } from "../../actor/file-path.ts";
import type { FoundObject } from "../objects/find-object.ts";
import type { HostServer } from "../host-server.ts";
import { facetNumber, noStorage, runningActor } from "../objects/object-facets.ts";

/**
 * Lets `use` read the database of an object or facet, synchronously. If it runs, `use` gets its own
 * connection and sees uncommitted writes; otherwise a temporary connection to its file, or to an
 * empty database if it has no file. Starts nothing.
 *
 * @throws {Error} when the class has no storage or the facet does not exist.
 * @throws {DiskError} when its file is damaged, or the disk fails.
 */
export async function readObject<T>(
  server: HostServer,
  object: FoundObject,
  use: (database: Database) => T,
): Promise<T> {
  const { namespace, id } = object;
  const storage = server.storageOf(namespace.className);
  if (storage === null) throw noStorage(namespace.className);
  const path = databasePath(`${namespace.key}/${id.hex}`, await facetNumber(server, object));
  // Opens the file even if the object runs: it may end, or start, during the read.
  return readFile(storage, path, (database) => {
    const running = runningActor(object)?.openStorage;
    return running === undefined ? use(database()) : running.read(() => use(running.database));
  });
}

/**
 * Lets `use` read a file's last committed state, synchronously.
 *
 * @param use gets a function that opens the database, which is closed when `use` returns.
 * @throws {DiskError} when the file is damaged or the disk fails.
 */
export async function readFile<T>(
  { disk, sqlite }: NamespaceStorage,
  path: string,
  use: (database: () => Database) => T,
): Promise<T> {
  const image = await disk.open(path);
  let opened: Database | undefined;
  try {
    return use(() => {
      // SQLite writes a first page into an empty file; that page must not reach the real file.
      opened ??= sqlite.open(new PageFile(path, image.size === 0 ? new FileImage() : image));
      return opened;
    });
  } finally {
    opened?.close();
    disk.release(path);
  }
}
