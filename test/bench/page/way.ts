import { serve } from "tabd";
import type { FloorReply, FloorRequest } from "./floors.ts";

/** A workload and the floor that it is compared with. */
interface Workload {
  readonly title: string;
  readonly floor: string;
  /** The ratio to the floor that it should reach. */
  readonly goal: number;
  /** One measurement each, in ms. */
  measure(): Promise<number>;
  base(): Promise<number>;
}

const began = performance.now();
const makeWorker = (): Worker =>
  new Worker(new URL("./way-host.ts", import.meta.url), { type: "module" });
const worker = makeWorker();
let answered = (_reply: FloorReply): void => undefined;
worker.addEventListener("message", (event: MessageEvent<Partial<FloorReply> | undefined>) => {
  if (event.data?.floor === undefined) return;
  event.stopImmediatePropagation();
  answered(event.data as FloorReply);
});

function start(made: Worker) {
  return serve({
    worker: () => made,
    compatibilityDate: "2026-11-17",
    durableObjectNamespaces: [{ className: "Counter", uniqueKey: "counters", enableSql: true }],
    durableObjectStorage: { localDisk: "way" },
    bindings: { COUNTERS: { durableObjectNamespace: "Counter" } },
  });
}

const server = await start(worker);
const counters = server.env.COUNTERS;
const counter = counters.getByName("a");
await counter.add(1, 2);
const firstStart = performance.now() - began;
const items = counters.getByName("items");
await items.fill();
const hundred = Array.from({ length: 100 }, (_, n) => counters.getByName(`object ${n}`));
const sleepers = Array.from({ length: 1000 }, (_, n) => counters.getByName(`sleeper ${n}`));

function ask(floor: FloorRequest["floor"], times?: number): Promise<FloorReply> {
  return new Promise((resolve) => {
    answered = resolve;
    const request: FloorRequest = times === undefined ? { floor } : { floor, times };
    worker.postMessage(request, []);
  });
}

/** The time of one call, in ms: the mean of `times` calls, one after the other. */
async function each(times: number, call: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (let n = 0; n < times; n++) await call();
  return (performance.now() - start) / times;
}

/** The time of one of `times` calls that are made at once, in ms. */
async function atOnce(times: number, call: (n: number) => unknown): Promise<number> {
  const start = performance.now();
  await Promise.all(Array.from({ length: times }, (_, n) => call(n)));
  return (performance.now() - start) / times;
}

/** How late the last of 1,000 alarms is whose time is the same ms, in ms. */
async function alarmsAtOnce(): Promise<number> {
  let time = 0;
  // On a slow machine setting them takes longer than the first lead.
  for (let lead = 1000; time < Date.now() + 200; lead *= 2) {
    time = Date.now() + lead;
    // oxlint-disable-next-line no-await-in-loop -- only where the lead was too short
    await Promise.all(sleepers.map((sleeper) => sleeper.setAlarm(time)));
  }
  let left = sleepers.length;
  return new Promise((resolve) => {
    const stop = server.events.on("alarm-succeeded", () => {
      if (--left > 0) return;
      stop();
      resolve(Date.now() - time);
    });
  });
}

const rpc = (): Promise<number> => each(100, () => counter.add(1, 2));
const echo = (): Promise<number> => each(100, () => ask("echo"));
const increment = (): Promise<number> => each(20, () => counter.increment());
/** An operation in the object, beside the same on stock sql.js in the same worker. */
const inObject = (title: string, goal: number, method: keyof typeof operations): Workload => ({
  ...{ title, goal, floor: "the same on stock sql.js, prepared statements kept" },
  measure: () => items.time(method, ...operations[method]),
  base: async () => (await ask(method, operations[method][0])).ms,
});
const operations = {
  select: [1000],
  update: [1000],
  scan: [1000],
  kvPut: [],
  kvGet: [],
  kvList: [],
} as const;

const workloads: Record<string, Workload> = {
  rpc: {
    ...{ title: "RPC to a warm object", floor: "a message and its answer", goal: 1.5 },
    ...{ measure: rpc, base: echo },
  },
  pipelined: {
    ...{ title: "100 calls at once, each", floor: "one call alone", goal: 0.25 },
    ...{ measure: () => atOnce(100, (n) => counter.add(n, 1)), base: rpc },
  },
  objects: {
    ...{ title: "RPC from object to object", floor: "RPC from the page", goal: 0.2 },
    measure: async () => (await counter.time("callOther", 100)) / 100,
    base: rpc,
  },
  fetch: {
    ...{ title: "fetch() with a short text as body", floor: "RPC", goal: 2 },
    measure: () => each(50, async () => (await counter.fetch("http://x/")).text()),
    base: rpc,
  },
  kv: {
    title: "Durable increment by KV",
    ...{ floor: "a message, a put in IndexedDB, an answer", goal: 1.25 },
    ...{ measure: increment, base: () => each(20, () => ask("put")) },
  },
  sql: {
    ...{ title: "Durable increment by SQL", floor: "the same by KV", goal: 1.1 },
    ...{ measure: () => each(20, () => counter.incrementBySql()), base: increment },
  },
  hundred: {
    title: "100 objects at once, one durable increment each",
    ...{ floor: "one increment alone", goal: 1 / 15 },
    measure: async () => {
      // An idle object is evicted after ten seconds.
      await Promise.all(hundred.map((object) => object.add(1, 2)));
      return atOnce(100, (n) => hundred[n]?.increment());
    },
    base: increment,
  },
  select: inObject("1,000 selects by key in the object", 1.3, "select"),
  update: inObject("1,000 updates by key in the object", 1.3, "update"),
  scan: inObject("1,000 rows by toArray() in the object", 1.3, "scan"),
  kvPut: inObject("1,000 KV puts in one event", 1.5, "kvPut"),
  kvGet: inObject("1,000 KV gets in one event", 1.5, "kvGet"),
  kvList: inObject("a KV list of 1,000 keys", 1.5, "kvList"),
  alarms: {
    title: "1,000 alarms at the same ms: the last is late by",
    ...{ floor: "1,000 increments of the same objects at once", goal: 1 },
    measure: alarmsAtOnce,
    base: async () => (await atOnce(1000, (n) => sleepers[n]?.increment())) * 1000,
  },
};

/** One round of a workload: its time and that of its floor, in ms. */
async function round(name: string): Promise<readonly [number, number]> {
  const workload = workloads[name];
  if (workload === undefined) throw new Error(`there is no workload "${name}"`);
  const base = await workload.base();
  return [await workload.measure(), base];
}

/** The first start of this page and a second after `kill()`, both until an object has answered. */
async function secondStart(): Promise<readonly [number, number]> {
  server.kill();
  const began = performance.now();
  const second = await start(makeWorker());
  await second.env.COUNTERS.getByName("a").add(1, 2);
  return [performance.now() - began, firstStart];
}

interface Description {
  readonly name: string;
  readonly title: string;
  readonly floor: string;
  readonly goal: number;
}

/** What the driver calls. */
interface Way {
  readonly workloads: readonly Description[];
  round(name: string): Promise<readonly [ms: number, floor: number]>;
  secondStart(): Promise<readonly [ms: number, floor: number]>;
}

declare global {
  var way: Way;
}

globalThis.way = { workloads: Object.entries(workloads).map(describe), round, secondStart };

function describe([name, { title, floor, goal }]: [string, Workload]): Description {
  return { name, title, floor, goal };
}
