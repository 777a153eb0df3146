import type { ActorNamespace } from "../../actor/actor-namespace.ts";
import type { NamespaceStorage } from "../../actor/namespace-storage.ts";
import { packFiles, unpackFiles } from "../../protocol/file-archive.ts";
import type {
  ExportOptions,
  FileArchive,
  FilesReport,
  ImportOptions,
} from "../../protocol/host-control.ts";
import type { HostServer } from "../host-server.ts";
import { deleteFiles, type NewFiles, replaceFiles } from "./replace-files.ts";

/** All files of a server at one moment. @throws {DiskError} */
export async function exportFiles(
  server: HostServer,
  { skipDamaged = false }: ExportOptions,
): Promise<FileArchive> {
  // What runs now may be in the middle of its turn.
  await server.realm.loop.turn();
  const damaged: string[] = [];
  const taken = server.storage.all.map(async ({ disk, committer }) => {
    let settled: Promise<void> | undefined;
    const files = await disk.snapshot({
      taken() {
        settled = committer.settled();
        // Awaited below, unless the files cannot be read.
        settled.catch(() => undefined);
      },
      damaged(error) {
        if (!skipDamaged) throw error;
        damaged.push(error.path ?? "");
      },
    });
    await settled;
    return files;
  });
  const files = (await Promise.all(taken)).flatMap((one) => Array.from(one));
  files.sort(([a], [b]) => (a < b ? -1 : 1));
  return packFiles(files, damaged.toSorted());
}

/**
 * Stores files. The page has checked them (`src/files/import-check.ts`).
 *
 * @throws {Error} that names an existing file; then nothing has changed.
 */
export async function importFiles(
  server: HostServer,
  archive: FileArchive,
  { overwrite = false }: ImportOptions,
): Promise<FilesReport> {
  if (server.storage.all.length === 0) {
    throw new Error("Cannot import files: the server's configuration has no durableObjectStorage.");
  }
  const files = new Map(await unpackFiles(archive));
  const there = async (empty: ReadonlySet<string>): Promise<string[]> => {
    const list = (await server.storage.files()).map(({ path }) => path);
    const replaced = list.filter((path) => files.has(path) && !empty.has(path));
    if (replaced.length === 0 || overwrite) return replaced;
    throw new Error(
      `Cannot import: ${nameFiles(replaced)} already, and would be lost. Import with ` +
        "{ overwrite: true } to replace existing files. Nothing was imported.",
    );
  };
  const namespaces = server.namespaces.filter((namespace) => concerns(namespace, files));
  await there(emptyTables(namespaces));
  const empty = emptyTables(namespaces);
  let replaced: string[] = [];
  await replaceFiles({
    namespaces,
    files: divide(server, files),
    reason: "Durable Object was reset because its files were replaced by an import.",
    async check() {
      // Something may have been written since.
      replaced = await there(empty);
    },
  });
  server.realm.report({
    type: "files-imported",
    time: server.realm.clock.now(),
    files: files.size,
  });
  return { imported: [...files.keys()].toSorted(), replaced };
}

/** Deletes every file. @returns how many there were. */
export async function wipe(server: HostServer): Promise<number> {
  const count = await deleteFiles({
    namespaces: server.namespaces,
    reason: "Durable Object was reset because its disk was wiped.",
    storages: server.storage.all,
    prefixes: [""],
  });
  server.realm.report({ type: "files-wiped", time: server.realm.clock.now(), files: count });
  return count;
}

function concerns({ uniqueKey }: ActorNamespace, files: ReadonlyMap<string, unknown>): boolean {
  return [...files.keys()].some((path) => keyOf(path) === uniqueKey);
}

/** Files without data: every namespace has one from the beginning. */
function emptyTables(namespaces: readonly ActorNamespace[]): Set<string> {
  const empty = namespaces.filter(({ alarms }) => {
    try {
      return alarms?.count() === 0;
    } catch {
      // It cannot be read now.
      return false;
    }
  });
  return new Set(empty.map(({ key }) => `${key}/metadata.sqlite`));
}

/** The storage of each file: its namespace's, or the disk. */
function divide({ config, storage }: HostServer, files: ReadonlyMap<string, Uint8Array>): NewFiles {
  const divided = new Map<NamespaceStorage, Map<string, Uint8Array>>();
  for (const [path, bytes] of files) {
    const key = keyOf(path);
    const own = config.namespaces.find((one) => one.kind === "durable" && one.uniqueKey === key);
    const kept = own?.kind === "durable" ? storage.get(own.storage) : storage.all[0];
    if (kept === undefined) continue;
    const part = divided.get(kept);
    if (part === undefined) divided.set(kept, new Map([[path, bytes]]));
    else part.set(path, bytes);
  }
  return divided;
}

/** The directory of a path: its namespace's `uniqueKey`. */
function keyOf(path: string): string {
  return path.slice(0, path.indexOf("/"));
}

function nameFiles(paths: readonly string[]): string {
  const [first = "", second] = paths.map((path) => `"${path}"`);
  if (second === undefined) return `${first} is there`;
  if (paths.length === 2) return `${first} and ${second} are there`;
  return `${first}, ${second} and ${paths.length - 2} more are there`;
}
