// Runs every check and test, also after failures. Ends with the line `N passed, N failed`.
//
//   node scripts/test.mjs               everything
//   node scripts/test.mjs lint unit     these steps only
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { installChromium } from "./browser.mjs";

const root = join(import.meta.dirname, "..");
const reports = mkdtempSync(join(tmpdir(), "tabd-test-"));

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} command the command and its arguments
 * @property {"vitest" | "playwright"} [suite] the suite whose JSON report has the counts; a step
 *   without one is a single check
 * @property {string} [beside] the step to run in parallel with, because this one mostly waits;
 *   its output follows that of the other step
 */

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {[name: string, message: string][]} [failures]
 */

/** @type {Step[]} */
const steps = [
  { name: "types", command: ["npm", "run", "types"] },
  { name: "lint", command: ["npm", "run", "lint"] },
  { name: "format", command: ["npm", "run", "format:check"] },
  { name: "unused", command: ["npm", "run", "knip"] },
  { name: "build", command: ["npm", "run", "build"] },
  { name: "publint", command: ["npm", "run", "publint"] },
  { name: "attw", command: ["npm", "run", "attw"] },
  { name: "size", command: ["npm", "run", "size"] },
  { name: "package", command: ["npm", "run", "test:package"], suite: "vitest" },
  { name: "matrix", command: ["npm", "run", "matrix"], suite: "vitest" },
  { name: "guests", command: ["npm", "run", "guests"], suite: "vitest" },
  { name: "unit", command: ["npm", "run", "test:unit"], suite: "vitest" },
  {
    name: "conformance",
    command: ["npm", "run", "test:conformance"],
    suite: "vitest",
    beside: "browser",
  },
  { name: "browser", command: ["npm", "run", "test:browser"], suite: "vitest" },
  { name: "bench", command: ["npm", "run", "bench", "--", "way", "--check"] },
  {
    name: "playwright",
    command: ["npm", "run", "test:playwright"],
    suite: "playwright",
    beside: "example-app",
  },
  { name: "example-app", command: ["npm", "run", "test:example-app"], suite: "playwright" },
  { name: "site", command: ["npm", "run", "build:site"] },
  { name: "e2e", command: ["npm", "run", "test:e2e"], suite: "playwright" },
];

/**
 * The arguments and environment that make a suite write its report, and how to count it.
 * @type {Record<"vitest" | "playwright", {
 *   args: (report: string) => string[],
 *   env: (report: string) => Record<string, string>,
 *   count: (report: any) => { passed: number, failed: number },
 *   failures: (report: any) => [name: string, message: string][],
 * }>}
 */
const suites = {
  vitest: {
    args: (report) => ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
    env: () => ({}),
    count: (report) => ({ passed: report.numPassedTests, failed: report.numFailedTests }),
    failures: ({ testResults }) =>
      testResults.flatMap((/** @type {any} */ { message, assertionResults }) => [
        ...(message === "" ? [] : [["a test file", message]]),
        ...assertionResults
          .filter((/** @type {any} */ { status }) => status === "failed")
          .map((/** @type {any} */ test) => [test.fullName, test.failureMessages.join("\n")]),
      ]),
  },
  playwright: {
    args: () => ["--reporter=list,json"],
    env: (report) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: report }),
    count: ({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky }),
    failures: ({ suites }) => suites.flatMap(failedSpecs),
  },
};

/**
 * The failed tests of one of Playwright's suites and of those within it.
 * @param {any} suite
 * @returns {[name: string, message: string][]}
 */
function failedSpecs({ specs, suites = [] }) {
  return [
    ...specs
      .filter((/** @type {any} */ { ok }) => !ok)
      .map((/** @type {any} */ { title, tests }) => {
        const results = tests.flatMap((/** @type {any} */ test) => test.results);
        const errors = results.flatMap((/** @type {any} */ result) => result.errors);
        return [title, errors.map((/** @type {any} */ { message }) => message).join("\n")];
      }),
    ...suites.flatMap(failedSpecs),
  ];
}

/**
 * @typedef {object} Result
 * @property {Step} step
 * @property {Counts} counts
 * @property {number} seconds
 * @property {string} output empty for a step that prints as it runs
 */

