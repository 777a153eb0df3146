import type { Server } from "tabd";
import type { HistoryEntry } from "../history/history-event.ts";
import { withNames } from "../history/object-names.ts";
import { actorTitle } from "../session/actor-title.ts";

export interface DiskLook {
  readonly files: readonly { readonly path: string; readonly size: number }[];
  /** Path → what the file is: the object's name or the alarm table. */
  readonly names: ReadonlyMap<string, string>;
  /** Storage used by this origin, in bytes; undefined if the browser does not say. */
  readonly usage: number | undefined;
  readonly quota: number | undefined;
  /** Whether the disk has no files of objects, only alarm tables. */
  readonly hasNoObjects: boolean;
  /** Whether storage is persistent; undefined if the browser does not say. */
  readonly persisted: boolean | undefined;
}

export async function lookAtDisk(
  { inspect }: Server,
  entries: readonly HistoryEntry[],
): Promise<DiskLook> {
  // Absent in an insecure context.
  const manager = navigator.storage as StorageManager | undefined;
  const [files, namespaces, { objects }, estimate, persisted] = await Promise.all([
    inspect.files(),
    inspect.namespaces(),
    inspect.objects(),
    manager?.estimate(),
    manager?.persisted(),
  ]);
  const keys = new Map(namespaces.map(({ className, uniqueKey }) => [className, uniqueKey]));
  const names = new Map(
    namespaces.map(({ className, uniqueKey }) => [
      `${uniqueKey}/metadata.sqlite`,
      `alarm table of ${className}`,
    ]),
  );
  for (const { className, id, name } of withNames(objects, entries)) {
    if (name !== null) {
      names.set(`${keys.get(className)}/${id}.sqlite`, actorTitle({ name, id }));
    }
  }
  return {
    files,
    names,
    hasNoObjects: files.every(({ path }) => path.endsWith("/metadata.sqlite")),
    usage: estimate?.usage,
    quota: estimate?.quota,
    persisted,
  };
}
