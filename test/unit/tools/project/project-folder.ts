import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** Writes files into a folder of their own, which the end of the test deletes. */
export async function folderOf(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "tabd-project-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** A project whose wrangler.json has these fields too. */
export function projectOf(
  fields: object,
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  const wrangler = { name: "tea", main: "main.ts", compatibility_date: "2026-05-01", ...fields };
  return folderOf({ "main.ts": "", "wrangler.json": JSON.stringify(wrangler), ...files });
}
