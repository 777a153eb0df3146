import { type Server, serve } from "tabd";

/**
 * How long it took from the navigation until the overdue alarm of this disk was delivered, as far
 * as the page sees it, in ms; before it the moment at which the page's own code began to run.
 */
export interface Start {
  readonly script: number;
  readonly delivered: number;
}

const script = performance.now();
const disk = new URLSearchParams(location.search).get("disk") ?? "";

async function start(): Promise<Server> {
  return serve({
    worker: () => new Worker(new URL("./sleeper.ts", import.meta.url), { type: "module" }),
    compatibilityDate: "2026-11-17",
    durableObjectNamespaces: [{ className: "Sleeper", uniqueKey: "sleepers" }],
    durableObjectStorage: { localDisk: disk },
    bindings: { SLEEPERS: { durableObjectNamespace: "Sleeper" } },
  });
}

const started = start();

/** Waits for the delivery. */
async function delivery(): Promise<Start> {
  const server = await started;
  for (const past of server.events.past) {
    if (past.type === "alarm-fired") {
      return { script, delivered: past.time - performance.timeOrigin };
    }
  }
  return new Promise((resolve) => {
    const stop = server.events.on("alarm-fired", ({ time }) => {
      stop();
      resolve({ script, delivered: time - performance.timeOrigin });
    });
  });
}

/** Sets an alarm and kills the host before it is due: the next start finds it overdue. */
async function leaveOverdue(): Promise<void> {
  const server = await started;
  await server.env.SLEEPERS.getByName("sleeper 0").wakeIn(300);
  server.kill();
  await new Promise((resolve) => setTimeout(resolve, 350));
}

/** Waits until no alarm is left. @returns when that was, in ms since the navigation. */
async function noneLeft(): Promise<number> {
  const server = await started;
  for (;;) {
    const { total } = await server.inspect.alarms({ limit: 1 });
    if (total === 0) return performance.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

declare global {
  var delivery: () => Promise<Start>;
  var leaveOverdue: () => Promise<void>;
  var noneLeft: () => Promise<number>;
}

Object.assign(globalThis, { delivery, leaveOverdue, noneLeft });
