import type { ActorNamespace, NamespaceStorage } from "../../actor/actor-namespace.ts";
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
