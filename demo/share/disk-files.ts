import type { DiskFiles } from "../session/session.ts";
import type { ZipFiles } from "./wrangler-project.ts";

/** `<uniqueKey>/<file>` at the end of a path: alarms, an object, its facets, and logs. */
const diskFile =
  /(?:^|\/)([^/]+\/(?:(?:metadata|[0-9a-f]{64}(?:\.[1-9]\d{0,4})?)\.sqlite(?:-wal)?|[0-9a-f]{64}\.facets))$/;

/** The path that a file of a zip has on a disk; undefined for another file. */
export function diskPath(path: string): string | undefined {
  return diskFile.exec(path)?.[1];
}

/**
 * The files of Durable Objects among those of a zip, by workerd's paths: `<uniqueKey>/<file>`. They
 * may lie at any depth: wrangler has them under `.wrangler/state/v3/do/`.
 *
 * @throws {Error} where two of them would be the same file.
 */
export function diskFilesOf(files: ZipFiles): DiskFiles {
  const found = new Map<string, Uint8Array>();
  for (const [path, bytes] of Object.entries(files)) {
    const name = diskPath(path);
    if (name === undefined || bytes.length === 0) continue;
    if (found.has(name)) {
      throw new Error(
        `The zip has ${name} in two folders: zip only the folder that you want to open.`,
      );
    }
    found.set(name, bytes);
  }
  return Object.fromEntries(found);
}
