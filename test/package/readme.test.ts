import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const read = (path: string): Buffer => readFileSync(new URL(`../../${path}`, import.meta.url));

const readme = read("README.md").toString();

test.each([
  [
    "code as text",
    ["index.js", "page.js", "host-entry.js", "sql-wasm-browser.wasm"],
    /with code as text is (\d+) kB/,
  ],
  [
    "bundled code",
    ["index.js", "page.js", "worker.js", "worker-tracing.js", "sql-wasm-browser.wasm"],
    /With bundled code it is (\d+) kB/,
  ],
  ["the page", ["index.js", "page.js"], /(\d+) kB in the page/],
  ["the host", ["host-entry.js"], /(\d+) kB of the host/],
  ["SQLite", ["sql-wasm-browser.wasm"], /(\d+) kB of SQLite/],
  ["the first fetch()", ["page-http.js"], /first `fetch\(\)` (\d+) kB/],
  ["TypeScript", ["host-typescript.js"], /TypeScript adds (\d+) kB/],
])("the README says how much is loaded, gzipped: %s", (_, files, sentence) => {
  const sizes = files.map((file) => gzipSync(read(`dist/${file}`)).length / 1000);
  const kB = sizes.reduce((sum, size) => sum + size);
  const said = Number(sentence.exec(readme)?.[1]);
  // Allows for rounding, and for differences between builds of zlib.
  expect(Math.abs(said - kB), `${said} kB, but it is ${kB}`).toBeLessThan(1 + kB / 50);
});
