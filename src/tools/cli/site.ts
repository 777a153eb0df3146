import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ProjectError } from "../project/project-error.ts";

/** The file of the site that has the project, beside the page. */
export const PROJECT_FILE = "tabd-project.json";

/** The package's files, and among them the playground. */
const dist = fileURLToPath(new URL(".", import.meta.url));
const playground = join(dist, "playground");

/** The file of the package at a path of the site; undefined for paths that no site has. */
export function siteFile(path: string): string | undefined {
  if (path.split("/").includes("..")) return undefined;
  if (path.startsWith("tabd/")) return join(dist, path.slice("tabd/".length));
  return join(playground, path === "" ? "index.html" : path);
}

/** The page, with a link to the project. */
export async function projectPage(): Promise<string> {
  const page = await readFile(join(playground, "index.html"), "utf8");
  return page.replace(
    "<title>",
    `<link rel="tabd-project" href="./${PROJECT_FILE}" />\n    <title>`,
  );
}

/**
 * Writes a static site. An earlier site of this function is replaced.
 *
 * @param folder may not exist, or must be empty or have an earlier site.
 */
export async function writeSite(folder: string, project: string): Promise<void> {
  const files: string[] = await readdir(folder).catch(() => []);
  if (files.length > 0 && !files.includes(PROJECT_FILE)) {
    throw new ProjectError(folder, "has other files. Give --build a folder that is new or empty.");
  }
  await mkdir(folder, { recursive: true });
  await cp(playground, folder, { recursive: true });
  const entries = await readdir(dist, { withFileTypes: true });
  const scripts = entries.filter((entry) => entry.isFile() && isForPages(entry.name));
  await Promise.all(scripts.map(({ name }) => cp(join(dist, name), join(folder, "tabd", name))));
  await writeFile(join(folder, "index.html"), await projectPage());
  await writeFile(join(folder, PROJECT_FILE), project);
}

/** The files that a page of the package loads. */
function isForPages(name: string): boolean {
  return /^(?:index|page.*|host-.*|files-worker)\.js$|\.wasm$|^licenses\.md$/.test(name);
}
