import type { NamespaceStorage } from "../../actor/namespace-storage.ts";
import type { Database } from "../../storage/sqlite/database.ts";
import { FileImage } from "../../storage/disk/file-image.ts";
import { PageFile } from "../../storage/sqlite/page-file.ts";
import { databasePath } from "../../actor/file-path.ts";
import type { FoundObject } from "../objects/find-object.ts";
import type { HostServer } from "../host-server.ts";
import { facetNumber, noStorage, runningActor } from "../objects/object-facets.ts";

/**
 * Lets `use` read the database of an object or a facet, in one turn. Of one that runs it is its own,
 * with what has been written and not committed; else one that is opened on its file for the moment.
 * An object without a file has an empty one. Nothing is started.
 *
 * @throws {Error} when the object's class has no storage, or the object no such facet.
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
  // Opened also where the object runs: it may be gone, or come, while the file is being read.
  return readFile(storage, path, (database) => {
    const running = runningActor(object)?.openStorage;
    return running === undefined ? use(database()) : running.read(() => use(running.database));
  });
}

/**
 * Lets `use` read a file as it was committed last, in one turn.
 *
 * @param use gets what opens the database, until it returns.
 * @throws {DiskError} when it is damaged, or the disk fails.
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
      // SQLite makes a first page where there is none, which must not become the file's.
      opened ??= sqlite.open(new PageFile(path, image.size === 0 ? new FileImage() : image));
      return opened;
    });
  } finally {
    opened?.close();
    disk.release(path);
  }
}
