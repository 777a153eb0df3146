import { join } from "node:path";
import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { outcome } from "./matrix.ts";
import { build, install } from "./project.ts";
import { serveFolder } from "./static-server.ts";

let site: string;
let browser: Browser;

beforeAll(async () => {
  // Its page has no inline script.
  const folder = await install("esbuild", "content-policy");
  await build(folder, "dist", []);
  site = join(folder, "dist");
  browser = await chromium.connect(inject("browser"));
});
afterAll(() => browser.close());

/** The page's result when every response has this policy. */
async function underPolicy(policy: string, forms: string, reload = false): Promise<string> {
  const server = await serveFolder(site, "/", { "Content-Security-Policy": policy });
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${server.url}?forms=${forms}`);
    const first = await outcome(page);
    if (!reload) return first;
    await page.reload();
    return `${first}, ${await outcome(page)}`;
  } finally {
    await context.close();
    await server.close();
  }
}

const BUNDLED = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
const TEXT = "default-src 'none'; script-src 'self' blob: 'wasm-unsafe-eval'; connect-src 'self'";

test("bundled code needs 'wasm-unsafe-eval'", async () => {
  expect(await underPolicy(BUNDLED, "bundled", true)).toBe("set, delivered");
});

test("code as text needs blob: too", async () => {
  expect(await underPolicy(TEXT, "javascript,typescript,node", true)).toBe("set, delivered");
});

test.each([
  [
    "SQLite",
    "default-src 'self'",
    "bundled",
    "The Content Security Policy blocks SQLite's WebAssembly: add 'wasm-unsafe-eval' to script-src.",
  ],
  [
    "the download of SQLite",
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
    "bundled",
    /^The Content Security Policy blocks http.*sql-wasm-browser\.wasm: add 'self' to connect-src\.$/,
  ],
  [
    "modules",
    BUNDLED,
    "javascript",
    "The Content Security Policy blocks code that is given as `modules`: add blob: to script-src.",
  ],
  [
    "the host's script",
    `${TEXT}; worker-src 'none'`,
    "javascript",
    /^The Content Security Policy blocks http.*host-entry\.js: add 'self' to worker-src\.$/,
  ],
  [
    "the bundled host",
    `${BUNDLED}; worker-src 'none'`,
    "bundled",
    /^The Content Security Policy blocks http.*host\.js: add 'self' to worker-src\.$/,
  ],
])("a policy that blocks %s: the error names the directive", async (_, policy, forms, message) => {
  expect(await underPolicy(policy, forms)).toMatch(message);
});
