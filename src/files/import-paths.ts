import { ActorIdFactory } from "../codec/actor-id.ts";
import { keyProblem } from "../config/check-namespaces.ts";

const SHAPES =
  '"<uniqueKey>/metadata.sqlite", "<uniqueKey>/<id, 64 hex digits>.sqlite", and of its facets ' +
  '"<id>.facets" and "<id>.<number>.sqlite"';

const PATH =
  /^([^/]+)\/(?:metadata|([0-9a-f]{64})(?:\.[1-9]\d{0,4})?)\.sqlite(-wal|-shm)?$|^([^/]+)\/([0-9a-f]{64})\.facets$/;

/** The paths of an import that are files of a disk. */
export interface SortedPaths {
  /** Databases, of namespaces and objects and their facets, in order. */
  readonly databases: readonly string[];
  /** The indexes of objects' facets, in order. */
  readonly indexes: readonly string[];
}

/**
 * Sorts paths as workerd's directory has them. A log (`-wal`) belongs to the file beside it. The
 * shared memory of a running SQLite (`-shm`) is left out.
 *
 * @throws {Error} that names the first path that no disk has, and says why.
 */
export function sortPaths(paths: Iterable<string>): SortedPaths {
  const all = new Set(paths);
  const ids = new Map<string, ActorIdFactory>();
  const databases: string[] = [];
  const indexes: string[] = [];
  for (const path of all) {
    const [, base, object, suffix, indexBase, indexOf] = PATH.exec(path) ?? [];
    const key = base ?? indexBase;
    if (key === undefined) throw refused(path, `the files of a disk are ${SHAPES}, and no others`);
    const problem = keyProblem(key);
    if (problem !== undefined) throw refused(path, `its uniqueKey ${problem}`);
    const id = object ?? indexOf;
    if (id !== undefined) {
      let factory = ids.get(key);
      if (factory === undefined) ids.set(key, (factory = new ActorIdFactory(key)));
      checkId(path, id, factory);
    }
    if (indexOf !== undefined) indexes.push(path);
    else if (suffix === undefined) databases.push(path);
    else if (suffix === "-wal" && !all.has(path.slice(0, -suffix.length))) {
      throw refused(path, "a log is of no use without the file beside it: give that one too");
    }
  }
  return { databases: databases.toSorted(), indexes: indexes.toSorted() };
}

/** The error for a file that cannot be imported. */
export function refused(path: string, reason: string): Error {
  return new Error(`Cannot import "${path}": ${reason}. Nothing was imported.`);
}

/** An id contains a check value of its namespace: in another directory no namespace finds the object. */
function checkId(path: string, hex: string, ids: ActorIdFactory): void {
  try {
    ids.idFromString(hex);
  } catch {
    throw refused(
      path,
      `the object's id does not belong to the namespace with the uniqueKey ${JSON.stringify(ids.uniqueKey)}: ` +
        "put the file back into its original directory",
    );
  }
}
