import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ConsoleEvent, serve, type Server } from "tabd";

import { ENABLE_SQL_ADVICE } from "../../src/api/storage-access.ts";
import { BUGS, DIVERGENCES } from "../conformance/divergences.ts";
import { loggedByTab } from "../conformance/logged.ts";
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

/** The server of a module in the tab, and the scenarios that have already started. */
interface Running {
  readonly server: Server;
  readonly reports: ReadonlyMap<string, Promise<StepReport[]>>;
}

const started = new Map<string, Promise<Running>>();

/** Serves a module. Slow scenarios all start at once. */
function start(path: string): Promise<Running> {
  let running = started.get(path);
  if (running === undefined) started.set(path, (running = serveModule(path)));
  return running;
}

async function serveModule(path: string): Promise<Running> {
  const { scenarios, options } = modules[path] as ScenarioModule;
  const disk = `scenarios ${crypto.randomUUID()}`;
  const config = scenarioWorker({ driver, scenarios: sources[path] as string }, options, disk);
  const server = await serve(config);
  const reports = new Map<string, Promise<StepReport[]>>();
  if (options?.together === undefined) return { server, reports };
  await server.clock.run(options.together.rate);
  for (const label of Object.keys(scenarios)) {
    const asked = ask(server, label);
    asked.catch(() => undefined);
    reports.set(label, asked);
  }
  return { server, reports };
}

async function ask(server: Server, label: string): Promise<StepReport[]> {
  const response = await server.fetch(`http://scenarios/${encodeURIComponent(label)}`);
  return (await response.json()) as StepReport[];
}

/** The console's warnings and errors since event number `before`. */
async function logOf(server: Server, before: number): Promise<string[]> {
  // Events arrive in batches.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const lines = server.events.past
    .slice(before)
    .filter((event) => event.type === "console" && ["warn", "error"].includes(event.level))
    .map((event) => (event as ConsoleEvent).text);
  return loggedByTab(lines);
}

/** A report without the sentence that tabd puts before workerd's words. */
const withoutAdvice = (report: unknown): unknown =>
  JSON.parse(JSON.stringify(report).replaceAll(ENABLE_SQL_ADVICE, ""));

const isSlow = (path: string): boolean => modules[path]?.options?.slow === true;
const paths = Object.keys(modules);
const slow = paths.filter(isSlow);

/** Compares the scenarios' reports in the tab with those of the real workerd. */
describe.each([...paths.filter((path) => !isSlow(path)), ...slow])("%s", (path) => {
  const { scenarios, options } = modules[path] as ScenarioModule;
  const recordPath = path.replace("/scenarios/", "/reports/").replace(/\.js$/, ".snap");
  const record = JSON.parse(records[recordPath] as string) as WorkerdReports;
  let running: Running;

  beforeAll(async () => {
    // Slow modules wait at the same time.
    if (isSlow(path)) await Promise.all(slow.map(start));
    running = await start(path);
  });
  afterAll(() => running.server.close());

  for (const label of Object.keys(scenarios)) {
    const run = label in DIVERGENCES || label in BUGS ? test.fails : test;
    run(
      label,
      async () => {
        const { server, reports } = running;
        const before = server.events.past.length;
        const report = await (reports.get(label) ?? ask(server, label));
        const logged = options?.log === true ? [{ value: await logOf(server, before) }] : [];
        expect(withoutAdvice([...report, ...logged])).toEqual(record.reports[label]);
      },
      120_000,
    );
  }
});
