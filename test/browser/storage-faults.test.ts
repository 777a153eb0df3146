import type { Server, WorkerConfig } from "tabd";
import { serve } from "tabd";
import { expect, test } from "vitest";

import type { Fault } from "./serving/faults.ts";
import { newDisk, PATIENCE, rejection, seen, start, thingOf, thingsOn } from "./serving/serving.ts";

function faultyOn(disk: string, name = "faulty"): WorkerConfig {
  return thingsOn(disk, {
    modules: undefined as never,
    worker: () =>
      new Worker(new URL("./serving/faulty-host.ts", import.meta.url), { type: "module", name }),
    durableObjectNamespaces: [
      { className: "Thing", uniqueKey: "things" },
      { className: "Other", uniqueKey: "others", durableObjectStorage: "inMemory" },
      { className: "Faults", ephemeralLocal: true },
    ],
    bindings: {
      THINGS: { durableObjectNamespace: "Thing" },
      OTHERS: { durableObjectNamespace: "Other" },
      FAULTS: { durableObjectNamespace: "Faults" },
    },
  });
}

/** A server with one acknowledged value and one acknowledged alarm. */
async function startWith(disk: string, time: number): Promise<Server> {
  const server = await start(faultyOn(disk));
  await thingOf(server, "a").put("key", 1);
  await thingOf(server, "a").setAlarm(time);
  await thingOf(server, "m", "OTHERS").put("key", "in memory");
  return server;
}

async function set(server: Server, fault: Fault): Promise<void> {
  await server.env["FAULTS"].get("f").set(fault);
}

/** Expects that acknowledged data exists, and that the server works as before. */
async function expectWorking(server: Server, disk: string, time: number): Promise<void> {
  await expect
    .poll(
      () =>
        thingOf(server, "a")
          .put("after", 1)
          .then(
            () => "done",
            (error: Error) => error.message,
          ),
      { timeout: PATIENCE },
    )
    .toBe("done");
  expect(await thingOf(server, "a").get("key")).toBe(1);
  expect(await thingOf(server, "m", "OTHERS").get("key")).toBe("in memory");
  await expect
    .poll(async () => (await server.inspect.alarms()).alarms.map((one) => one.scheduledTime), {
      timeout: PATIENCE,
    })
    .toEqual([time]);
  await thingOf(server, "b").setAlarm(Date.now());
  const isFired = (): boolean =>
    server.events.past.some((event) => event.type === "alarm-succeeded" && event.actorName === "b");
  await expect.poll(isFired, { timeout: PATIENCE }).toBe(true);
  expect(await server.verify()).toMatchObject({ ok: true });
  await server.close();
  const next = await start(thingsOn(disk));
  expect([await thingOf(next, "a").get("key"), await thingOf(next, "a").get("after")]).toEqual([
    1, 1,
  ]);
}

const TIME = Date.UTC(2100, 0, 1);

test.each<[Fault, RegExp]>([
  [
    "quota",
    /could not be made durable: disk ".*": .*the browser's storage quota is used up; delete some/,
  ],
  ["abort", /could not be made durable: disk ".*": cannot commit 1 file .*transaction/],
])("callers get the error of a failed commit (%s), and later commits work", async (fault, why) => {
  const disk = newDisk();
  const server = await startWith(disk, TIME);
  await set(server, fault);
  const error = await rejection(thingOf(server, "a").put("key", 2));
  expect(error.message).toMatch(why);
  expect(error).toMatchObject({ durableObjectReset: true });
  expect(await thingOf(server, "m", "OTHERS").get("key")).toBe("in memory");
  expect((await rejection(thingOf(server, "a").setAlarm(TIME + 1))).message).not.toBe("");
  await set(server, "none");
  await expectWorking(server, disk, TIME);
});

