import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Vite from "vite";
import { ProjectError } from "./project-error.ts";

/** The Vite of a project, else the one beside tabd. */
export async function loadVite(root: string): Promise<typeof Vite> {
  for (const from of [join(root, "package.json"), import.meta.url]) {
    const path = resolveVite(from);
    if (path !== undefined) {
      return (await import(/* @vite-ignore */ pathToFileURL(path).href)) as typeof Vite;
    }
  }
  throw new ProjectError(
    root,
    "tabd builds the worker with Vite, which is not installed. Run: npm install --save-dev vite",
  );
}

function resolveVite(from: string): string | undefined {
  try {
    const require = createRequire(from);
    const manifest = require.resolve("vite/package.json");
    const { exports } = require(manifest) as { exports: { ".": unknown } };
    return join(manifest, "..", entryOf(exports["."]));
  } catch {
    return undefined;
  }
}

/** Vite 6 names one entry for each kind of module, later versions name one. */
function entryOf(entry: unknown): string {
  if (typeof entry === "string") return entry;
  const { import: esm, default: fallback } = entry as { import?: unknown; default?: unknown };
  return entryOf(esm ?? fallback);
}
