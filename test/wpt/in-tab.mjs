import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { chromium } from "playwright";
import { chromiumArgs, findChromium } from "../../scripts/browser.mjs";

const dist = join(import.meta.dirname, "../../dist");

/** @type {Readonly<Record<string, string>>} */
const types = { ".js": "text/javascript", ".wasm": "application/wasm" };

/** Serves the built package and an empty page. */
async function serveDist() {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const path = join(dist, pathname);
    if (pathname === "/") {
      response.setHeader("content-type", "text/html").end("<!doctype html><title>wpt</title>");
    } else if (path.startsWith(dist) && existsSync(path)) {
      response.setHeader("content-type", types[extname(path)] ?? "text/plain");
      createReadStream(path).pipe(response);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/`, server };
}

/**
 * A tab in a real Chromium that runs test files with the built package, each in a host of its own.
 */
export async function openTab() {
  const { url, server } = await serveDist();
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: chromiumArgs,
  });
  return {
    /**
     * @param {Awaited<ReturnType<typeof import("./worker.mjs").workerOf>>} worker
     * @returns {Promise<unknown>}
     */
    async run(worker) {
      const page = await browser.newPage();
      try {
        await page.goto(url);
        const answer = page.evaluate(runInPage, worker);
        answer.catch(() => undefined);
        return await Promise.race([answer, expire(worker.limit + 10_000)]);
      } finally {
        await page.close();
      }
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** @param {Awaited<ReturnType<typeof import("./worker.mjs").workerOf>>} worker */
async function runInPage({ modules, compatibilityDate }) {
  const path = "/index.js";
  const { serve } = await import(path);
  const server = await serve({
    modules,
    compatibilityDate,
    durableObjectNamespaces: [{ className: "Tests", uniqueKey: "tests" }],
    durableObjectStorage: "inMemory",
    bindings: { TESTS: { durableObjectNamespace: "Tests" } },
  });
  const response = await server.fetch("http://tests/");
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
  return JSON.parse(text);
}

/** @param {number} ms */
async function expire(ms) {
  await new Promise((resolve) => setTimeout(resolve, ms).unref());
  throw new Error(`no answer in ${ms} ms`);
}
