import { expect, test } from "vitest";

import type { AlarmRun } from "./serving/keeper.ts";
import { exported, fingerprints, idOf, keeperOf, keepersOn } from "./serving/keeping.ts";
import { newDisk, rejection, seen, start } from "./serving/serving.ts";

const HOUR = 3_600_000;
const FUTURE = 4_000_000_000_000;

test("putKv, deleteKv and sql write like the object itself, which sees the changes at once", async () => {
  const disk = newDisk();
  const server = await start(keepersOn(disk));
  const actor = { className: "Keeper", name: "a" };
  await server.control.putKv(actor, "map", new Map([["x", 1n]]));
  const keeper = keeperOf(server, "a");
  const instance = await keeper.instance();
  expect(await keeper.ownName()).toBe("a");
  expect(await keeper.get("map")).toEqual(new Map([["x", 1n]]));
  await server.control.putKv(actor, "map", "another");
  expect(await keeper.get("map")).toBe("another");
  expect(await server.control.deleteKv(actor, "map")).toBe(true);
  expect(await server.control.deleteKv(actor, "map")).toBe(false);

  await server.control.sql(actor, "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, x'01')");
  expect(await server.control.sql(actor, "UPDATE t SET a = ?", 7)).toEqual({
    columns: [],
    rows: [],
    truncated: false,
    rowsWritten: 1,
  });
  expect(await server.control.sql(actor, "UPDATE t SET a = a RETURNING a, b")).toMatchObject({
    columns: ["a", "b"],
    rows: [[7, new Uint8Array([1]).buffer]],
  });
  expect(await keeper.sql("SELECT a FROM t")).toEqual([{ a: 7 }]);
  await server.control.putKv(actor, "kept", 1);
  expect(await keeper.instance()).toBe(instance);
  // Everything is durable once the calls have returned.
  server.kill();
  const after = await start(keepersOn(disk));
  expect(await keeperOf(after, "a").get("kept")).toBe(1);
  expect(await keeperOf(after, "a").sql("SELECT a FROM t")).toEqual([{ a: 7 }]);
});

test("control refuses writes that the object itself may not make, with the same error", async () => {
  const server = await start(keepersOn(newDisk()));
  const actor = { className: "Keeper", name: "a" };
  const refusal = async (run: () => Promise<unknown>): Promise<string> =>
    (await rejection(run())).message;
  const { control } = server;
  const keeper = keeperOf(server, "a");
  for (const sql of [
    "DELETE FROM _cf_KV",
    "SELECT * FROM _cf_METADATA",
    "PRAGMA journal_mode = WAL",
    "BEGIN",
    "ATTACH 'x' AS y",
  ]) {
    await keeper.put("key", 1);
    const own = await refusal(() => keeper.sql(sql));
    expect(await refusal(() => control.sql(actor, sql)), sql).toBe(own);
  }
  expect(await refusal(() => control.putKv(actor, "key", () => undefined))).toContain(
    "a function cannot be stored",
  );
  expect(await refusal(() => control.putKv(actor, "key", "x".repeat(9_000_000)))).toContain(
    "string or blob too big",
  );
  expect(await refusal(() => control.putKv(actor, 1 as never, "value"))).toBe(
    "key: must be a string, not number.",
  );
  expect(await keeper.get("key")).toBe(1);
  const fragile = { className: "Fragile", name: "whole" };
  await control.putKv(fragile, "key", 1);
  expect(await refusal(() => control.sql(fragile, "SELECT 1"))).toContain("SQL is not enabled");
  expect(
    await refusal(() => control.putKv({ className: "Fragile", name: "broken" }, "key", 1)),
  ).toBe("made to break");
  expect(
    await refusal(() => control.putKv({ className: "Fleeting", name: "a" }, "key", 1)),
  ).toContain("have no storage");
});

test("a list that an object is reading includes concurrent control writes", async () => {
  const server = await start(keepersOn(newDisk()));
  const actor = { className: "Keeper", name: "a" };
  const keeper = keeperOf(server, "a");
  for (const key of ["a", "b", "c"]) await keeper.put(key, "before");
  expect(await keeper.nextListed()).toEqual(["a", "before"]);
  // The list reads ahead from its second entry on.
  expect(await keeper.nextListed()).toEqual(["b", "before"]);
  await server.control.putKv(actor, "c", "after");
  expect(await keeper.nextListed()).toEqual(["c", "after"]);
  expect(await keeper.nextListed()).toBe(undefined);
});

