import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

const read = (path: string): Buffer => readFileSync(new URL(`../../${path}`, import.meta.url));

const readme = read("README.md").toString();

test.each([
  [["dist/index.js", "dist/page.js"], /page loads (\d+) kB/],
  ["dist/page-http.js", /first `fetch\(\)` another (\d+) kB/],
  ["dist/host-entry.js", /a Web Worker, has (\d+) kB/],
  ["dist/sql-wasm-browser.wasm", /and (\d+) kB of SQLite/],
  ["dist/host-typescript.js", /TypeScript is another (\d+) kB/],
])("the README says how large %s is, gzipped", (paths, sentence) => {
  const kB = [paths].flat().reduce((sum, path) => sum + gzipSync(read(path)).length, 0) / 1000;
  const said = Number(sentence.exec(readme)?.[1]);
  // Rounding, and that no two builds of zlib compress alike.
  expect(Math.abs(said - kB), `${said} kB, but it is ${kB}`).toBeLessThan(1 + kB / 50);
});
