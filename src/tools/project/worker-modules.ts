import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { basename, relative } from "node:path";
import type { Plugin } from "vite";
import { compatibility } from "../../config/compatibility.ts";
import type { ModuleContent } from "../../config/config.ts";
import { moduleType } from "./module-rules.ts";
import type { ModuleRule, Project } from "./project.ts";

/** Node's modules by their plain names: `buffer`. */
const NODE = new Set(builtinModules.filter((name) => !name.startsWith("_")));

/**
 * Leaves imports of the runtime and of modules that are not code out of the bundle, and collects the
 * latter.
 *
 * @param files gets their absolute paths.
 */
export function workerModules(
  project: Project,
  files: Set<string>,
): {
  readonly plugin: Plugin;
  modules(): Record<string, ModuleContent>;
} {
  const modules = new Map<string, ModuleContent>();
  const plugin: Plugin = {
    name: "tabd:worker-modules",
    enforce: "pre",
    async resolveId(source, importer) {
      const builtin = builtinName(project, source);
      if (builtin !== undefined) return { id: builtin, external: true };
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
  return { plugin, modules: () => Object.fromEntries(modules) };
}

/**
 * The runtime's name of a module that it has itself; undefined for other modules. As with wrangler,
 * `nodejs_compat` makes `buffer` `node:buffer`.
 */
export function builtinName({ config }: Project, source: string): string | undefined {
  if (/^(?:cloudflare|node|workerd):/.test(source)) return source;
  const { compatibilityDate, compatibilityFlags = [] } = config;
  const node = compatibility(compatibilityDate, compatibilityFlags).nodejs_compat;
  return node && NODE.has(source) ? `node:${source}` : undefined;
}

function content(type: ModuleRule["type"], bytes: Buffer): ModuleContent {
  if (type === "Text") return { text: bytes.toString("utf8") };
  const copy = new Uint8Array(bytes);
  return type === "Data" ? { data: copy } : { wasm: copy };
}
