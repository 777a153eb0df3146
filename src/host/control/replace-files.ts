import type { ActorNamespace } from "../../actor/actor-namespace.ts";
import type { NamespaceStorage } from "../../actor/namespace-storage.ts";
import { markError } from "../../rpc/error-marks.ts";

/** New files, by their storage. A file without bytes is deleted. */
export type NewFiles = ReadonlyMap<NamespaceStorage, ReadonlyMap<string, Uint8Array>>;

interface ReplaceOptions {
  /** The namespaces of the files. */
  readonly namespaces: readonly ActorNamespace[];
  readonly files: NewFiles;
  /** The error message for callers of the objects. */
  readonly reason: string;
  /** Called after the objects are stopped and before any change. An error ends the operation. */
  readonly check?: () => Promise<void>;
}

/**
 * Replaces files while their objects are stopped. Resets the objects, and arms the alarms in the
 * new files. On each disk, one transaction replaces all files or none.
 *
 * @throws {DiskError} when the disk refuses; then nothing has changed on it.
 */
export async function replaceFiles(options: ReplaceOptions): Promise<void> {
  const { namespaces, files, reason, check } = options;
  const error = markError(new Error(reason), { durableObjectReset: true });
  const resumes = await Promise.all(namespaces.map((namespace) => namespace.suspend(error)));
  try {
    await check?.();
    for (const [{ committer, disk }, part] of files) {
      await committer.exclusive(() => disk.replace(part));
    }
  } finally {
    await Promise.all(resumes.map((resume) => resume()));
  }
}

interface DeleteOptions extends Pick<ReplaceOptions, "namespaces" | "reason"> {
  readonly storages: readonly NamespaceStorage[];
  /** How the paths of the files begin. */
  readonly prefixes: readonly string[];
}

/** Deletes files while the objects are away, as {@link replaceFiles} replaces them. @returns how many */
export async function deleteFiles(options: DeleteOptions): Promise<number> {
  const { namespaces, reason, storages, prefixes } = options;
  const files = new Map<NamespaceStorage, Map<string, Uint8Array>>();
  await replaceFiles({
    namespaces,
    files,
    reason,
    async check() {
      for (const storage of storages) {
        const lists = await Promise.all(prefixes.map((prefix) => storage.disk.list(prefix)));
        const empty = lists.flat().map(({ path }) => [path, new Uint8Array(0)] as const);
        files.set(storage, new Map(empty));
      }
    },
  });
  return [...files.values()].reduce((sum, { size }) => sum + size, 0);
}
