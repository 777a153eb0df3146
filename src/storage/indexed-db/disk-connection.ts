import { promisifyRequest, type UseStore } from "idb-keyval";
import { DATABASE_PREFIX, STORE } from "./disk-format.ts";
import { DiskError } from "../disk/disk.ts";

// Captured when the module is loaded, because user code may replace or patch them later. A bound
// `call` looks nothing up when it is called, as `Reflect.apply()` would.
const { open } = (globalThis.IDBFactory?.prototype ?? {}) as Partial<IDBFactory>;
const callOpen = open && Function.prototype.call.bind(open);

export type Durability = "relaxed" | "strict";

/** An open IndexedDB database of a disk. */
export interface DiskConnection {
  /** idb-keyval's access to the object store, with the disk's durability. */
  readonly use: UseStore;
  /** Set once the database was closed or deleted by others. */
  readonly lost: DiskError | undefined;
  /** Closes the database after its running transactions. */
  close(): void;
}

/**
 * Opens or creates the database of the disk `name`.
 *
 * @param onLost called if the database is deleted, or closed by the browser
 * @throws {DiskError} `newer-format` or `unavailable`
 */
export async function connect(
  name: string,
  durability: Durability,
  onLost: (error: DiskError) => void,
): Promise<DiskConnection> {
  const database = await openDatabase(name);
  let lost: DiskError | undefined;
  const lose = (reason: string): void => {
    lost ??= new DiskError(
      "unavailable",
      `disk "${name}": ${reason}; call again to reopen the disk`,
    );
    onLost(lost);
  };
  database.onversionchange = ({ newVersion }) => {
    // A deletion or upgrade waits until all connections are closed.
    database.close();
    lose(
      newVersion === null
        ? "its database is being deleted"
        : "a newer version of tabd upgrades its database",
    );
  };
  database.onclose = () => lose("the browser has closed its database");
  return {
    use: async (mode, callback) =>
      callback(database.transaction(STORE, mode, { durability }).objectStore(STORE)),
    get lost() {
      return lost;
    },
    close: () => database.close(),
  };
}

async function openDatabase(name: string): Promise<IDBDatabase> {
  let database: IDBDatabase;
  try {
    const request = openRequest(DATABASE_PREFIX + name);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    database = await promisifyRequest(request);
  } catch (cause) {
    if ((cause as Error | null)?.name === "VersionError") throw newerFormat(name);
    const reason = "cannot open its IndexedDB database: allow the page to store data";
    throw new DiskError("unavailable", `disk "${name}": ${reason}`, { cause });
  }
  if (database.objectStoreNames.contains(STORE)) return database;
  database.close();
  const reason = `the IndexedDB database "${DATABASE_PREFIX}${name}" was not created by tabd`;
  throw new DiskError("damaged", `disk "${name}": ${reason}; give the disk another name`);
}

/** The error for a disk in a format of a later version of tabd. */
export function newerFormat(name: string): DiskError {
  return new DiskError(
    "newer-format",
    `disk "${name}": it was written by a newer version of tabd; nothing was changed: open it with that version`,
  );
}

/** The disk error for an error of IndexedDB. `doing` completes "cannot …". */
export function translateError(name: string, doing: string, cause: unknown): DiskError {
  if (cause instanceof DiskError) return cause;
  const kind = (cause as Error | null)?.name;
  const message = `disk "${name}": cannot ${doing}`;
  if (kind === "QuotaExceededError") {
    return new DiskError(
      "quota",
      `${message}: the browser's storage quota is used up; delete something`,
      {
        cause,
      },
    );
  }
  // Only log records use add(), and only a new owner takes the next key.
  if (kind === "ConstraintError") return fenced(name, doing, cause);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DiskError("unavailable", `${message} (${reason}); call again to reopen the disk`, {
    cause,
  });
}

/** The error for a former owner of the disk. */
export function fenced(name: string, doing: string, cause?: unknown): DiskError {
  return new DiskError(
    "fenced",
    `disk "${name}": cannot ${doing}: another host owns the disk now; call that host`,
    { cause },
  );
}

function openRequest(databaseName: string): IDBOpenDBRequest {
  if (callOpen === undefined) throw new Error("IndexedDB is not available here");
  return callOpen(indexedDB, databaseName, 1) as IDBOpenDBRequest;
}
