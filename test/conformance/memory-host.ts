import type { Actor } from "../../src/actor/actor.ts";
import { ActorNamespace } from "../../src/actor/actor-namespace.ts";
import { EventLoop } from "../../src/actor/event-loop.ts";
import { currentContext, leaveContext } from "../../src/actor/io-context.ts";
import { makeDurableObjectState } from "../../src/api/durable-object-state.ts";
import { RealClock } from "../../src/clock/real-clock.ts";
import { compatibility } from "../../src/config/compatibility.ts";
import { actorIdOf, toDurableObjectId } from "../../src/rpc/durable-object-id.ts";
import { Committer } from "../../src/storage/committer.ts";
import { MemoryDisk } from "../../src/storage/memory-disk.ts";
import { loadSqlite } from "../unit/load-sqlite.ts";
import { COMPATIBILITY_DATE, loadScenarios, type StepReport } from "./scenario-worker.ts";

/** What `driver.js` makes of a module of scenarios. */
interface Driver {
  scenarioClass(
    module: object,
    base: abstract new (ctx: unknown, env: unknown) => object,
    wait: (ms: number) => Promise<void>,
  ): new (ctx: unknown, env: unknown) => { fetch(request: Request): Promise<Response> };
  scenarioWorker(module: object): { fetch(request: Request, env: object): Promise<Response> };
}

abstract class DurableObject {
  readonly ctx: unknown;
  readonly env: unknown;

  constructor(ctx: unknown, env: unknown) {
    this.ctx = ctx;
    this.env = env;
  }
}

/**
 * tabd's engine and API in node, on a disk in memory, running one module of scenarios: all that a
 * host adds is left out (page, protocol, RPC, globals).
 */
export class MemoryHost {
  readonly #run: (label: string) => Promise<StepReport[]>;
  readonly #close: () => void;

  private constructor(run: (label: string) => Promise<StepReport[]>, close: () => void) {
    this.#run = run;
    this.#close = close;
  }

  static async start(name: string): Promise<MemoryHost> {
    const module = await loadScenarios(name);
    const { options = {} } = module;
    const path = new URL("./driver.js", import.meta.url).href;
    const driver = (await import(/* @vite-ignore */ path)) as Driver;
    const Scenarios = driver.scenarioClass(module, DurableObject, wait);
    const flags = compatibility(
      options.compatibilityDate ?? COMPATIBILITY_DATE,
      options.compatibilityFlags ?? [],
    );
    const loop = new EventLoop();
    const clock = new RealClock();
    const disk = new MemoryDisk("disk");
    const committer = new Committer(disk, { schedule: (task) => loop.post(task) });
    const namespace = new ActorNamespace({
      className: "Scenarios",
      uniqueKey: "scenarios",
      preventEviction: false,
      storage: { disk, committer, sqlite: await loadSqlite() },
      clock,
      loop,
      deleteAllDeletesAlarm: flags.delete_all_deletes_alarm,
      report: () => undefined,
      makeInstance: (actor) => new Scenarios(makeState(actor), { SCENARIOS: binding }),
    });
    const makeState = (actor: Actor): unknown =>
      makeDurableObjectState({
        actor,
        clock,
        compatibility: flags,
        enableSql: options.enableSql ?? true,
        exports: {},
      });
    await namespace.open();

    const call = async (id: unknown, url: string): Promise<Response> => {
      try {
        return await namespace
          .getActor(actorIdOf(id)!)
          .deliver("fetch", (instance) =>
            (instance as InstanceType<typeof Scenarios>).fetch(new Request(url)),
          );
      } catch (error) {
        // What a stub adds to an error that comes through it.
        if (error instanceof Error) Object.assign(error, { remote: true });
        throw error;
      }
    };
    /** The answer in a task of its own, in which no actor's code runs. */
    const outside = <T>(answer: Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        const back = (settle: () => void): void =>
          loop.post(() => {
            leaveContext();
            settle();
          });
        answer.then(
          (value) => back(() => resolve(value)),
          (error: unknown) => back(() => reject(error)),
        );
      });
    const binding = {
      idFromName: (name: string) => toDurableObjectId(namespace.ids!.idFromName(name)),
      get: (id: unknown) => ({
        fetch: (url: string) => {
          // What a stub does for the code of an actor.
          const actor = currentContext()?.actor;
          if (actor === undefined) return outside(call(id, url));
          return actor.awaitIo(actor.waitForOutput().then(() => call(id, url)));
        },
      }),
    };

    const worker = driver.scenarioWorker(module);
    const run = async (label: string): Promise<StepReport[]> => {
      const url = `http://scenarios/${encodeURIComponent(label)}`;
      const response = await worker.fetch(new Request(url), { SCENARIOS: binding });
      return (await response.json()) as StepReport[];
    };
    return new MemoryHost(run, () => {
      namespace.close();
      committer.close();
    });
  }

  /** Runs a scenario and reports each of its steps. */
  run(label: string): Promise<StepReport[]> {
    return this.#run(label);
  }

  close(): void {
    this.#close();
  }
}

/** A timer of the actor whose code calls this. */
function wait(ms: number): Promise<void> {
  return new Promise((resolve) => currentContext()!.actor.setTimer(resolve, ms));
}