test("runAlarm fires an alarm before its time and passes its scheduled time", async () => {
  const server = await start(keepersOn(newDisk()));
  const actor = { className: "Keeper", name: "a" };
  const keeper = keeperOf(server, "a");
  await keeper.setAlarm(FUTURE);
  await server.control.evict(actor);
  expect(await server.control.runAlarm(actor)).toEqual({ outcome: "succeeded", error: null });
  const runs = (await keeper.get("runs")) as AlarmRun[];
  expect(runs).toEqual([{ scheduledTime: FUTURE, retryCount: 0, at: expect.any(Number) }]);
  expect(runs[0]?.at).toBeLessThan(FUTURE);
  expect((await server.inspect.alarms()).total).toBe(0);
  expect((await server.verify()).ok).toBe(true);
  expect((await rejection(server.control.runAlarm(actor))).message).toContain("has no alarm");
  expect(
    (await rejection(server.control.runAlarm({ className: "Fleeting", name: "a" }))).message,
  ).toContain("have no alarms");
});

test("failNextAlarm fails one delivery, which counts as a try, and the alarm is retried", async () => {
  const server = await start(keepersOn(newDisk()));
  await server.clock.freeze();
  const now = await server.clock.now();
  const actor = { className: "Keeper", name: "a" };
  const keeper = keeperOf(server, "a");
  await keeper.setAlarm(now + HOUR);
  await server.control.failNextAlarm(actor, "as told");
  await server.clock.advance(HOUR);
  const failed = await seen(server, "alarm-failed");
  expect(failed).toMatchObject({ error: { message: "as told" }, counted: true, retryCount: 1 });
  expect(await keeper.get("runs")).toBe(undefined);
  expect(await keeper.getAlarm()).toBe(now + HOUR);
  expect(await server.clock.runUntilIdle()).toBe(1);
  expect(await keeper.get("runs")).toMatchObject([{ scheduledTime: now + HOUR, retryCount: 1 }]);

  // It also fails an alarm that runAlarm fires.
  await keeper.setAlarm(now + 9 * HOUR);
  await server.control.failNextAlarm(actor);
  expect(await server.control.runAlarm(actor)).toMatchObject({
    outcome: "failed",
    error: { message: "failNextAlarm() made this alarm fail." },
  });
  expect(await server.control.runAlarm(actor)).toEqual({ outcome: "succeeded", error: null });
  expect(await keeper.get("runs")).toHaveLength(2);
});

test("deleteAlarm deletes the alarm in the object's file and in the namespace's", async () => {
  const server = await start(keepersOn(newDisk()));
  const actor = { className: "Keeper", name: "a" };
  expect(await server.control.deleteAlarm(actor)).toBe(false);
  expect(await server.inspect.actors()).toEqual([]);
  await keeperOf(server, "a").setAlarm(FUTURE);
  await server.control.evict(actor);
  expect(await server.control.deleteAlarm(actor)).toBe(true);
  expect(await keeperOf(server, "a").getAlarm()).toBe(null);
  expect((await server.inspect.alarmTable("Keeper")).total).toBe(0);
  expect((await server.verify()).ok).toBe(true);
  expect(await server.control.deleteAlarm(actor)).toBe(false);
});

test("evict removes an idle object from memory, and says why a busy object cannot be evicted", async () => {
  const server = await start(
    keepersOn(newDisk(), {
      durableObjectNamespaces: [
        { className: "Keeper", uniqueKey: "keepers", enableSql: true },
        { className: "Fragile", uniqueKey: "fragile", preventEviction: true },
      ],
      bindings: {
        KEEPERS: { durableObjectNamespace: "Keeper" },
        FRAGILE: { durableObjectNamespace: "Fragile" },
      },
    }),
  );
  const actor = { className: "Keeper", name: "a" };
  const keeper = keeperOf(server, "a");
  const refusal = async (className: string, name = "a"): Promise<string> =>
    (await rejection(server.control.evict({ className, name }))).message;
  expect(await refusal("Keeper")).toBe(
    `The object "a" of class "Keeper" is not running, so it cannot be evicted.`,
  );
  const instance = await keeper.instance();
  await keeper.put("key", 1);
  await server.control.evict(actor);
  expect(await seen(server, "actor-evicted")).toMatchObject({ actorName: "a" });
  expect(await keeper.instance()).not.toBe(instance);
  expect(await keeper.get("key")).toBe(1);

  let go: (() => void) | undefined;
  const gone = new Promise<void>((resolve) => {
    go = resolve;
  });
  let inside: (() => void) | undefined;
  const begun = new Promise<void>((resolve) => {
    inside = resolve;
  });
  const putting = keeper.putSlowly("key", 2, () => {
    inside?.();
    return gone;
  });
  await begun;
  expect(await refusal("Keeper")).toContain("cannot be evicted: it answers 1 event");
  go?.();
  await putting;
  await keeper.setTimer();
  expect(await refusal("Keeper")).toContain(
    "it waits for 1 timer, promise or WebSocket: wait for the end, or abort it.",
  );
  await keeperOf(server, "a", "FRAGILE").instance();
  expect(await refusal("Fragile")).toContain("is configured preventEviction");
});

