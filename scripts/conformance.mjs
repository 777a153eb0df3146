// Runs the same scenarios in workerd and in the tab, compares their reports field by field, and
// writes the outcomes to docs/conformance.md.
//
//   npm run conformance                       fails if an outcome is worse than on the page
//   npm run conformance -- --accept-worse     writes worse outcomes too
//   npm run conformance -- --record           first runs the slow scenarios in workerd, with the
//                                             true delays, and records the reports
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
  vitest(
    "--project",
    "conformance",
    "test/conformance/scenarios.test.ts",
    "-t",
    "a new record is made",
  );
  delete process.env["RECORD_SLOW_SCENARIOS"];
}
const table = "test/conformance/table.test.ts";
vitest("--project", "conformance", "--exclude", table);
vitest("--project", "browser", "test/browser/api-scenarios.test.ts");
if (!acceptWorse) vitest("--project", "conformance", table, "-t", "worse");
vitest("--project", "conformance", table, "-u", "-t", "conformance.md is up to date");
