import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

import { BUGS, DIVERGENCES } from "./divergences.ts";
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

/**
 * What the real workerd reports of each scenario is kept in `reports/`, for the browser, which
 * compares the tab with it (`test/browser/api-scenarios.test.ts`). `vitest -u` writes it anew.
 */
test.each(names)("workerd reports what is on record: %s", async (name) => {
  const { scenarios, options } = await load(name);
  const disk = await mkdtemp(join(tmpdir(), "disk-"));
  const sources = {
    driver: await read("driver.js"),
    scenarios: await read(`scenarios/${name}.js`),
  };
  const workerd = await Workerd.start(scenarioWorker(sources, options), {
    disk,
    experimental: options?.experimental ?? false,
  });
  try {
    const reports: Record<string, StepReport[]> = {};
    const run = async (label: string): Promise<void> => {
      reports[label] = await workerd.json<StepReport[]>(encodeURIComponent(label));
    };
    // In this order in the record, whichever ends first.
    for (const label of Object.keys(scenarios)) reports[label] = [];
    if (options?.together !== undefined) await Promise.all(Object.keys(scenarios).map(run));
    else for (const label of Object.keys(scenarios)) await run(label);
    const record: WorkerdReports = { workerd: version, reports };
    await expect(`${JSON.stringify(record, null, 1)}\n`).toMatchFileSnapshot(
      fileURLToPath(new URL(`./reports/${name}.snap`, import.meta.url)),
    );
  } finally {
    await workerd.stop();
    await rm(disk, { recursive: true });
  }
});

test("every divergence and every bug is of a scenario that there is", async () => {
  const modules = await Promise.all(names.map(load));
  const labels = new Set(modules.flatMap(({ scenarios }) => Object.keys(scenarios)));
  expect(Object.keys({ ...DIVERGENCES, ...BUGS }).filter((label) => !labels.has(label))).toEqual(
    [],
  );
});

async function load(name: string): Promise<ScenarioModule> {
  const path = new URL(`./scenarios/${name}.js`, import.meta.url).href;
  return (await import(/* @vite-ignore */ path)) as ScenarioModule;
}

function read(path: string): Promise<string> {
  return readFile(new URL(path, import.meta.url), "utf8");
}