/**
 * Runs one step.
 * @param {Step} step
 * @param {boolean} prints whether its output is printed as it comes
 * @returns {Promise<Result>}
 */
async function run(step, prints) {
  const { name, command, suite } = step;
  const start = performance.now();
  const report = join(reports, `${name}.json`);
  const [program = "", ...args] = command;
  if (suite !== undefined) args.push("--", ...suites[suite].args(report));
  const child = spawn(program, args, {
    cwd: root,
    stdio: ["ignore", prints ? "inherit" : "pipe", prints ? "inherit" : "pipe"],
    // On Windows, npm is a batch file.
    shell: process.platform === "win32",
    env: {
      ...process.env,
      npm_config_loglevel: "error",
      ...(suite !== undefined && suites[suite].env(report)),
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text) => (output += text));
  }
  const [status] = await once(child, "close");
  const counts = countStep(status, suite, report);
  return { step, counts, seconds: (performance.now() - start) / 1000, output };
}

/**
 * @param {number | null} status
 * @param {Step["suite"]} suite
 * @param {string} report
 * @returns {Counts}
 */
function countStep(status, suite, report) {
  if (suite === undefined)
    return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const counted = countReport(report, suite);
  // A suite that fails without a failed test had an error outside every test.
  if (status !== 0 && counted.failed === 0) return { ...counted, failed: 1 };
  if (counted.passed + counted.failed === 0) return { passed: 0, failed: 1 };
  return counted;
}

/**
 * @param {string} path
 * @param {"vitest" | "playwright"} suite
 * @returns {Counts}
 */
function countReport(path, suite) {
  try {
    const report = JSON.parse(readFileSync(path, "utf8"));
    return { ...suites[suite].count(report), failures: suites[suite].failures(report) };
  } catch {
    return { passed: 0, failed: 0 };
  }
}

/** @param {string[]} names */
function chosen(names) {
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0) {
    const all = steps.map((step) => step.name).join(", ");
    throw new Error(`Unknown steps: ${unknown.join(", ")}. The steps are ${all}.`);
  }
  return names.length === 0 ? steps : steps.filter((step) => names.includes(step.name));
}

const toRun = chosen(process.argv.slice(2));
const withBrowser = new Set([
  "bench",
  "browser",
  "e2e",
  "example-app",
  "guests",
  "matrix",
  "playwright",
]);
if (toRun.some((step) => withBrowser.has(step.name))) {
  // All steps use the browser that is verified to start.
  process.env["CHROMIUM_PATH"] = await installChromium().catch((/** @type {Error} */ error) => {
    console.error(error.message);
    return process.env["CHROMIUM_PATH"] ?? "";
  });
}

/** @type {Result[]} */
const results = [];
for (const step of toRun) {
  const { beside } = step;
  if (beside !== undefined && toRun.some(({ name }) => name === beside)) continue;
  const together = [step, ...toRun.filter((other) => other.beside === step.name)];
  console.log(`\n=== ${together.map(({ name }) => name).join(", with ")} ===`);
  // oxlint-disable-next-line no-await-in-loop -- steps need what earlier steps have built
  const ended = await Promise.all(together.map((one, i) => run(one, i === 0)));
  for (const { step: one, output } of ended.slice(1))
    console.log(`\n=== ${one.name} ===\n${output}`);
  results.push(...ended);
}
rmSync(reports, { recursive: true, force: true });

// Print failures last: the output above is long.
for (const { step, counts } of results) {
  for (const [name, message] of counts.failures ?? []) {
    console.log(`\nFAIL ${step.name}: ${name}\n${stripVTControlCharacters(message).slice(0, 600)}`);
  }
}

console.log("\n=== summary ===");
let passed = 0;
let failed = 0;
for (const { step, counts, seconds } of results) {
  passed += counts.passed;
  failed += counts.failed;
  const mark = counts.failed === 0 ? "ok  " : "FAIL";
  const words = `${counts.passed} passed, ${counts.failed} failed`;
  console.log(`${mark} ${step.name.padEnd(12)} ${words.padEnd(24)} ${seconds.toFixed(0)} s`);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
