import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { loggedByWorkerd } from "./logged.ts";
import { BUGS, DIVERGENCES } from "./divergences.ts";
import { reportText } from "./report-text.ts";
import {
  type ScenarioModule,
  type StepReport,
  scenarioWorker,
  type WorkerdReports,
} from "./scenario-worker.ts";
import { Workerd } from "./workerd.ts";

const { version } = createRequire(import.meta.url)("workerd/package.json") as { version: string };

const names = (await readdir(new URL("./scenarios/", import.meta.url)))
  .map((file) => file.replace(/\.js$/, ""))
  .toSorted();

const modules = new Map<string, ScenarioModule>();
for (const name of names) {
  const path = new URL(`./scenarios/${name}.js`, import.meta.url).href;
  modules.set(name, (await import(/* @vite-ignore */ path)) as ScenarioModule);
}
const isSlow = (name: string): boolean => modules.get(name)?.options?.slow === true;

/** The delay for workerd's output, which may arrive after its answers, in ms. */
const LOG_COMES_WITHIN = 200;

/** Whether workerd also runs the slow scenarios: `npm run conformance -- --record`. */
const recording = process.env["RECORD_SLOW_SCENARIOS"] === "1";

/**
 * `reports/` holds workerd's report of each scenario. `test/browser/api-scenarios.test.ts` compares
 * the tab with it. `vitest -u` rewrites it.
 */
test.each(names.filter((name) => !isSlow(name)))(
  "workerd's reports match the record: %s",
  async (name) => {
    const record = { workerd: version, reports: await ask(name) };
    await expect(reportText(record)).toMatchFileSnapshot(pathOf(name));
  },
);

describe("records of slow scenarios are from the installed workerd", () => {
  const slow = names.filter(isSlow);

  test.runIf(recording).concurrent.each(slow)(
    "a new record is made: %s",
    async (name) => {
      const reports = await ask(name);
      expect(Object.keys(reports)).not.toEqual([]);
      const record = { workerd: version, scenarios: await hashOf(name), reports };
      await writeFile(pathOf(name), reportText(record));
    },
    // The longest scenario takes 16 minutes.
    1_200_000,
  );

  test.runIf(!recording).each(slow)("%s", async (name) => {
    const record = JSON.parse(await readFile(pathOf(name), "utf8")) as WorkerdReports;
    const { workerd, scenarios, reports } = record;
    const labels = Object.keys(modules.get(name)?.scenarios ?? {});
    expect(
      { workerd, scenarios, labels: Object.keys(reports) },
      "To ask workerd again, which takes minutes: npm run conformance -- --record",
    ).toEqual({ workerd: version, scenarios: await hashOf(name), labels });
  });
});

test("every divergence and every bug names an existing scenario", () => {
  const labels = new Set([...modules.values()].flatMap(({ scenarios }) => Object.keys(scenarios)));
  expect(Object.keys({ ...DIVERGENCES, ...BUGS }).filter((label) => !labels.has(label))).toEqual(
    [],
  );
});

/** Runs a module's scenarios in workerd on an empty disk. */
async function ask(name: string): Promise<Record<string, StepReport[]>> {
  const { scenarios, options } = modules.get(name) as ScenarioModule;
  const disk = await mkdtemp(join(tmpdir(), "disk-"));
  const sources = {
    driver: await read("driver.js"),
    scenarios: await read(`scenarios/${name}.js`),
  };
  const workerd = await Workerd.start(scenarioWorker(sources, options), {
    disk,
    experimental: options?.experimental ?? false,
    verbose: options?.log ?? false,
  });
  try {
    const reports: Record<string, StepReport[]> = {};
    const run = async (label: string): Promise<void> => {
      const before = workerd.output.length;
      const report = await workerd.json<StepReport[]>(encodeURIComponent(label));
      const logged = options?.log === true ? [{ value: await logOf(before) }] : [];
      reports[label] = [...report, ...logged];
    };
    const logOf = async (from: number): Promise<string[]> => {
      await sleep(LOG_COMES_WITHIN);
      return loggedByWorkerd(workerd.output.slice(from));
    };
    // The record keeps this order, whichever scenario ends first.
    for (const label of Object.keys(scenarios)) reports[label] = [];
    if (options?.together !== undefined) await Promise.all(Object.keys(scenarios).map(run));
    else for (const label of Object.keys(scenarios)) await run(label);
    return reports;
  } finally {
    await workerd.stop();
    await rm(disk, { recursive: true });
  }
}

function pathOf(name: string): string {
  return fileURLToPath(new URL(`./reports/${name}.snap`, import.meta.url));
}

/** A digest that changes with the scenarios, to detect outdated records. */
async function hashOf(name: string): Promise<string> {
  return createHash("sha256")
    .update(await read(`scenarios/${name}.js`))
    .digest("hex");
}

function read(path: string): Promise<string> {
  return readFile(new URL(path, import.meta.url), "utf8");
}
