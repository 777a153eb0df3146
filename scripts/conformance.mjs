// Asks the real workerd and the tab the same questions, compares their answers field by field, and
// writes what came of it to docs/conformance.md.
//
//   npm run conformance                       stops when something is worse than the page says
//   npm run conformance -- --accept-worse     writes that down
//   npm run conformance -- --record           first asks workerd what takes it minutes, with the
//                                             true delays, and keeps its answers
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { installChromium } from "./browser.mjs";

const root = join(import.meta.dirname, "..");
const record = process.argv.includes("--record");
const acceptWorse = process.argv.includes("--accept-worse");

process.env["CHROMIUM_PATH"] = await installChromium();

/** @param {string[]} args */
function vitest(...args) {
  const { status } = spawnSync("npx", ["vitest", "run", ...args], {
    cwd: root,
    stdio: "inherit",
    // On Windows, npx is a batch file.
    shell: process.platform === "win32",
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (record) {
  process.env["RECORD_SLOW_SCENARIOS"] = "1";
  vitest("--project", "conformance", "test/conformance/scenarios.test.ts", "-t", "recorded now");
  delete process.env["RECORD_SLOW_SCENARIOS"];
}
const table = "test/conformance/table.test.ts";
vitest("--project", "conformance", "--exclude", table);
vitest("--project", "browser", "test/browser/api-scenarios.test.ts");
if (!acceptWorse) vitest("--project", "conformance", table, "-t", "worse");
vitest("--project", "conformance", table, "-u", "-t", "conformance.md is what");
