import type { ModuleContent, WorkerConfig } from "../../config/config.ts";
import type { BuiltWorker } from "../project/build-worker.ts";
import type { Project } from "../project/project.ts";

/** A module that exports the configuration of `serve()` with the code of the worker. */
export function workerSource({ config }: Project, { modules }: BuiltWorker): string {
  const sources = Object.entries(modules).map(
    ([path, content]) => `${JSON.stringify(path)}: ${contentSource(content)}`,
  );
  return `
const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
export const config = {
  ...${JSON.stringify(config satisfies Omit<WorkerConfig, "modules" | "worker">)},
  modules: { ${sources.join(",\n")} },
};`;
}

function contentSource(content: string | ModuleContent): string {
  if (typeof content === "string") return JSON.stringify(content);
  const [[kind, value] = []] = Object.entries(content) as [string, unknown][];
  const source =
    value instanceof Uint8Array
      ? `bytes(${JSON.stringify(Buffer.from(value).toString("base64"))})`
      : JSON.stringify(value);
  return `{ ${kind}: ${source} }`;
}
