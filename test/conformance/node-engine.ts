import type { Actor } from "../../src/actor/actor.ts";
import { ActorNamespace } from "../../src/actor/actor-namespace.ts";
import type { ActorId } from "../../src/codec/actor-id.ts";
import type { RpcHook } from "../../src/rpc/hook.ts";
import { currentContext } from "../../src/actor/io-context.ts";
import { EventLoop } from "../../src/actor/event-loop.ts";
import { actorHook, connectRpcToActors } from "../../src/api/actor-hook.ts";
import * as cloudflareWorkers from "../../src/api/cloudflare-workers.ts";
import { DurableObject } from "../../src/api/cloudflare-workers.ts";
import { makeDurableObjectState } from "../../src/api/durable-object-state.ts";
import { setWorkerScope } from "../../src/api/worker-scope.ts";
import { setRowCounts } from "../../src/api/sql-counts.ts";
import { CountedRun } from "../../src/storage/sqlite/row-counts/counted-run.ts";
import { setRpcSettings } from "../../src/rpc/settings.ts";
import { RealClock } from "../../src/clock/real-clock.ts";
import { compatibility } from "../../src/config/compatibility.ts";
import { installTimers } from "../../src/host/globals/timers.ts";
import { installWebClasses } from "../../src/host/globals/web-classes.ts";
import {
  makeColoLocalNamespace,
  makeNamespace,
} from "../../src/rpc/bindings/durable-object-namespace.ts";
import { Committer } from "../../src/storage/disk/committer.ts";
import { MemoryDisk } from "../../src/storage/disk/memory-disk.ts";
import { loadSqlite } from "../unit/storage/sqlite/load-sqlite.ts";
import * as driver from "./driver.js";
import { type ScenarioModule, type StepReport, scenarioWorker } from "./scenario-worker.ts";

interface Handler {
  fetch(request: Request, env: object): Promise<Response>;
}

/** The scenarios of one module, ready to run. */
export interface NodeEngine {
  /** @param input `t.input` of the outside steps. */
  ask(label: string, input?: unknown): Promise<StepReport[]>;
  /** The bytes of every file, by path. */
  files(): Promise<ReadonlyMap<string, Uint8Array>>;
  end(): void;
}

const clock = new RealClock();
const loop = new EventLoop();
let installed = false;

/**
 * Serves scenarios on tabd's engine and API alone, in Node on an in-memory disk: no page, host or
 * browser.
 *
 * @param files initially on the disk, by path.
 */
export async function serveInNode(
  module: ScenarioModule,
  files: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<NodeEngine> {
  if (!installed) {
    installed = true;
    connectRpcToActors(loop);
    setRowCounts((run) => new CountedRun(run));
    installActorTimers();
    installWebClasses();
  }
  const config = scenarioWorker({ driver: "", scenarios: "" }, module.options);
  const flags = compatibility(config.compatibilityDate, [...(config.compatibilityFlags ?? [])]);
  setRpcSettings(flags);
  const disk = new MemoryDisk("scenarios");
  await disk.replace(files);
  const env: Record<string, unknown> = {};
  const classes: Record<string, unknown> = {
    Scenarios: driver.scenarioClass(module, DurableObject),
    ...module.classes?.(cloudflareWorkers),
  };
  const state = (actor: Actor): unknown =>
    makeDurableObjectState({
      actor,
      clock,
      compatibility: flags,
      enableSql: module.options?.enableSql ?? true,
      exports: flags.enable_ctx_exports ? {} : undefined,
    });
  const storage = {
    disk,
    committer: new Committer(disk, { schedule: (task) => loop.post(task) }),
    sqlite: await loadSqlite(),
  };
  const namespaces = new Map<string, ActorNamespace>();
  for (const { className, uniqueKey, preventEviction } of config.durableObjectNamespaces ?? []) {
    const Class = classes[className] as new (ctx: unknown, env: unknown) => object;
    const namespace = new ActorNamespace({
      className,
      uniqueKey,
      preventEviction: preventEviction ?? false,
      storage: uniqueKey === undefined ? null : storage,
      clock,
      loop,
      deleteAllDeletesAlarm: flags.delete_all_deletes_alarm,
      report: () => undefined,
      random: Math.random,
      makeInstance: (actor) => new Class(state(actor), env),
    });
    await namespace.open();
    namespaces.set(className, namespace);
  }
  for (const [name, binding] of Object.entries(config.bindings ?? {})) {
    if ("text" in binding) env[name] = binding.text;
    if (!("durableObjectNamespace" in binding)) continue;
    const namespace = namespaces.get(binding.durableObjectNamespace);
    if (namespace === undefined) throw new Error(`no namespace for the binding ${name}`);
    const hook = (id: ActorId): RpcHook => actorHook(namespace, id);
    const { ids } = namespace;
    env[name] = ids === null ? makeColoLocalNamespace(hook) : makeNamespace({ ids, hook });
  }
  setWorkerScope({ env });
  const worker = driver.scenarioWorker(module) as unknown as Handler;
  return {
    end: () => {
      for (const namespace of namespaces.values()) namespace.close();
    },
    files: () =>
      disk.snapshot({
        damaged: (error) => {
          throw error;
        },
      }),
    ask: async (label, input) => {
      const init = input === undefined ? {} : { method: "POST", body: JSON.stringify(input) };
      const request = new Request(`http://scenarios/${encodeURIComponent(label)}`, init);
      // In a new task: the current one may belong to an actor, even of another module.
      await loop.turn();
      return (await (await worker.fetch(request, env)).json()) as StepReport[];
    },
  };
}

/** Gives actor code its own timers, and leaves Node's own timers in place for Node's code. */
function installActorTimers(): void {
  const { setTimeout: setNative, clearTimeout: clearNative } = globalThis;
  installTimers(clock, clock, () => undefined);
  const { setTimeout: setOwn, clearTimeout: clearOwn } = globalThis;
  const choose = (...args: Parameters<typeof setOwn>): unknown =>
    currentContext() === null ? setNative(...args) : setOwn(...args);
  globalThis.setTimeout = choose as typeof setTimeout;
  globalThis.clearTimeout = (timer) =>
    typeof timer === "object" ? clearNative(timer) : clearOwn(timer);
}
