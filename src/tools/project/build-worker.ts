import { relative } from "node:path";
import type { WorkerConfig } from "../../config/config.ts";
import { didYouMean } from "../../config/did-you-mean.ts";
import { compatibility } from "../../config/compatibility.ts";
import { loadVite } from "./load-vite.ts";
import type { Project } from "./project.ts";
import { ProjectError } from "./project-error.ts";
import { workerModules } from "./worker-modules.ts";

export interface BuildOptions {
  /** Replaces `process.env.NODE_ENV`, as wrangler does. Default: `"development"`. */
  readonly mode?: "development" | "production";
}

/** A worker as `serve()` takes it. */
export interface BuiltWorker {
  /** The bundle, which is the main module, and the modules that are not code. */
  readonly modules: NonNullable<WorkerConfig["modules"]>;
  /** The absolute paths of the files in the bundle. */
  readonly files: readonly string[];
}

/** The name of the bundle. */
const MAIN = "index.js";

/**
 * Bundles the worker's entry with its npm imports, as wrangler does: into one ES module beside the
 * modules that are not code. `cloudflare:` and `node:` imports stay. Uses the Vite of the project.
 *
 * @throws {ProjectError} if the main module lacks a class of the configuration.
 * @throws {Error} of the bundler, for code that does not compile.
 */
export async function buildWorker(
  project: Project,
  options: BuildOptions = {},
): Promise<BuiltWorker> {
  const { build } = await loadVite(project.root);
  const { mode = "development" } = options;
  const { compatibilityDate, compatibilityFlags = [] } = project.config;
  const node = compatibility(compatibilityDate, compatibilityFlags).nodejs_compat;
  const others = workerModules(project, node);
  const result = await build({
    root: project.root,
    configFile: false,
    envFile: false,
    publicDir: false,
    mode,
    logLevel: "silent",
    define: {
      "process.env.NODE_ENV": JSON.stringify(mode),
      ...project.define,
    },
    resolve: { alias: absoluteAlias(project) },
    ssr: {
      target: "webworker",
      noExternal: true,
      resolve: { conditions: ["workerd", "worker", "browser", "module", "import"] },
    },
    plugins: [others.plugin],
    build: {
      ssr: project.main,
      write: false,
      minify: false,
      target: "es2022",
      sourcemap: mode === "development" ? "inline" : false,
      rollupOptions: { output: { format: "es", entryFileNames: MAIN } },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) =>
    "output" in one ? one.output : [],
  );
  const bundle = outputs.find((one) => one.type === "chunk" && one.isEntry);
  if (bundle?.type !== "chunk") throw new Error(`Vite built no module of ${project.main}.`);
  requireClasses(project, bundle.exports);
  return {
    modules: { [MAIN]: bundle.code, ...others.modules() },
    files: [...bundle.moduleIds.filter((id) => /^(?:\/|[A-Za-z]:)/.test(id)), ...others.files()],
  };
}

function requireClasses(project: Project, exports: readonly string[]): void {
  const classes = (project.config.durableObjectNamespaces ?? []).map(({ className }) => className);
  const missing = classes.find((className) => !exports.includes(className));
  if (missing === undefined) return;
  const main = relative(project.root, project.main);
  const hint = didYouMean(missing, exports) || ` It exports: ${exports.join(", ") || "nothing"}.`;
  throw new ProjectError(
    project.file ?? project.main,
    `the Durable Object class ${missing} is not an export of ${main}.${hint}`,
  );
}

/** wrangler resolves paths in `alias` against the project. */
function absoluteAlias({ alias, root }: Project): Record<string, string> {
  const entries = Object.entries(alias).map(([name, path]) => [
    name,
    path.startsWith(".") ? `${root}/${path}` : path,
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}
