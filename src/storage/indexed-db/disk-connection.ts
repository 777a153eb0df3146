import { promisifyRequest, type UseStore } from "idb-keyval";
import { DATABASE_PREFIX, STORE } from "./disk-format.ts";
import { DiskError } from "../disk/disk.ts";

/*
 * The platform's own, as it was when this module was loaded: what the user's code makes of it later
 * must not come between a host and its disk, nor open a disk.
 */
const { IDBFactory } = globalThis;
const { open, deleteDatabase, databases } = (IDBFactory?.prototype ?? {}) as Partial<IDBFactory>;

export type Durability = "relaxed" | "strict";

/** The IndexedDB database of one disk, open. */
export interface DiskConnection {
  /** idb-keyval's door to the object store, with the disk's durability. */
  readonly use: UseStore;
  /** Why the browser has taken the database away, once it has. */
  readonly lost: DiskError | undefined;
  /** Lets transactions end, then closes. */
  close(): void;
}

/**
 * Opens the database of the disk `name` and makes it if need be.
 *
 * @param onLost called once if the database is deleted, or closed by the browser
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
      `disk "${name}": ${reason}; call again, and the disk is opened anew`,
    );
    onLost(lost);
  };
  database.onversionchange = ({ newVersion }) => {
    // Whoever wants to delete or upgrade the database would wait for this connection.
    database.close();
    lose(
      newVersion === null ? "its database is being deleted" : "a newer tabd upgrades its database",
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
    const request = call(open, [DATABASE_PREFIX + name, 1]);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    database = await promisifyRequest(request);
  } catch (cause) {
    if ((cause as Error | null)?.name === "VersionError") throw newerFormat(name);
    const reason = "cannot open its IndexedDB database: allow the page to store data";
    throw new DiskError("unavailable", `disk "${name}": ${reason}`, { cause });
  }
  if (database.objectStoreNames.contains(STORE)) return database;
  database.close();
  const reason = `the IndexedDB database "${DATABASE_PREFIX}${name}" is not one of tabd`;
  throw new DiskError("damaged", `disk "${name}": ${reason}; give the disk another name`);
}

/** The refusal of a disk that only a later tabd can read. */
export function newerFormat(name: string): DiskError {
  return new DiskError(
    "newer-format",
    `disk "${name}": it was written by a newer tabd; nothing was changed: use that version to open it`,
  );
}

/** What an error of IndexedDB means for the disk. `doing` completes "cannot …". */
export function translateError(name: string, doing: string, cause: unknown): DiskError {
  if (cause instanceof DiskError) return cause;
  const kind = (cause as Error | null)?.name;
  const message = `disk "${name}": cannot ${doing}`;
  if (kind === "QuotaExceededError") {
    return new DiskError("quota", `${message}: the browser gives no more room; delete something`, {
      cause,
    });
  }
  // Only the record of a commit is ever added, and its key is taken only by a new owner.
  if (kind === "ConstraintError") return fenced(name, doing, cause);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DiskError(
    "unavailable",
    `${message} (${reason}); call again, and the disk is opened anew`,
    { cause },
  );
}

/** The refusal that a former owner gets. */
export function fenced(name: string, doing: string, cause?: unknown): DiskError {
  return new DiskError(
    "fenced",
    `disk "${name}": cannot ${doing}: another host has become its owner; call that one`,
    { cause },
  );
}

/**
 * Deletes the database of a disk. Open connections of tabd close by themselves; it waits for them.
 */
export async function destroyDisk(name: string): Promise<void> {
  await promisifyRequest(call(deleteDatabase, [DATABASE_PREFIX + name]));
}

/** The names of all disks; undefined where the browser cannot tell. */
export async function diskNames(): Promise<string[] | undefined> {
  if (databases === undefined) return undefined;
  const names = (await call(databases, [])).map((database) => database.name ?? "");
  return names
    .filter((name) => name.startsWith(DATABASE_PREFIX))
    .map((name) => name.slice(DATABASE_PREFIX.length))
    .toSorted();
}

/** Calls one of the platform's own methods of `indexedDB`. @throws where there is no IndexedDB. */
function call<Args extends unknown[], Result>(
  method: ((...args: Args) => Result) | undefined,
  args: Args,
): Result {
  if (method === undefined) throw new Error("there is no IndexedDB here");
  return Reflect.apply(method, indexedDB, args);
}
