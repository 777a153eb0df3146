import { relative } from "node:path";
import type { WorkerConfig } from "../../config/config.ts";
import { didYouMean } from "../../config/did-you-mean.ts";
import { bundle } from "./bundle.ts";
import type { Project } from "./project.ts";
import { ProjectError } from "./project-error.ts";
import { workerModules } from "./worker-modules.ts";

export interface BuildOptions {
  /** Replaces `process.env.NODE_ENV`, as wrangler does. Default: `"development"`. */
  readonly mode?: "development" | "production";
  /** Gets the absolute paths of the worker's files, also if the build fails. */
  readonly files?: Set<string>;
}

/** A worker as `serve()` takes it. */
export interface BuiltWorker {
  /** The bundle, which is the main module, and the modules that are not code. */
  readonly modules: NonNullable<WorkerConfig["modules"]>;
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
  const { mode = "development", files = new Set() } = options;
  const others = workerModules(project, files);
  const { code, exports } = await bundle(project, {
    entry: project.main,
    name: MAIN,
    mode,
    plugin: others.plugin,
    files,
  });
  requireClasses(project, exports);
  return { modules: { [MAIN]: code, ...others.modules() } };
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
