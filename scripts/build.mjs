// Builds the package into dist/:
//
//   index.js               what a page imports
//   worker.js              what a host script of one's own imports
//   cloudflare-workers.js  what such a script's user code imports as `cloudflare:workers`
//   host-entry.js          the host that index.js starts, all in one file
//   host-*.js              parts of it that are loaded when they are used, a file each
//   sql-wasm-browser.wasm  SQLite, beside the scripts that load it
//   types/                 declarations
//   licenses.md            of the libraries that are bundled
//
// Scripts find each other and SQLite by `new URL("./…", import.meta.url)`: from any static host
// under any path, and every bundler knows the pattern.
import { spawnSync } from "node:child_process";
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");

/** Where the host's script and its parts are, in the sources and in the package. */
const hostFile = /^[./]*host\/host-entry\.ts$/;
const partFile = /^\.\/parts\/([\w-]+)\.ts$/;

/**
 * Leaves `new URL("….ts", import.meta.url)` of a script in the output, as a bundler of the user
 * wants to see it. Vite would replace it by an expression that no bundler recognises.
 * @param {RegExp} modules whose modules name such scripts
 * @param {(source: string) => string | undefined} fileOf the script's file in the package
 * @param {number} wanted how many there must be
 * @returns {import("vite").Plugin}
 */
function keepUrls(modules, fileOf, wanted) {
  /** @type {string[]} */
  const found = [];
  return {
    name: "tabd:keep-urls",
    enforce: "pre",
    transform: {
      filter: { id: modules },
      handler(code) {
        const replaced = code.replaceAll(
          /new URL\(\s*"([^"]+\.ts)",\s*import\.meta\.url,?\s*\)/g,
          (whole, source) => {
            const file = fileOf(source);
            if (file === undefined) return whole;
            found.push(file);
            return `new URL(__TABD_URL_${found.length - 1}__, import.meta.url)`;
          },
        );
        return replaced === code ? undefined : { code: replaced, map: null };
      },
    },
    renderChunk(code) {
      const named = code.replaceAll(/__TABD_URL_(\d+)__/g, (_, index) => `"./${found[index]}"`);
      return { code: named, map: null };
    },
    buildEnd(error) {
      if (error === undefined && found.length !== wanted) {
        throw new Error(`${modules} names ${found.length} scripts, not ${wanted}.`);
      }
    },
  };
}

const parts = (await readdir(join(root, "src/host/parts")))
  .filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".d.ts") && !/^(?:missing|no)-/.test(file),
  )
  .map((file) => file.slice(0, -".ts".length));

/** @param {string} source */
const partOf = (source) => {
  const name = partFile.exec(source)?.[1];
  return name !== undefined && parts.includes(name) ? `host-${name}.js` : undefined;
};

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
    // One of the libraries that stand for Node's modules wants another of them.
    resolve: { alias: { "node:async_hooks": join(root, "src/host/parts/no-async-hooks.ts") } },
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
  await bundle("page", { index: "src/index.ts" }, [
    keepUrls(/\/src\/page\//, (file) => (hostFile.test(file) ? "host-entry.js" : undefined), 1),
  ]),
  await bundle("worker", {
    worker: "src/worker.ts",
    "cloudflare-workers": "src/api/cloudflare-workers.ts",
  }),
  await bundle("host", { "host-entry": "src/host/host-entry.ts" }, [
    keepUrls(/\/src\/host\/parts\.ts$/, partOf, parts.length),
  ]),
];
// One after another: each is a file of its own, whatever it shares with another.
for (const part of parts) {
  const name = `host-${part}`;
  // oxlint-disable-next-line no-await-in-loop -- two builds at once would mix up their files
  licenses.push(await bundle(name, { [name]: `src/host/parts/${part}.ts` }));
}
await writeFile(join(dist, "licenses.md"), mergeLicenses(licenses));

const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
const types = spawnSync(process.execPath, [tsc, "-p", join(root, "tsconfig.build.json")], {
  cwd: root,
  stdio: "inherit",
});
process.exitCode = types.status ?? 1;
