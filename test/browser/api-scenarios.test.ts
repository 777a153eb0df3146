import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve, type Server } from "tabd";

import { BUGS, DIVERGENCES } from "../conformance/divergences.ts";
import driver from "../conformance/driver.js?raw";
import {
  type ScenarioModule,
  type StepReport,
  scenarioWorker,
  type WorkerdReports,
} from "../conformance/scenario-worker.ts";

const modules = import.meta.glob<ScenarioModule>("../conformance/scenarios/*.js", { eager: true });
const sources = import.meta.glob<string>("../conformance/scenarios/*.js", {
  eager: true,
  query: "?raw",
  import: "default",
});
const records = import.meta.glob<string>("../conformance/reports/*.snap", {
  eager: true,
  query: "?raw",
  import: "default",
});

/** What the scenarios report in the tab is what the real workerd reported. */
describe.each(Object.keys(modules))("%s", (path) => {
  const { scenarios, options } = modules[path] as ScenarioModule;
  const recordPath = path.replace("/scenarios/", "/reports/").replace(/\.js$/, ".snap");
  const record = JSON.parse(records[recordPath] as string) as WorkerdReports;
  let server: Server;
  const running = new Map<string, Promise<StepReport[]>>();
  const ask = async (label: string): Promise<StepReport[]> => {
    const response = await server.fetch(`http://scenarios/${encodeURIComponent(label)}`);
    return (await response.json()) as StepReport[];
  };

  beforeAll(async () => {
    const disk = `scenarios ${crypto.randomUUID()}`;
    const config = scenarioWorker({ driver, scenarios: sources[path] as string }, options, disk);
    server = await serve(config);
    if (options?.together === undefined) return;
    await server.clock.run(options.together.rate);
    for (const label of Object.keys(scenarios)) {
      const reports = ask(label);
      reports.catch(() => undefined);
      running.set(label, reports);
    }
  });
  afterAll(() => server.close());

  for (const label of Object.keys(scenarios)) {
    const run = label in DIVERGENCES || label in BUGS ? test.fails : test;
    run(
      label,
      async () => {
        const reports = await (running.get(label) ?? ask(label));
        expect(reports).toEqual(record.reports[label]);
      },
      120_000,
    );
  }
});
