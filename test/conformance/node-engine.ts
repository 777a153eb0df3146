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
import * as driver from "./driver.js";
import { type ScenarioModule, type StepReport, scenarioWorker } from "./scenario-worker.ts";

interface Handler {
  fetch(request: Request, env: object): Promise<Response>;
}

/** The scenarios of one module, ready to be asked. */
export interface NodeEngine {
  ask(label: string): Promise<StepReport[]>;
  end(): void;
}

const clock = new RealClock();
const loop = new EventLoop();
let installed = false;

/**
 * Serves scenarios on tabd's engine and API alone: in node, on a disk in memory, without a page, a
 * host or a browser.
 */
export async function serveInNode(module: ScenarioModule): Promise<NodeEngine> {
  if (!installed) {
    installed = true;
    connectRpcToActors(loop);
    installTimers(clock, clock, () => undefined);
  }
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
