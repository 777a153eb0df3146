import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { basename, relative } from "node:path";
import type { Plugin } from "vite";
import type { ModuleContent } from "../../config/config.ts";
import { moduleType } from "./module-rules.ts";
import type { ModuleRule, Project } from "./project.ts";

/** Node's modules by their plain names: `buffer`. */
const NODE = new Set(builtinModules.filter((name) => !name.startsWith("_")));

/**
 * Leaves imports of the runtime and of modules that are not code out of the bundle, and collects the
 * latter.
 *
 * @param node whether the worker has Node's modules.
 */
export function workerModules(
  project: Project,
  node: boolean,
): {
  readonly plugin: Plugin;
  modules(): Record<string, ModuleContent>;
  files(): string[];
} {
  const modules = new Map<string, ModuleContent>();
  const files = new Set<string>();
  const plugin: Plugin = {
    name: "tabd:worker-modules",
    enforce: "pre",
    async resolveId(source, importer) {
      if (/^(?:cloudflare|node):/.test(source)) return { id: source, external: true };
      if (node && NODE.has(source)) return { id: `node:${source}`, external: true };
      const [path = source] = source.split("?");
      // Most imports are code: no need to resolve them twice.
      if (moduleType(project.rules, path) === undefined) return null;
      const found = await this.resolve(path, importer, { skipSelf: true });
      if (found === null || found.external !== false) return null;
      const type = moduleType(project.rules, relative(project.root, found.id));
      if (type === undefined) return null;
      const bytes = await readFile(found.id);
      const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
      const name = `${hash}-${basename(found.id)}`;
      modules.set(name, content(type, bytes));
      files.add(found.id);
      return { id: name, external: true };
    },
  };
  return { plugin, modules: () => Object.fromEntries(modules), files: () => [...files] };
}

function content(type: ModuleRule["type"], bytes: Buffer): ModuleContent {
  if (type === "Text") return { text: bytes.toString("utf8") };
  const copy = new Uint8Array(bytes);
  return type === "Data" ? { data: copy } : { wasm: copy };
}
