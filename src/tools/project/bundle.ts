import type { Plugin } from "vite";
import { loadVite } from "./load-vite.ts";
import type { Project } from "./project.ts";

export interface BundleOptions {
  /** The absolute path of the entry. */
  readonly entry: string;
  /** The output's name. */
  readonly name: string;
  readonly mode: "development" | "production";
  readonly plugin: Plugin;
  /** Gets the absolute paths of the files as they are read, also if the bundle then fails. */
  readonly files: Set<string>;
}

export interface Bundle {
  readonly code: string;
  readonly exports: readonly string[];
}

/** Bundles one entry into one ES module, with the conditions of wrangler and the project's Vite. */
export async function bundle(project: Project, options: BundleOptions): Promise<Bundle> {
  const { entry, name, mode, plugin } = options;
  const { build } = await loadVite(project.root);
  // The output does not list a module whose exports are inlined.
  const listFiles: Plugin = {
    name: "tabd:list-files",
    enforce: "pre",
    load(id) {
      if (/^(?:\/|[A-Za-z]:)/.test(id)) options.files.add(id);
      return null;
    },
  };
  const result = await build({
    root: project.root,
    configFile: false,
    envFile: false,
    publicDir: false,
    mode,
    logLevel: "silent",
    define: { "process.env.NODE_ENV": JSON.stringify(mode), ...project.define },
    resolve: { alias: absoluteAlias(project) },
    ssr: {
      target: "webworker",
      noExternal: true,
      resolve: { conditions: ["workerd", "worker", "browser", "module", "import"] },
    },
    plugins: [plugin, listFiles],
    build: {
      ssr: entry,
      write: false,
      minify: false,
      target: "es2022",
      sourcemap: mode === "development" ? "inline" : false,
      rollupOptions: { output: { format: "es", entryFileNames: name } },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) =>
    "output" in one ? one.output : [],
  );
  const chunk = outputs.find((one) => one.type === "chunk" && one.isEntry);
  if (chunk?.type !== "chunk") throw new Error(`Vite built no module of ${entry}.`);
  return { code: chunk.code, exports: chunk.exports };
}

/** wrangler resolves paths in `alias` against the project. */
function absoluteAlias({ alias, root }: Project): Record<string, string> {
  const entries = Object.entries(alias).map(([name, path]) => [
    name,
    path.startsWith(".") ? `${root}/${path}` : path,
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}
