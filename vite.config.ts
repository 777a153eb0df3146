import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { chromiumArgs, findChromium } from "./scripts/browser.mjs";
import { contentSecurityPolicy, licensesOfWorkers, serviceWorkerFiles } from "./scripts/site.mjs";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The package's imports as sources, for the dev server and the tests. */
const sources = {
  "cloudflare:workers": here("./src/api/cloudflare-workers.ts"),
  "tabd/cloudflare-workers": here("./src/api/cloudflare-workers.ts"),
  "tabd/worker": here("./src/worker.ts"),
  tabd: here("./src/index.ts"),
  // A library that replaces a Node module imports another Node module.
  "node:async_hooks": here("./src/host/parts/node/no-async-hooks.ts"),
};

/** The same imports as built files, for the site: its end-to-end tests test the package. */
const published = {
  "cloudflare:workers": here("./dist/cloudflare-workers.js"),
  "tabd/cloudflare-workers": here("./dist/cloudflare-workers.js"),
  "tabd/worker": here("./dist/worker.js"),
  tabd: here("./dist/index.js"),
};

/**
 * Every dependency that a browser loads. The dev server prepares them before it serves: a dependency
 * that it discovers later reloads the page during a test.
 */
const browserDependencies = [
  "@jspm/core/nodelibs/assert",
  "@jspm/core/nodelibs/path",
  "@jspm/core/nodelibs/string_decoder",
  "@jspm/core/nodelibs/url",
  "@jspm/core/nodelibs/util",
  "@noble/hashes/hkdf.js",
  "@noble/hashes/hmac.js",
  "@noble/hashes/legacy.js",
  "@noble/hashes/pbkdf2.js",
  "@noble/hashes/scrypt.js",
  "@noble/hashes/sha2.js",
  "@noble/hashes/utils.js",
  "acorn",
  "es-module-lexer",
  "fflate",
  "idb-keyval",
  "lit",
  "lit/directives/class-map.js",
  "lit/directives/guard.js",
  "lit/directives/live.js",
  "lit/directives/repeat.js",
  "node-inspect-extracted",
  "process/browser.js",
  "readable-stream/lib/stream.js",
  "sql.js/dist/sql-wasm-browser.js",
  "sucrase",
  "unenv/node/buffer",
  "unenv/node/constants",
  "unenv/node/crypto",
  "unenv/node/events",
  "unenv/node/internal/util/mime",
  "unenv/node/os",
  "unenv/node/path/win32",
  "unenv/node/perf_hooks",
  "unenv/node/punycode",
  "unenv/node/querystring",
  "unenv/node/stream/web",
  "unenv/node/internal/zlib/constants",
];

/** Dependencies of the playground only. No browser test of Vitest loads them. */
const playgroundDependencies = [
  "@codemirror/autocomplete",
  "@codemirror/commands",
  "@codemirror/lang-javascript",
  "@codemirror/language",
  "@codemirror/lint",
  "@codemirror/search",
  "@codemirror/state",
  "@codemirror/view",
  "@lezer/highlight",
  "prettier/plugins/babel",
  "prettier/plugins/estree",
  "prettier/plugins/typescript",
  "prettier/standalone",
  "jsonc-parser",
  "typescript-api",
];

// Concurrent runs need separate caches: each run deletes the cache that it finds.
const testing = process.env["VITEST"] !== undefined;
const cacheDir = here(
  testing ? `./node_modules/.vite/test-${process.pid}` : "./node_modules/.vite",
);
if (testing) process.once("exit", () => rmSync(cacheDir, { recursive: true, force: true }));

// Without a browser, the other tests still run; the browser tests fail with Playwright's error.
const executablePath = await findChromium().catch(() => undefined);

/** Settings for the drills in a browser, which has no environment variables. */
const drill = {
  seed: Number(process.env["TABD_SEED"] ?? Math.floor(Math.random() * 2 ** 32)),
  rounds: Number(process.env["TABD_DRILL_ROUNDS"] ?? 8),
};

export default defineConfig(({ command }) => ({
  cacheDir,
  // The site may be served under any path.
  base: "./",
  resolve: { alias: command === "build" ? published : sources },
  optimizeDeps: {
    include: testing ? browserDependencies : [...browserDependencies, ...playgroundDependencies],
  },
  // An isolated host imports the sources from its opaque origin. A built site needs no such header.
  server: { cors: { origin: [/^https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?$/, "null"] } },
  preview: { cors: false },
  // Answer 404 for a missing file, not the page.
  appType: "mpa",
  worker: { format: "es" },
  plugins: [contentSecurityPolicy(), serviceWorkerFiles(), licensesOfWorkers()],
  build: {
    outDir: "dist-site",
    license: { fileName: "licenses.md" },
    // TypeScript alone is larger, and is loaded only for completion.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      input: {
        index: "index.html",
        harness: "test/e2e/pages/harness.html",
        "service-worker": "demo/offline/service-worker/service-worker.ts",
      },
      output: {
        // A service worker's scope is its folder.
        entryFileNames: ({ name }) =>
          name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js",
      },
    },
  },
  test: {
    // A test that needs a second attempt is broken.
    retry: 0,
    // Two at least: many tests wait for a clock most of their time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: { name: "unit", environment: "node", include: ["test/unit/**/*.test.ts"] },
      },
      {
        extends: true,
        test: {
          name: "conformance",
          environment: "node",
          include: ["test/conformance/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // Tests the built package: needs `npm run build`.
        extends: true,
        test: { name: "package", environment: "node", include: ["test/package/*.test.ts"] },
      },
      {
        // Tests the packed package in users' projects: needs `npm run build`.
        extends: true,
        test: {
          name: "matrix",
          environment: "node",
          include: ["test/package/matrix/*.test.ts"],
          globalSetup: "test/package/matrix/setup.ts",
          maxWorkers: 2,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        // Tests npm packages on the built package: needs `npm run build`.
        extends: true,
        test: {
          name: "guests",
          environment: "node",
          include: ["test/guests/*.test.ts"],
          globalSetup: "test/guests/setup.ts",
          // Each file has a page of its own, and importing Playwright takes longer than some tests.
          isolate: false,
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 30_000,
          provide: { drill },
          browser: {
            enabled: true,
            headless: true,
            ui: false,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath, args: chromiumArgs },
            }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
    ],
  },
}));
