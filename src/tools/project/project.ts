import type { WorkerConfig } from "../../config/config.ts";
import { shown } from "./project-error.ts";

/** A worker's project: a wrangler file, or only its main module. */
export interface Project {
  /** The absolute folder of the wrangler file or of the main module. */
  readonly root: string;
  /** The absolute path of the wrangler file. */
  readonly file?: string;
  readonly environment?: string;
  /** The worker's name; with an environment, as wrangler makes it: `name-environment`. */
  readonly name: string;
  /** The absolute path of the entry module. */
  readonly main: string;
  /** The configuration of `serve()` without the code. */
  readonly config: ProjectConfig;
  readonly assets?: ProjectAssets;
  /** The kinds of modules that are not code. The first match decides. */
  readonly rules: readonly ModuleRule[];
  /** wrangler's `alias`: replaced imports. */
  readonly alias: Readonly<Record<string, string>>;
  /** wrangler's `define`: replaced expressions. */
  readonly define: Readonly<Record<string, string>>;
  /** The files whose change changes the project. Some may not exist. */
  readonly readFrom: readonly string[];
  /** Fields of the wrangler file that tabd does not support. */
  readonly leftOut: readonly LeftOut[];
}

export type ProjectConfig = Omit<WorkerConfig, "modules" | "worker"> & { name: string };

/** wrangler's `assets`. */
export interface ProjectAssets {
  /** The absolute folder. */
  readonly directory?: string;
  readonly binding?: string;
}

/** wrangler's rule for modules that are not code. */
export interface ModuleRule {
  readonly type: "Text" | "Data" | "CompiledWasm";
  readonly globs: readonly string[];
}

export interface LeftOut {
  /** The field, as written in the file: `services[1]`. */
  readonly field: string;
  /** A sentence. */
  readonly reason: string;
}

/** One message that lists the fields that tabd leaves out; empty if there are none. */
export function leftOutMessage(project: Project): string {
  const { leftOut, file = project.main } = project;
  if (leftOut.length === 0) return "";
  const lines = leftOut.map(({ field, reason }) => `  ${field}: ${reason}`);
  return `tabd leaves out of ${shown(file)}:\n${lines.join("\n")}`;
}
