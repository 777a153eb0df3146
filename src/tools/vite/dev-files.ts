import { readFile } from "node:fs/promises";
import type { Connect } from "vite";

/** Scripts of tabd that run in a Web Worker. */
const HOST_FILE = /\/tabd\/dist\/((?:host-[\w-]+|files-worker)\.js)$/;

/**
 * Serves scripts of tabd's host as they are: Vite's development server would add its client to
 * them, which opens connections and reloads pages.
 */
export function serveHostFiles(): Connect.NextHandleFunction {
  return (request, response, next) => {
    const [path = ""] = request.url?.split("?") ?? [];
    const [, file] = HOST_FILE.exec(path) ?? [];
    if (file === undefined) return next();
    readFile(new URL(`./${file}`, import.meta.url)).then(
      (script) => response.setHeader("Content-Type", "text/javascript").end(script),
      next,
    );
  };
}
