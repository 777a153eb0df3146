// Builds the package into dist/:
//
//   index.js               what a page imports
//   worker.js              what a host script of one's own imports
//   cloudflare-workers.js  what such a script's user code imports as `cloudflare:workers`
//   host-entry.js          the host that index.js starts, all in one file
//   host-*.js              parts of it that are loaded when they are used, a file each; host-isolation.js
//                          is also the broker of an isolated host
//   files-worker.js        checks, exports and wipes files without a host
//   sql-wasm-browser.wasm  SQLite
//   *.d.ts                declarations, a file for each entry
//   licenses.md            of the libraries that are bundled
//
// Only index.js knows where the other files are, by `new URL("./…", import.meta.url)`: from any static
// host under any path, and bundlers know the pattern. It tells the host.
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";
import { buildDeclarations } from "./declarations.mjs";

const root = join(import.meta.dirname, "..");
/** Where `size-why.mjs` wants the scripts with their source maps; nothing else is built then. */
const maps = process.env.TABD_BUILD_MAPS;
const dist = maps ?? join(root, "dist");

/** Names in the package what `new URL()` names in the sources. */
const assetFiles = new Map([
  ['"../host/host-entry.ts?worker_file&type=module"', "host-entry.js"],
  ['"../files/files-worker.ts?worker_file&type=module"', "files-worker.js"],
  ["wasm", "sql-wasm-browser.wasm"],
]);
const parts = [
  "async-context",
  "isolation",
  "node",
  "node-more",
  "node-util",
  "row-counts",
  "typescript",
];
for (const part of parts) {
  const query = part === "isolation" ? "?worker_file&type=module" : "";
  assetFiles.set(`"../host/parts/${part}.ts${query}"`, `host-${part}.js`);
}

/**
 * Leaves `new URL("./…", import.meta.url)` in the output, as the user's bundler wants to see it.
 * Vite would replace it by an expression that no bundler recognises.
 * @type {import("vite").Plugin}
 */
const keepUrls = {
  name: "tabd:keep-urls",
  enforce: "pre",
  transform: {
    filter: { id: /\/src\/page\/assets\.ts$/ },
    handler(source) {
      const missing = new Map(assetFiles);
      const code = source
        .replace(/^import wasm from .*$/m, "")
        .replaceAll(/new URL\(([^,`]+), import\.meta\.url\)/g, (_, given) => {
          const file = missing.get(given);
          if (file === undefined) throw new Error(`The package has no file for ${given}.`);
          missing.delete(given);
          return `new URL(/* @vite-ignore */ "./${file}", import.meta.url)`;
        });
      if (missing.size > 0) throw new Error(`assets.ts lacks ${[...missing.keys()].join(", ")}.`);
      return { code, map: null };
    },
  },
};

/**
 * Leaves `import()` as it is. Vite would preload stylesheets before, of which there are none.
 * @type {import("vite").Plugin}
 */
const plainImports = {
  name: "tabd:plain-imports",
  enforce: "pre",
  load: {
    filter: { id: /vite\/preload-helper/ },
    handler: () => "export const __vitePreload = (load) => load();",
  },
};

/**
 * Makes an ES module of sql.js. A bundler that bundles ours once more would take the end of a
 * universal module for one of its own.
 * @type {import("vite").Plugin}
 */
const sqlJsModule = {
  name: "tabd:sql-js-module",
  enforce: "pre",
  transform: {
    filter: { id: /\/sql-wasm-browser\.js$/ },
    handler(source) {
      const code = source
        .replace(/^\s*module = undefined;$/m, "")
        .replace(/^if \(typeof exports === 'object'[^]*/m, "export default initSqlJs;");
      if (/^export default/m.test(code) && !/^[^/]*\bmodule[ .]/m.test(code)) {
        return { code, map: null };
      }
      throw new Error("sql.js names `module` where it did not.");
    },
  },
};

/**
 * Bundles entries that share what they have in common; one entry alone becomes one file.
 * @param {string} name
 * @param {Record<string, string>} entries output name to source
 * @param {import("vite").Plugin[]} plugins
 */
async function bundle(name, entries, plugins = [sqlJsModule]) {
  const license = `licenses-${name}.md`;
  await build({
    root,
    configFile: false,
    // One of the libraries that stand for Node's modules wants another of them.
    resolve: { alias: { "node:async_hooks": join(root, "src/host/parts/node/no-async-hooks.ts") } },
    logLevel: "warn",
    base: "./",
    publicDir: false,
    plugins,
    build: {
      outDir: dist,
      emptyOutDir: false,
      target: "es2022",
      minify: true,
      sourcemap: maps === undefined ? false : "hidden",
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1000,
      modulePreload: false,
      license: { fileName: license },
      rolldownOptions: {
        input: entries,
        // Parts of the page import from page.js; index.js has the package's exports and no others.
        preserveEntrySignatures: name === "page" ? "allow-extension" : "strict",
        output: {
          format: "es",
          // A host in parts would need more of a bundler than that it copies the file.
          codeSplitting: name !== "host" && !name.startsWith("host-"),
          entryFileNames: "[name].js",
          chunkFileNames: ({ name: chunk }) => `${name}-${chunk.replace(/-classes$/, "")}.js`,
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
  await bundle("page", { index: "src/index.ts", page: "src/page/serve.ts" }, [
    keepUrls,
    plainImports,
  ]),
  await bundle("worker", {
    worker: "src/worker.ts",
    "cloudflare-workers": "src/api/cloudflare-workers.ts",
  }),
  await bundle("files", { "files-worker": "src/files/files-worker.ts" }),
  await bundle("host", { "host-entry": "src/host/host-entry.ts" }),
];
// One after another: each is a file of its own, whatever it shares with another.
for (const part of parts) {
  const name = `host-${part}`;
  // oxlint-disable-next-line no-await-in-loop -- two builds at once would mix up their files
  licenses.push(await bundle(name, { [name]: `src/host/parts/${part}.ts` }));
}
if (maps !== undefined) process.exit();
await copyFile(
  join(root, "node_modules/sql.js/dist/sql-wasm-browser.wasm"),
  join(dist, "sql-wasm-browser.wasm"),
);
await writeFile(join(dist, "licenses.md"), mergeLicenses(licenses));

await buildDeclarations(dist);
