// Runs the scenarios of test/engines/ in the installed browser engines: Chromium, Firefox and WebKit.
// Prints which it finds and how to install the others; installs nothing. Ends with
// `N passed, N failed`; the exit code is 0 only if nothing failed in the engines found.
//
//   node scripts/engines.mjs                             all scenarios in all engines
//   node scripts/engines.mjs kill                        one scenario, a file of test/engines/scenarios/
//   node scripts/engines.mjs --only firefox              one engine
//   node scripts/engines.mjs --require firefox,webkit    fails if one of these is missing
//   node scripts/engines.mjs --rounds 200 --seed 7       more rounds; repeats a run's random numbers
//   node scripts/engines.mjs --no-build                  with the current site in dist-site/
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "../test/engines/chromium.mjs";
import { firefox } from "../test/engines/firefox.mjs";
import { NotFound } from "../test/engines/not-found.mjs";
import { runTest } from "../test/engines/run-test.mjs";
import { serveSite } from "../test/engines/site.mjs";
import { webkit } from "../test/engines/webkit.mjs";

/** @typedef {import("../test/engines/driver.d.ts").FoundEngine} FoundEngine */
/** @typedef {import("../test/engines/stage.mjs").EngineTest} EngineTest */

const root = join(import.meta.dirname, "..");
const folder = join(root, "test", "engines", "scenarios");
const engines = [chromium, firefox, webkit];
const engineNames = engines.map(({ name }) => name);

let passed = 0;
let failed = 0;

/**
 * Rejects unknown names.
 *
 * @param {readonly string[]} names
 * @param {readonly string[]} all
 */
function checkNames(names, all) {
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length === 0) return names;
  throw new Error(`Unknown: ${unknown.join(", ")}. Known: ${all.join(", ")}.`);
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    allowNegative: true,
    options: {
      only: { type: "string", default: engineNames.join(",") },
      require: { type: "string", default: "" },
      rounds: { type: "string", default: "12" },
      seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 32)) },
      build: { type: "boolean", default: true },
    },
  });
  const list = (/** @type {string} */ text) =>
    checkNames(text.split(",").filter(Boolean), engineNames);
  const scenarios = readdirSync(folder).map((file) => basename(file, ".mjs"));
  return {
    only: list(values.only),
    required: list(values.require),
    rounds: Number(values.rounds),
    seed: Number(values.seed),
    build: values.build,
    scenarios: positionals.length === 0 ? scenarios : checkNames(positionals, scenarios),
  };
}

/**
 * Looks for engines and prints the result. A missing engine is a failure only if it is required; an
 * engine that does not start always is.
 *
 * @param {readonly string[]} only
 * @param {readonly string[]} required
 */
async function findEngines(only, required) {
  /** @type {FoundEngine[]} */
  const found = [];
  for (const { name, find } of engines) {
    if (!only.includes(name)) continue;
    try {
      const engine = await find();
      found.push(engine);
      console.log([`found     ${engine.version}`, ...engine.limits].join("\n          "));
    } catch (error) {
      const missing = error instanceof NotFound;
      if (!missing || required.includes(name)) failed++;
      console.log(`${missing ? "not found" : "BROKEN   "} ${name}: ${words(error)}`);
    }
  }
  return found;
}

/** @param {unknown} error */
function words(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {string} script */
function npmRun(script) {
  const { status } = spawnSync("npm", ["run", "--silent", script], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    // On Windows, npm is a batch file.
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`npm run ${script} failed.`);
}

/**
 * Runs a scenario in an engine.
 *
 * @param {FoundEngine} engine
 * @param {string} scenario
 * @param {{ url: string, seed: number, rounds: number }} options
 */
async function run(engine, scenario, options) {
  /** @type {{ tests: EngineTest[] }} */
  const { tests } = await import(pathToFileURL(join(folder, `${scenario}.mjs`)).href);
  for (const test of tests) {
    const title = `${engine.version}, ${scenario}: ${test.name}`;
    if (test.needsProfile && !engine.keepsProfiles) {
      console.log(`-    ${title}: skipped, the profile is in memory`);
      continue;
    }
    const start = performance.now();
    const seconds = () => `(${((performance.now() - start) / 1000).toFixed(0)} s)`;
    try {
      await runTest(engine, test, options);
      passed++;
      console.log(`ok   ${title} ${seconds()}`);
    } catch (error) {
      failed++;
      console.log(`FAIL ${title} ${seconds()}`);
      console.log(error);
    }
  }
}

const { only, required, rounds, seed, build, scenarios } = readArguments();
const found = await findEngines(only, required);
if (build) ["build", "build:site"].forEach(npmRun);
const site = await serveSite(root);
console.log(`seed ${seed}, ${rounds} rounds (again: --seed ${seed} --rounds ${rounds})`);
try {
  for (const engine of found) {
    for (const scenario of scenarios) await run(engine, scenario, { url: site.url, seed, rounds });
  }
} finally {
  for (const engine of found) await engine.close();
  await site.close();
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
