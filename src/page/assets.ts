import wasm from "sql.js/dist/sql-wasm-browser.wasm?url";
import type { HostAssets, PartName } from "../protocol/host-assets.ts";

/** Where files of `tabd/dist` are that a host loads. Relative URLs are resolved against the page. */
export interface AssetOptions {
  /** `host-entry.js`: the script of the host that runs `modules`. */
  readonly host?: string | URL;
  /** `sql-wasm-browser.wasm`: SQLite. */
  readonly wasm?: string | URL;
  /** `files-worker.js`: the script that checks, exports and wipes files. */
  readonly files?: string | URL;
  /** The folder of the other files `host-*.js`. */
  readonly parts?: string | URL;
}

export interface Assets extends HostAssets {
  readonly host: string;
  readonly files: string;
}

/**
 * The URL of every file. Bundlers look for a literal `new URL()`: they copy the file unchanged, and
 * replace the URL.
 *
 * @param given a folder that has all files, or the URLs of some files.
 */
export function assetUrls(given: string | URL | AssetOptions = {}): Assets {
  const placed = typeof given === "string" || given instanceof URL ? inFolder(given) : given;
  const part = (name: PartName, url: () => URL): string =>
    placed.parts === undefined ? href(url()) : inside(placed.parts, `host-${name}.js`);
  return {
    // Vite's development server uses this query for workers.
    host: href(
      placed.host ?? new URL("../host/host-entry.ts?worker_file&type=module", import.meta.url),
    ),
    files: href(
      placed.files ?? new URL("../files/files-worker.ts?worker_file&type=module", import.meta.url),
    ),
    wasm: href(placed.wasm ?? new URL(wasm, import.meta.url)),
    parts: {
      "async-context": part(
        "async-context",
        () => new URL("../host/parts/async-context.ts", import.meta.url),
      ),
      isolation: part(
        "isolation",
        () => new URL("../host/parts/isolation.ts?worker_file&type=module", import.meta.url),
      ),
      node: part("node", () => new URL("../host/parts/node.ts", import.meta.url)),
      "node-more": part("node-more", () => new URL("../host/parts/node-more.ts", import.meta.url)),
      "node-util": part("node-util", () => new URL("../host/parts/node-util.ts", import.meta.url)),
      "row-counts": part(
        "row-counts",
        () => new URL("../host/parts/row-counts.ts", import.meta.url),
      ),
      typescript: part("typescript", () => new URL("../host/parts/typescript.ts", import.meta.url)),
    },
  };
}

function inFolder(folder: string | URL): AssetOptions {
  return {
    host: inside(folder, "host-entry.js"),
    files: inside(folder, "files-worker.js"),
    wasm: inside(folder, "sql-wasm-browser.wasm"),
    parts: folder,
  };
}

/** A folder is one with or without its last slash. */
function inside(folder: string | URL, file: string): string {
  return new URL(file, href(folder).replace(/\/?$/, "/")).href;
}

/** Some bundlers leave a URL without its origin. */
function href(url: string | URL): string {
  return new URL(url, document.baseURI).href;
}
