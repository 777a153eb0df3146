import type { ActorNamespace } from "../../actor/actor-namespace.ts";
import type { NamespaceStorage } from "../../actor/namespace-storage.ts";
import { markError } from "../../rpc/error-marks.ts";

/** Files to be put in their places, by where they are kept; those without bytes are deleted. */
export type NewFiles = ReadonlyMap<NamespaceStorage, ReadonlyMap<string, Uint8Array>>;

interface ReplaceOptions {
  /** Those whose files they are. */
  readonly namespaces: readonly ActorNamespace[];
  readonly files: NewFiles;
  /** What the callers of the objects are told. */
  readonly reason: string;
  /** Called when nothing can change any more and nothing has; what it throws ends it. */
  readonly check?: () => Promise<void>;
}

/**
 * Puts files in their places while the objects are away: these are reset, and their alarms armed as
 * the new files say. Of each disk all files are replaced or none, in one transaction.
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
