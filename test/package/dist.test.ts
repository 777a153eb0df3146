import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";
import { expect, test } from "vitest";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));

/** The specifiers of a module's static imports and re-exports. */
function imports(path: string): string[] {
  const { module } = parseSync(path, readFileSync(path, "utf8"));
  return [
    ...module.staticImports.map((entry) => entry.moduleRequest.value),
    ...module.staticExports
      .flatMap((entry) => entry.entries)
      .flatMap((entry) => entry.moduleRequest?.value ?? []),
  ];
}

const scripts = readdirSync(dist).filter((name) => name.endsWith(".js"));

/** Scripts that run in Node. */
const tools = scripts.filter((name) => /^(?:cli|playwright|vite|tools-.*)\.js$/.test(name));

test.each(tools)("%s imports only files of the package, Node's modules and its tools", (script) => {
  for (const specifier of imports(join(dist, script))) {
    expect(specifier).toMatch(/^(?:\.\/|node:|@playwright\/test$|vite$|module$)/);
  }
});

/** Scripts that run in a browser. */
const browserScripts = scripts.filter((name) => !tools.includes(name));

test.each(browserScripts)("%s imports only files of the package", (script) => {
  for (const specifier of imports(join(dist, script))) {
    expect(specifier).toMatch(/^\.\//);
    expect(existsSync(join(dist, specifier))).toBe(true);
  }
});

/** The host, and its parts that load on demand. */
const hostFiles = scripts.filter((name) => name.startsWith("host-"));

test.each(hostFiles)("%s is one file", (script) => {
  expect(imports(join(dist, script))).toEqual([]);
});

/** The `new URL("…", import.meta.url)` pattern that bundlers recognise. */
const relativeUrls = (script: string): string[] =>
  Array.from(
    readFileSync(join(dist, script), "utf8").matchAll(
      /new URL\(\s*(["'`])([^"'`$]+)\1\s*,\s*import\.meta\.url/g,
    ),
    (match) => match[2] ?? "",
  );

test("page.js alone names the files that a host loads, each once", () => {
  const files = [...hostFiles, "files-worker.js", "sql-wasm-browser.wasm"].map(
    (name) => `./${name}`,
  );
  expect(relativeUrls("page.js").toSorted()).toEqual(files.toSorted());
  for (const script of browserScripts.filter((name) => name !== "page.js")) {
    expect(relativeUrls(script)).toEqual([]);
  }
});

test.each(hostFiles)(
  "%s is too large for Vite to inline, which a content security policy may forbid",
  (name) => {
    expect(statSync(join(dist, name)).size).toBeGreaterThan(4096);
  },
);

test.each(["index.d.ts", "worker.d.ts", "cloudflare-workers.d.ts"])(
  "%s is one file without internal declarations",
  (declarations) => {
    const path = join(dist, declarations);
    expect(imports(path)).toEqual([]);
    expect(readFileSync(path, "utf8")).not.toMatch(/@internal|\bclass (?:Actor|Committer)\b/);
  },
);

test("playwright.d.ts imports only Playwright", () => {
  expect(new Set(imports(join(dist, "playwright.d.ts")))).toEqual(new Set(["@playwright/test"]));
  expect(readFileSync(join(dist, "playwright.d.ts"), "utf8")).not.toMatch(/@internal/);
});

test("vite.d.ts imports only Vite", () => {
  expect(imports(join(dist, "vite.d.ts"))).toEqual(["vite"]);
});

test("there are no other declarations", () => {
  const files = readdirSync(dist, { recursive: true, encoding: "utf8" });
  expect(files.filter((file) => file.endsWith(".d.ts")).toSorted()).toEqual([
    "cloudflare-workers.d.ts",
    "index.d.ts",
    "playwright.d.ts",
    "vite-client.d.ts",
    "vite.d.ts",
    "worker.d.ts",
  ]);
});
