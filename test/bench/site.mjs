import { createReadStream, existsSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("page", import.meta.url));
const src = fileURLToPath(new URL("../../src", import.meta.url));

/** @type {Readonly<Record<string, string>>} */
const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
};

/**
 * Builds the benchmark's pages as for production and serves them on this machine.
 *
 * @param {readonly string[]} pages
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function buildSite(pages) {
  const outDir = await mkdtemp(join(tmpdir(), "tabd-bench-"));
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    base: "./",
    resolve: {
      alias: {
        "cloudflare:workers": join(src, "api/cloudflare-workers.ts"),
        "tabd/worker": join(src, "worker.ts"),
        tabd: join(src, "index.ts"),
      },
    },
    worker: { format: "es" },
    build: {
      outDir,
      emptyOutDir: true,
      // Nothing is shown to a person: no need for source maps or old browsers.
      target: "esnext",
      rolldownOptions: { input: pages.map((page) => join(root, page)) },
    },
  });
  const server = createServer((request, response) => {
    const path = join(outDir, new URL(request.url ?? "/", "http://localhost").pathname);
    if (!path.startsWith(outDir) || !existsSync(path) || !statSync(path).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "content-type": types[extname(path)] ?? "application/octet-stream",
      // Isolated pages have the finer clock: 5 µs.
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    createReadStream(path).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
