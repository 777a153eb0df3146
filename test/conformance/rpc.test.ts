import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Actor } from "../../src/actor/actor.ts";
import { ActorNamespace } from "../../src/actor/actor-namespace.ts";
import { EventLoop } from "../../src/actor/event-loop.ts";
import { actorHook, connectRpcToActors } from "../../src/api/actor-hook.ts";
import * as cloudflareWorkers from "../../src/api/cloudflare-workers.ts";
import { makeDurableObjectState } from "../../src/api/durable-object-state.ts";
import { serviceHook } from "../../src/api/service-hook.ts";
import { RealClock } from "../../src/clock/real-clock.ts";
import { compatibility } from "../../src/config/compatibility.ts";
import type { WorkerConfig } from "../../src/config/config.ts";
import { makeNamespace } from "../../src/rpc/bindings/durable-object-namespace.ts";
import { makeFetcher } from "../../src/rpc/bindings/fetcher.ts";
import { make } from "./rpc/questions.js";
import { reportText } from "./report-text.ts";
import { Workerd } from "./workerd.ts";

const { version } = createRequire(import.meta.url)("workerd/package.json") as { version: string };

const COMPATIBILITY_DATE = "2026-08-01";
const NAMESPACES = { ACTORS: "Actor", PLAIN: "Plain", BAD: "Bad", BARE: "Bare" };

type Class = new (ctx: unknown, env: unknown) => object;

interface Questions {
  readonly classes: Readonly<Record<string, Class>>;
  readonly labels: readonly string[];
  readonly handler: { fetch(request: Request, env: object): Promise<Response> };
}

/** The worker in workerd. Its other modules are in the directory `rpc`. */
const MAIN = `
import * as workers from "cloudflare:workers";
import { make } from "./questions.js";

const { classes, handler } = make(workers);
export const { Actor, Plain, Bad, Bare, Service } = classes;
export default handler;
`;

const { classes, labels, handler } = make(cloudflareWorkers) as unknown as Questions;

/** The worker's classes in tabd's engine, without storage, page or protocol. */
function tabdEnv(): { env: Record<string, unknown>; close(): void } {
  const loop = new EventLoop();
  const clock = new RealClock();
  const flags = compatibility(COMPATIBILITY_DATE, []);
  const env: Record<string, unknown> = {};
  const makeInstance = (className: string, ctx: unknown): object => {
    const UserClass = classes[className] as Class;
    return new UserClass(ctx, env);
  };
  const state = (actor: Actor): unknown =>
    makeDurableObjectState({ actor, clock, compatibility: flags, enableSql: false, exports: {} });
  connectRpcToActors(loop);
  const namespaces = Object.entries(NAMESPACES).map(([binding, className]) => {
    const namespace = new ActorNamespace({
      className,
      uniqueKey: className,
      preventEviction: true,
      storage: null,
      clock,
      loop,
      deleteAllDeletesAlarm: true,
      report: () => undefined,
      random: Math.random,
      makeInstance: (actor) => makeInstance(className, state(actor)),
    });
    const { ids } = namespace;
    if (ids === null) throw new Error("a namespace with a key has ids");
    env[binding] = makeNamespace({ ids, hook: (id) => actorHook(namespace, id) });
    return namespace;
  });
  env["SERVICE"] = makeFetcher(serviceHook(() => makeInstance("Service", {})));
  return {
    env,
    close: () => {
      for (const namespace of namespaces) namespace.close();
    },
  };
}

async function workerdConfig(): Promise<WorkerConfig> {
  const directory = new URL("./rpc/", import.meta.url);
  const sources = (await readdir(directory)).map(
    async (name) => [name, await readFile(new URL(name, directory), "utf8")] as const,
  );
  return {
    modules: { "main.js": MAIN, ...Object.fromEntries(await Promise.all(sources)) },
    compatibilityDate: COMPATIBILITY_DATE,
    durableObjectNamespaces: Object.values(NAMESPACES).map((className) => ({
      className,
      uniqueKey: className,
      enableSql: true,
    })),
    durableObjectStorage: "inMemory",
    bindings: {
      ...Object.fromEntries(
        Object.entries(NAMESPACES).map(([binding, className]) => [
          binding,
          { durableObjectNamespace: className },
        ]),
      ),
      SERVICE: { service: { entrypoint: "Service" } },
    },
  };
}

let workerd: Workerd;
const tabd = tabdEnv();

beforeAll(async () => {
  workerd = await Workerd.start(await workerdConfig());
});
afterAll(async () => {
  tabd.close();
  await workerd.stop();
});

/** workerd's answers, in the order of the questions. */
const answers: Record<string, unknown> = {};

test.each(labels)("%s", async (label) => {
  const url = `http://questions/${encodeURIComponent(label)}`;
  const expected = await workerd.json<unknown>(encodeURIComponent(label));
  answers[label] = expected;
  const answer = await handler.fetch(new Request(url), tabd.env);
  expect(await answer.json()).toEqual(expected);
});

test("workerd's answers match the record", async () => {
  const record = { workerd: version, reports: answers };
  await expect(reportText(record)).toMatchFileSnapshot(
    fileURLToPath(new URL("./reports/rpc.snap", import.meta.url)),
  );
});
