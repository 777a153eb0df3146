import { readFile } from "node:fs/promises";
import { dirname, relative } from "node:path";
import type { Plugin } from "vite";
import { bundle } from "../project/bundle.ts";
import { moduleType } from "../project/module-rules.ts";
import type { LeftOut, Project } from "../project/project.ts";
import { builtinName, workerModules } from "../project/worker-modules.ts";

/** A project as the playground opens it. */
export interface PlaygroundProject {
  readonly name: string;
  /** Path → source: the project's own files, and a bundle for each npm import. */
  readonly files: Readonly<Record<string, string>>;
  readonly config: {
    readonly main: string;
    readonly compatibilityDate: string;
    readonly compatibilityFlags: readonly string[];
    readonly namespaces: readonly { readonly binding: string; readonly className: string }[];
    readonly vars: Readonly<Record<string, unknown>>;
  };
}

/** The project with its sources, and what the playground does not have. */
export async function playgroundProject(
  project: Project,
): Promise<{ project: PlaygroundProject; leftOut: LeftOut[] }> {
  const leftOut: LeftOut[] = [];
  const { paths, libraries } = await sourcesOf(project, leftOut);
  const folder = commonFolder(paths);
  const inFolder = (path: string): string => relative(folder, path).replaceAll("\\", "/");
  const files = new Map<string, string>();
  for (const path of paths) files.set(inFolder(path), await readFile(path, "utf8"));
  for (const [name, entry] of libraries) {
    const inLibrary = new Set<string>();
    const { plugin } = workerModules(project, inLibrary);
    const { code } = await bundle(project, {
      entry,
      name: "library.js",
      mode: "production",
      plugin,
      files: inLibrary,
    });
    files.set(name, code);
  }
  const { name, config } = project;
  const bindings = Object.entries(config.bindings ?? {});
  for (const [binding, content] of bindings) {
    if (!("service" in content)) continue;
    leftOut.push({ field: `env.${binding}`, reason: "the playground has no service bindings." });
  }
  return {
    leftOut,
    project: {
      name,
      files: Object.fromEntries(files),
      config: {
        main: inFolder(project.main),
        compatibilityDate: config.compatibilityDate,
        compatibilityFlags: config.compatibilityFlags ?? [],
        namespaces: bindings.flatMap(([binding, content]) =>
          "durableObjectNamespace" in content
            ? [{ binding, className: content.durableObjectNamespace }]
            : [],
        ),
        vars: Object.fromEntries(
          bindings.flatMap(([binding, content]) => {
            if ("text" in content) return [[binding, content.text]];
            return "json" in content ? [[binding, content.json]] : [];
          }),
        ),
      },
    },
  };
}

interface Sources {
  /** The absolute paths of the project's own files. */
  readonly paths: readonly string[];
  /** The entry of each npm import. */
  readonly libraries: ReadonlyMap<string, string>;
}

/** Follows the imports of the main module, up to npm packages. */
async function sourcesOf(project: Project, leftOut: LeftOut[]): Promise<Sources> {
  const libraries = new Map<string, string>();
  const texts = new Set<string>();
  const plugin: Plugin = {
    name: "tabd:sources",
    enforce: "pre",
    async resolveId(source, importer) {
      if (importer === undefined) return null;
      if (builtinName(project, source) !== undefined) return { id: source, external: true };
      const found = await this.resolve(source, importer, { skipSelf: true });
      if (found === null || found.external !== false) return null;
      const [path = ""] = found.id.split("?");
      if (!/^\.{0,2}\//.test(source)) libraries.set(source, path);
      else {
        const type = moduleType(project.rules, relative(project.root, path));
        if (type === undefined) return null;
        if (type === "Text") texts.add(path);
        else {
          const reason = "the playground has only modules of code and text.";
          leftOut.push({ field: relative(project.root, path), reason });
        }
      }
      return { id: source, external: true };
    },
  };
  const files = new Set<string>();
  await bundle(project, {
    entry: project.main,
    name: "main.js",
    mode: "production",
    plugin,
    files,
  });
  return { paths: [...files, ...texts], libraries };
}

/** The deepest folder that has all files. */
function commonFolder(paths: readonly string[]): string {
  const [first = "", ...others] = paths.map((path) => dirname(path));
  let folder = first;
  while (others.some((other) => `${other}/`.startsWith(`${folder}/`) === false)) {
    folder = dirname(folder);
  }
  return folder;
}
