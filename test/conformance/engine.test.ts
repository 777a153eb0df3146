import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { BUGS, DIVERGENCES } from "./divergences.ts";
import { serveInNode } from "./node-engine.ts";
import type { ScenarioModule, StepReport, WorkerdReports } from "./scenario-worker.ts";

/** Runs scenarios without a browser: the engine and the API on an in-memory disk. */
const MODULES = [
  "alarm-handler",
  "alarm-missing",
  "alarm-preserved",
  "alarm-retry",
  "ephemeral",
  "flags-oldest",
  "gates",
  "handlers",
  "ids",
  "lifecycle",
  "module",
  "sql-counts",
  "sql-cursor",
  "sql-edges",
  "sql-experimental",
  "sql-more",
  "sql-policy",
  "sql-texts",
  "sql-values",
  "stub-owners",
];

describe.each(MODULES)("%s", async (name) => {
  const path = new URL(`./scenarios/${name}.js`, import.meta.url).href;
  const module = (await import(/* @vite-ignore */ path)) as ScenarioModule;
  const recordPath = new URL(`./reports/${name}.snap`, import.meta.url);
  const record = JSON.parse(await readFile(recordPath, "utf8")) as WorkerdReports;
  const reports = new Map<string, Promise<StepReport[]>>();
  let close = (): void => undefined;

  beforeAll(async () => {
    const { ask, end } = await serveInNode(module);
    close = end;
    for (const label of Object.keys(module.scenarios)) reports.set(label, ask(label));
    await Promise.allSettled(reports.values());
  });
  afterAll(() => close());

  for (const label of Object.keys(module.scenarios)) {
    const run = label in DIVERGENCES || label in BUGS ? test.fails : test;
    run(label, async () => {
      expect(await reports.get(label)).toEqual(record.reports[label]);
    });
  }
});
