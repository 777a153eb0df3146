import fc from "fast-check";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import initSqlJs from "sql.js";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type Call, calls } from "./bad-input/arguments.ts";
import * as scenario from "./bad-input/scenario.js";
import { type NodeEngine, serveInNode } from "./node-engine.ts";
import { type ScenarioModule, scenarioWorker, type StepReport } from "./scenario-worker.ts";
import { Workerd } from "./workerd.ts";

const LABEL = "bad input";

/** The default seed makes runs repeatable; another seed tries other inputs. */
const seed = Number(process.env["BAD_INPUT_SEED"] ?? 20_261_117);
const numRuns = Number(process.env["BAD_INPUT_RUNS"] ?? 500);

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), "utf8");

let disk: string;
let workerd: Workerd;
let engine: NodeEngine;

beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), "disk-"));
  const sources = {
    driver: await read("driver.js"),
    scenarios: await read("bad-input/scenario.js"),
  };
  const modules = { "values.js": await read("bad-input/values.js") };
  workerd = await Workerd.start(scenarioWorker(sources, { modules }), { disk });
  engine = await serveInNode(scenario as unknown as ScenarioModule);
});

afterAll(async () => {
  engine.end();
  await workerd.stop();
  await rm(disk, { recursive: true });
});

/** Every attempt has its own object, also while fast-check shrinks a failure. */
let tries = 0;

async function ask(given: readonly Call[]): Promise<{ workerd: unknown; tabd: unknown }> {
  const input = { number: ++tries, calls: given };
  const body = JSON.stringify(input);
  const [expected, actual] = await Promise.all([
    workerd.json<StepReport[]>(encodeURIComponent(LABEL), { method: "POST", body }),
    engine.ask(LABEL, input),
  ]);
  return { workerd: inOtherWords(expected), tabd: inOtherWords(actual) };
}

/** V8's messages, which differ between versions. */
const V8_WORDS: readonly (readonly [later: string, earlier: string])[] = [
  ["on a detached or out-of-bounds ArrayBuffer", "on a detached ArrayBuffer"],
];

function inOtherWords(answer: unknown): unknown {
  let text = JSON.stringify(answer);
  for (const [later, earlier] of V8_WORDS) text = text.replaceAll(later, earlier);
  return JSON.parse(text);
}

test(`tabd answers random arguments as workerd does (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(calls, async (given) => {
      const answers = await ask(given);
      expect(answers.tabd).toEqual(answers.workerd);
    }),
    { seed, numRuns },
  );
}, 120_000);

test("every file is intact after bad input", async () => {
  const SQL = await initSqlJs();
  const problems = (bytes: Uint8Array): unknown => {
    const database = new SQL.Database(bytes);
    const [result] = database.exec("PRAGMA integrity_check");
    database.close();
    return result?.values;
  };
  const files = await engine.files();
  expect(files.size).toBeGreaterThan(numRuns / 10);
  for (const [path, bytes] of files) expect([path, problems(bytes)]).toEqual([path, [["ok"]]]);
});
