import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Actor } from "../../src/actor/actor.ts";
import { ActorNamespace } from "../../src/actor/actor-namespace.ts";
import { EventLoop } from "../../src/actor/event-loop.ts";
import { actorHook, connectRpcToActors } from "../../src/api/actor-hook.ts";
import { DurableObject } from "../../src/api/cloudflare-workers.ts";
import { makeDurableObjectState } from "../../src/api/durable-object-state.ts";
import { RealClock } from "../../src/clock/real-clock.ts";
import { compatibility } from "../../src/config/compatibility.ts";
import { installTimers } from "../../src/host/globals/timers.ts";
import { makeNamespace } from "../../src/rpc/durable-object-namespace.ts";
import { Committer } from "../../src/storage/committer.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { loadSqlite } from "../unit/load-sqlite.ts";
import { BUGS, DIVERGENCES } from "./divergences.ts";
import * as driver from "./driver.js";
import {
  type ScenarioModule,
  type StepReport,
  scenarioWorker,
  type WorkerdReports,
} from "./scenario-worker.ts";

interface Handler {
  fetch(request: Request, env: object): Promise<Response>;
}

const clock = new RealClock();
const loop = new EventLoop();

/** What of the scenarios needs no browser: the engine and the API on a disk in memory. */
const MODULES = [
  "alarm-handler",
  "alarm-missing",
  "alarm-preserved",
  "alarm-retry",
  "gates",
].concat("lifecycle");

beforeAll(() => {
  connectRpcToActors(loop);
  installTimers(clock, clock, () => undefined);
});

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

async function serveInNode(module: ScenarioModule): Promise<{
  ask(label: string): Promise<StepReport[]>;
  end(): void;
}> {
  const config = scenarioWorker({ driver: "", scenarios: "" }, module.options);
  const flags = compatibility(config.compatibilityDate, [...(config.compatibilityFlags ?? [])]);
  const disk = new MemoryDisk("scenarios");
  const env: Record<string, unknown> = {};
  const Scenarios = driver.scenarioClass(module, DurableObject) as unknown as new (
    ctx: unknown,
    env: unknown,
  ) => object;
  const state = (actor: Actor): unknown =>
    makeDurableObjectState({ actor, clock, compatibility: flags, enableSql: true, exports: {} });
  const namespace = new ActorNamespace({
    className: "Scenarios",
    uniqueKey: "scenarios",
    preventEviction: false,
    storage: {
      disk,
      committer: new Committer(disk, { schedule: (task) => loop.post(task) }),
      sqlite: await loadSqlite(),
    },
    clock,
    loop,
    deleteAllDeletesAlarm: flags.delete_all_deletes_alarm,
    report: () => undefined,
    makeInstance: (actor) => new Scenarios(state(actor), env),
  });
  await namespace.open();
  const { ids } = namespace;
  if (ids === null) throw new Error("a namespace with a key has ids");
  env["SCENARIOS"] = makeNamespace({ ids, hook: (id) => actorHook(namespace, id) });
  const worker = driver.scenarioWorker(module) as unknown as Handler;
  return {
    end: () => namespace.close(),
    ask: async (label) => {
      const request = new Request(`http://scenarios/${encodeURIComponent(label)}`);
      return (await (await worker.fetch(request, env)).json()) as StepReport[];
    },
  };
}