test("commits stay in the log while there is no room for a fold, and are folded later", async () => {
  const disk = newDisk();
  const server = await startWith(disk, TIME);
  const refused = (): Promise<number> => server.env["FAULTS"].get("f").refusedChunks();
  const valueOf = (n: number): string => `${n} `.repeat(4000);
  const numbers = Array.from({ length: 60 }, (_, n) => n);
  await set(server, "quota in folds");
  // More than the log of an idle disk may hold.
  for (const n of numbers) await thingOf(server, "a").put(`key ${n}`, valueOf(n));
  await expect.poll(refused, { timeout: PATIENCE }).toBeGreaterThan(0);
  for (const n of numbers) expect(await thingOf(server, "a").get(`key ${n}`)).toBe(valueOf(n));
  server.kill();

  const full = await start(faultyOn(disk));
  await set(full, "quota in folds");
  for (const n of numbers) expect(await thingOf(full, "a").get(`key ${n}`)).toBe(valueOf(n));
  await thingOf(full, "a").put("after", "restart");
  await set(full, "none");
  for (let n = 0; n < 70; n++) await thingOf(full, "a").put("count", n);
  expect(await full.verify()).toMatchObject({ ok: true });
  await thingOf(full, "m", "OTHERS").put("key", "in memory");
  await expectWorking(full, disk, TIME);
  const next = await start(thingsOn(disk));
  for (const n of numbers) expect(await thingOf(next, "a").get(`key ${n}`)).toBe(valueOf(n));
});

test("objects are reset and the disk is reopened when the browser closes the database", async () => {
  const disk = newDisk();
  const server = await startWith(disk, TIME);
  const instance = await thingOf(server, "a").instance();
  await set(server, "close");
  expect((await seen(server, "disk-lost")).error.message).toContain(
    "the browser has closed its database",
  );
  await seen(server, "disk-reopened");
  expect(await thingOf(server, "a").instance()).not.toBe(instance);
  await expectWorking(server, disk, TIME);
});

test("a call in flight fails with the reason when the disk is lost", async () => {
  const server = await startWith(newDisk(), TIME);
  const puts = Array.from({ length: 20 }, (_, n) => thingOf(server, "a").put("key", n + 1));
  const ends = Promise.allSettled(puts);
  await set(server, "close");
  const done = await ends;
  const failed = done.filter((one) => one.status === "rejected");
  for (const { reason } of failed) expect(String(reason)).toMatch(/database|disk/);
  await seen(server, "disk-reopened");
  const kept = Number(await thingOf(server, "a").get("key"));
  expect(kept).toBeGreaterThanOrEqual(done.length - failed.length);
});

test("the server recovers after a time in which no database could be opened", async () => {
  const disk = newDisk();
  const server = await startWith(disk, TIME);
  await set(server, "refuse");
  await set(server, "close");
  await seen(server, "disk-lost");
  const error = await rejection(thingOf(server, "a").get("key"));
  expect(error.message).toContain("allow the page to store data");
  await set(server, "none");
  await expectWorking(server, disk, TIME);
});

test("the disk is empty and the server works after another tab deletes the database", async () => {
  const disk = newDisk();
  const server = await startWith(disk, TIME);
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(`tabd:${disk}`);
    request.addEventListener("success", resolve);
    request.addEventListener("error", reject);
  });
  expect((await seen(server, "disk-lost")).error.message).toContain("is being deleted");
  await seen(server, "disk-reopened");
  expect(await thingOf(server, "a").get("key")).toBe(undefined);
  await thingOf(server, "a").put("key", 1);
  await thingOf(server, "a").setAlarm(TIME);
  await expectWorking(server, disk, TIME);
});

test("callers get the reason, and no data changes, when another tab upgrades the database", async () => {
  const disk = newDisk();
  const server = await startWith(disk, TIME);
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(`tabd:${disk}`, 2);
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", reject);
  });
  expect((await seen(server, "disk-lost")).error.message).toContain(
    "a newer version of tabd upgrades",
  );
  const error = await rejection(thingOf(server, "a").get("key"));
  expect(error.message).toContain("it was written by a newer version of tabd; nothing was changed");
  expect(await thingOf(server, "m", "OTHERS").get("key")).toBe("in memory");
  database.close();
});

test("serve() reports that IndexedDB is refused, and works once it is allowed", async () => {
  const disk = newDisk();
  const error = await rejection(serve(faultyOn(disk, "refused")));
  expect(error.message).toBe(
    `disk "${disk}": cannot open its IndexedDB database: allow the page to store data`,
  );
  const server = await startWith(disk, TIME);
  await expectWorking(server, disk, TIME);
});