test("abort resets an object: callers get the reason, and uncommitted writes are lost", async () => {
  const server = await start(keepersOn(newDisk()));
  const actor = { className: "Keeper", id: idOf(server, "a") };
  const keeper = keeperOf(server, "a");
  await keeper.put("key", "before");
  let inside: (() => void) | undefined;
  const begun = new Promise<void>((resolve) => {
    inside = resolve;
  });
  const putting = rejection(
    keeper.putSlowly("key", "lost", () => {
      inside?.();
      return new Promise(() => undefined);
    }),
  );
  await begun;
  await server.control.abort(actor, "enough");
  expect(await putting).toMatchObject({ message: "enough", durableObjectReset: true });
  expect(await seen(server, "actor-broken")).toMatchObject({ error: { message: "enough" } });
  expect((await server.inspect.objects()).objects[0]).toMatchObject({
    name: "a",
    state: "broken",
    problem: "enough",
  });
  expect(await keeperOf(server, "a").get("key")).toBe("before");
  expect((await server.inspect.objects()).objects[0]).toMatchObject({ problem: null });
  await server.control.abort(actor);
  expect((await rejection(server.control.abort(actor))).message).toContain("is not running");
});

test("a follower inspects and controls the same objects as the leader", async () => {
  const disk = newDisk();
  const leader = await start(keepersOn(disk));
  const follower = await start(keepersOn(disk));
  expect([leader.role, follower.role]).toEqual(["leader", "follower"]);
  const actor = { className: "Keeper", name: "a" };
  await follower.control.putKv(actor, "key", new Map([["x", 1n]]));
  await follower.control.sql(actor, "CREATE TABLE t (a); INSERT INTO t VALUES (x'01')");
  await keeperOf(leader, "a").setAlarm(FUTURE);
  await follower.control.failNextAlarm(actor, "as told");
  expect(await follower.control.runAlarm(actor)).toMatchObject({
    outcome: "failed",
    error: { message: "as told" },
  });
  expect(await follower.inspect.objects()).toEqual(await leader.inspect.objects());
  expect(await follower.inspect.kv(actor)).toEqual({
    entries: [{ key: "key", value: new Map([["x", 1n]]), bytes: expect.any(Number) }],
    more: false,
  });
  expect((await follower.inspect.sql(actor, "SELECT * FROM t")).rows).toEqual([
    [new Uint8Array([1]).buffer],
  ]);
  expect((await follower.inspect.alarmTable("Keeper")).rows[0]?.scheduled_time).toBe(
    BigInt(FUTURE) * 1_000_000n,
  );
  await keeperOf(follower, "a").fetch("https://keeper/tag", { headers: { Upgrade: "websocket" } });
  expect(await follower.inspect.sockets()).toMatchObject([{ name: "a", tags: ["tag"] }]);
  expect((await rejection(follower.inspect.sql(actor, "DELETE FROM t"))).message).toContain(
    "control.sql(), which runs",
  );
  await follower.control.evict(actor);
  expect((await leader.inspect.objects()).objects[0]?.state).toBe("hibernating");
  expect(await follower.control.deleteAlarm(actor)).toBe(true);
  expect(await follower.control.deleteKv(actor, "key")).toBe(true);
  await follower.control.abort(actor, "enough");
  expect((await leader.inspect.objects()).objects[0]?.state).toBe("broken");

  const { files } = await follower.export();
  expect(await fingerprints(files)).toEqual(await exported(leader));
  expect(await follower.wipe()).toBe(Object.keys(files).length);
  expect((await leader.inspect.objects()).total).toBe(0);
  const report = await follower.import(files);
  expect(report).toEqual({ imported: Object.keys(files), replaced: [], replayed: [] });
  expect(await keeperOf(leader, "a").sql("SELECT count(*) AS n FROM t")).toEqual([{ n: 1 }]);
  expect(await seen(follower, "files-imported")).toMatchObject({ files: report.imported.length });
});
