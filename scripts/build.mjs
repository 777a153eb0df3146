// Builds the package into dist/:
//
//   index.js               what a page imports
//   worker.js              what a custom host script imports
//   cloudflare-workers.js  `cloudflare:workers` for the user code of such a script
//   host-entry.js          the host that index.js starts, in one file
//   host-*.js              its parts that load on demand, one file each; host-isolation.js is
//                          also the broker of an isolated host
//   files-worker.js        checks, exports and wipes files without a host
//   sql-wasm-browser.wasm  SQLite
//   playwright.js          the Playwright fixture; runs in Node
//   cli.js                 the command line; runs in Node
//   playground/            the playground that it serves
//   vite.js                the Vite plugin; runs in Node
//   vite-page.js           what the plugin imports into a page
//   vite-service-worker.js the script of the plugin's service worker
//   tools-*.js             what several tools for Node share
//   *.d.ts                declarations, one file for each entry
//   licenses.md            the licences of the bundled libraries
//
// Only index.js locates the other files, by `new URL("./…", import.meta.url)`, and passes the URLs to
// the host. This works on any static host under any path, and bundlers recognise the pattern.
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "vite";
import { buildDeclarations } from "./declarations.mjs";
import { buildPlayground } from "./playground.mjs";

const root = join(import.meta.dirname, "..");
/** The output folder of `size-why.mjs`: only scripts with source maps are built into it. */
const maps = process.env.TABD_BUILD_MAPS;
const dist = maps ?? join(root, "dist");

/** The package's file for each file that `new URL()` names in the sources. */
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
 * Keeps `new URL("./…", import.meta.url)` in the output for the user's bundler. Vite would replace
 * it with an expression that no bundler recognises.
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
          if (file === undefined) throw new Error(`The package contains no file for ${given}.`);
          missing.delete(given);
          return `new URL(/* @vite-ignore */ "./${file}", import.meta.url)`;
        });
      if (missing.size > 0) throw new Error(`assets.ts lacks ${[...missing.keys()].join(", ")}.`);
      return { code, map: null };
    },
  },
};

/**
 * Keeps `import()` as it is. Vite would add code to preload stylesheets; there are none.
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
 * Turns sql.js into an ES module. A bundler that bundles our output again would mistake the end of
 * a universal module for its own.
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
      throw new Error("sql.js uses `module` in a new place: adapt the plugin to it.");
    },
  },
};

/**
 * Bundles entries, which share common chunks. A single entry becomes a single file.
 * @param {string} name
 * @param {Record<string, string>} entries output name to source
 * @param {import("vite").Plugin[]} plugins
 */
async function bundle(name, entries, plugins = [sqlJsModule]) {
  const license = `licenses-${name}.md`;
  await build({
    root,
    configFile: false,
    // A library that replaces a Node module imports another Node module.
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
        // Parts of the page import from page.js, so that index.js has only the package's exports.
        preserveEntrySignatures: name === "page" ? "allow-extension" : "strict",
        output: {
          format: "es",
          // In several chunks, a bundler would have to do more than copy the host's file.
          codeSplitting: name !== "host" && !name.startsWith("host-"),
          entryFileNames: "[name].js",
          chunkFileNames: ({ name: chunk }) => `${name}-${chunk.replace(/-classes$/, "")}.js`,
          assetFileNames: "[name][extname]",
        },
      },
    },
  });
  return takeLicenses(license);
}

/** @param {string} name the file of licences that a build has written */
async function takeLicenses(name) {
  const path = join(dist, name);
  const text = await readFile(path, "utf8").catch(() => "");
  await rm(path, { force: true });
  return text;
}

/** The tools that run in Node: output name to source. */
const tools = {
  cli: "src/tools/cli.ts",
  playwright: "src/tools/playwright.ts",
  vite: "src/tools/vite.ts",
};

/** Bundles the tools with their libraries. Node's modules, Vite and Playwright stay imports. */
async function bundleTools() {
  const license = "licenses-tools.md";
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    ssr: { noExternal: true, external: ["@playwright/test", "vite"] },
    build: {
      ssr: true,
      outDir: dist,
      emptyOutDir: false,
      target: "node20",
      minify: true,
      license: { fileName: license },
      rolldownOptions: {
        input: tools,
        output: {
          format: "es",
          entryFileNames: "[name].js",
          chunkFileNames: "tools-[name].js",
        },
      },
    },
  });
  return takeLicenses(license);
}

/**
 * Merges lists of licences: one section for each library.
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
  await bundle("vite", { "vite-page": "src/tools/vite/page/page.ts" }),
  await bundle("vite", {
    "vite-service-worker": "src/tools/vite/service-worker/service-worker.ts",
  }),
];
// In separate builds, so that no two share a chunk.
for (const part of parts) {
  const name = `host-${part}`;
  // oxlint-disable-next-line no-await-in-loop -- two builds at once would mix up their files
  licenses.push(await bundle(name, { [name]: `src/host/parts/${part}.ts` }));
}
if (maps !== undefined) process.exit();
licenses.push(await bundleTools());
await buildPlayground(root, join(dist, "playground"), "licenses.md");
await copyFile(
  join(root, "node_modules/sql.js/dist/sql-wasm-browser.wasm"),
  join(dist, "sql-wasm-browser.wasm"),
);
await copyFile(join(root, "src/tools/vite/client.d.ts"), join(dist, "vite-client.d.ts"));
await writeFile(join(dist, "licenses.md"), mergeLicenses(licenses));

await buildDeclarations(dist);
