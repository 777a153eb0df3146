import type { NamespaceStorage } from "../../actor/actor-namespace.ts";
import type { Database } from "../../storage/database.ts";
import { FileImage } from "../../storage/file-image.ts";
import { PageFile } from "../../storage/page-file.ts";
import type { FoundObject } from "../find-object.ts";
import type { HostServer } from "../host-server.ts";

/**
 * Lets `use` read an object's database, in one turn. Of an object that runs it is its own, with what
 * has been written and not committed; else one that is opened on its file for the moment. An object
 * without a file has an empty one. Nothing is started.
 *
 * @throws {Error} when the object's class has no storage.
 * @throws {DiskError} when its file is damaged, or the disk fails.
 */
export async function readObject<T>(
  server: HostServer,
  { namespace, id }: FoundObject,
  use: (database: Database) => T,
): Promise<T> {
  const storage = storageOf(server, namespace.className);
  const path = `${namespace.key}/${id.hex}.sqlite`;
  // Opened also where the object runs: it may be gone, or come, while the file is being read.
  return readFile(storage, path, (database) => {
    const running = namespace.findActor(id.hex)?.openStorage;
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

function storageOf(server: HostServer, className: string): NamespaceStorage {
  const storage = server.storageOf(className);
  if (storage !== null) return storage;
  throw new Error(`Objects of class "${className}" have no storage: it is ephemeralLocal.`);
}
