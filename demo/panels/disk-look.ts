import type { Server } from "tabd";

/** What is there of a disk. */
export interface DiskLook {
  readonly files: readonly { readonly path: string; readonly size: number }[];
  /** By the path: the name of its object, where it is known, and what else it is. */
  readonly names: ReadonlyMap<string, string>;
  /** Of this origin, by the browser's word, in bytes; undefined where it does not say. */
  readonly usage: number | undefined;
  readonly quota: number | undefined;
  /** Whether the browser promised to keep what is stored; undefined where it does not say. */
  readonly persisted: boolean | undefined;
}

/** Asks the server for its files, and the browser for the room they have. */
export async function lookAtDisk({ inspect }: Server): Promise<DiskLook> {
  // Absent where the page is not served securely.
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
      `alarms of ${className}`,
    ]),
  );
  for (const { className, id, name } of objects) {
    if (name !== null) names.set(`${keys.get(className)}/${id}.sqlite`, name);
  }
  return {
    files,
    names,
    usage: estimate?.usage,
    quota: estimate?.quota,
    persisted,
  };
}
