import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A file of the bundle, as Rollup and Rolldown have it. */
interface OutputFile {
  readonly fileName: string;
  readonly code?: string;
  readonly source?: string | Uint8Array;
}

/**
 * The site's files for offline use, relative to its base, and a version that changes with them.
 *
 * @param publicDir files that Vite copies; empty if there are none.
 */
export async function offlineFiles(
  bundle: Readonly<Record<string, unknown>>,
  publicDir: string,
): Promise<{ files: string[]; version: string }> {
  const contents = new Map<string, string | Uint8Array>();
  for (const output of Object.values(bundle) as OutputFile[]) {
    contents.set(output.fileName, output.code ?? output.source ?? "");
  }
  for (const path of await publicFiles(publicDir)) {
    contents.set(path, await readFile(join(publicDir, path)));
  }
  const hash = createHash("sha256");
  const paths = [...contents.keys()].filter((path) => !path.endsWith(".map")).toSorted();
  for (const path of paths) hash.update(path).update(contents.get(path) ?? "");
  return { files: paths.flatMap(addresses), version: hash.digest("hex").slice(0, 16) };
}

/** Servers answer a folder with its `index.html`. */
function addresses(path: string): string[] {
  if (path === "index.html") return ["./", path];
  return path.endsWith("/index.html") ? [path.slice(0, -"index.html".length), path] : [path];
}

async function publicFiles(folder: string): Promise<string[]> {
  if (folder === "") return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll("\\", "/"));
}
