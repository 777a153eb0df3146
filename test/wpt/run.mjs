// Runs the Web Platform Tests inside a Durable Object, in tabd and in workerd.
//
//   npm run wpt               every file; writes test/wpt/report.txt and docs/wpt.md
//   npm run wpt -- streams    only files whose path contains one of the words
//   npm run wpt -- --report   only writes the reports, from the results so far
//
// It needs the built package. workerd's results are cached for each of its versions, tabd's until
// the file runs again.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cache, testFiles } from "./files.mjs";
import { openTab } from "./in-tab.mjs";
import { runInWorkerd, workerdVersion } from "./in-workerd.mjs";
import { workerOf } from "./worker.mjs";
import { writeReports } from "./report.mjs";

/** @typedef {import("./files.mjs").TestFile} TestFile */

const args = process.argv.slice(2);
const words = args.filter((arg) => !arg.startsWith("--"));
const files = await testFiles();
const chosen = files.filter(
  ({ path }) => words.length === 0 || words.some((word) => path.includes(word)),
);

/**
 * @param {string} runtime
 * @param {TestFile} file
 */
const resultPath = (runtime, { path }) => join(cache, "results", runtime, `${path}.json`);

/**
 * @param {string} runtime
 * @param {TestFile} file
 * @returns {Promise<import("./report.mjs").Result | undefined>}
 */
async function cached(runtime, file) {
  try {
    return JSON.parse(await readFile(resultPath(runtime, file), "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} runtime
 * @param {TestFile} file
 * @param {(worker: Awaited<ReturnType<typeof workerOf>>) => Promise<unknown>} run
 */
async function record(runtime, file, run) {
  const result = await run(await workerOf(file)).catch((error) => ({
    status: [1, String(error instanceof Error ? error.message : error)],
    tests: [],
  }));
  const path = resultPath(runtime, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(result));
}

async function inWorkerd() {
  for (const file of chosen) {
    if ((await cached(workerdVersion, file)) === undefined) {
      await record(workerdVersion, file, runInWorkerd);
    }
  }
}

async function inTab() {
  const tab = await openTab();
  try {
    for (const file of chosen) await record("tabd", file, (worker) => tab.run(worker));
  } finally {
    await tab.close();
  }
}

/** @param {TestFile} file */
async function compared(file) {
  const { area, path } = file;
  const [workerd, tabd] = [await cached(workerdVersion, file), await cached("tabd", file)];
  return { area, path, workerd, tabd };
}

if (!args.includes("--report")) await Promise.all([inWorkerd(), inTab()]);
await writeReports(await Promise.all(files.map(compared)), workerdVersion);
