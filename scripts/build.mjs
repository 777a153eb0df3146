// Builds the package into dist/:
//
//   index.js               what a page imports
//   worker.js              what a host script of one's own imports
//   cloudflare-workers.js  what such a script's user code imports as `cloudflare:workers`
//   host-entry.js          the host that index.js starts, all in one file
//   sql-wasm-browser.wasm  SQLite, beside the scripts that load it
//   types/                 declarations
//   licenses.md            of the libraries that are bundled
//
// Scripts find each other and SQLite by `new URL("./…", import.meta.url)`: from any static host
// under any path, and every bundler knows the pattern.
import { spawnSync } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");

/** What stands for the host script's URL between reading a module and writing a chunk. */
const hostUrl = "__TABD_HOST_URL__";

/**
 * Leaves the page's `new URL("…/host-entry.ts", import.meta.url)` in the output, as a bundler of
 * the user wants to see it. Vite would replace it by an expression that no bundler recognises.
 * @returns {import("vite").Plugin}
 */
function keepHostUrl() {
  let found = 0;
  return {
    name: "tabd:keep-host-url",
    enforce: "pre",
    transform: {
      filter: { id: /\/src\/page\// },
      handler(code) {
        const replaced = code.replaceAll(
          /new URL\(\s*"[./]*host\/host-entry\.ts",\s*import\.meta\.url,?\s*\)/g,
          () => {
            found++;
            return `new URL(${hostUrl}, import.meta.url)`;
          },
        );
        return replaced === code ? undefined : { code: replaced, map: null };
      },
    },
    renderChunk(code) {
      return { code: code.replaceAll(hostUrl, `"./host-entry.js"`), map: null };
    },
    buildEnd(error) {
      if (error === undefined && found !== 1) {
        throw new Error(`src/page/ names the host script ${found} times, not once.`);
      }
    },
  };
}

/**
 * Bundles entries that share what they have in common; one entry alone becomes one file.
 * @param {string} name
 * @param {Record<string, string>} entries output name to source
 * @param {import("vite").Plugin[]} plugins
 */
async function bundle(name, entries, plugins = []) {
  const license = `licenses-${name}.md`;
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    base: "./",
    publicDir: false,
    plugins,
    build: {
      outDir: dist,
      emptyOutDir: false,
      target: "es2022",
      minify: true,
      sourcemap: false,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1000,
      modulePreload: false,
      license: { fileName: license },
      rolldownOptions: {
        input: entries,
        preserveEntrySignatures: "strict",
        output: {
          format: "es",
          // A host in parts would need more of a bundler than that it copies the file.
          codeSplitting: Object.keys(entries).length > 1,
          entryFileNames: "[name].js",
          chunkFileNames: `${name}-[name].js`,
          assetFileNames: "[name][extname]",
        },
      },
    },
  });
  const path = join(dist, license);
  const text = await readFile(path, "utf8");
  await rm(path);
  return text;
}

/**
 * One list of licences out of several: a section for each library, each once.
 * @param {string[]} lists
 */
function mergeLicenses(lists) {
  const sections = lists.flatMap((list) =>
    list.split(/^(?=## )/m).filter((s) => s.startsWith("## ")),
  );
  const unique = [...new Set(sections.map((section) => section.trim()))].toSorted();
  return `# Licenses\n\nThe scripts in this folder contain these libraries.\n\n${unique.join("\n\n")}\n`;
}

await rm(dist, { recursive: true, force: true });
const licenses = [
  await bundle("page", { index: "src/index.ts" }, [keepHostUrl()]),
  await bundle("worker", {
    worker: "src/worker.ts",
    "cloudflare-workers": "src/api/cloudflare-workers.ts",
  }),
  await bundle("host", { "host-entry": "src/host/host-entry.ts" }),
];
await writeFile(join(dist, "licenses.md"), mergeLicenses(licenses));

const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
const types = spawnSync(process.execPath, [tsc, "-p", join(root, "tsconfig.build.json")], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = types.status ?? 1;
