import { describe, expect, it } from "vitest";

import { Engine, START, storageOf } from "../engine.ts";

/** The alarm in the actor's file and its row in `metadata.sqlite`. */
async function bothPlaces(engine: Engine): Promise<[number | null, number | null]> {
  const row = engine.namespace.alarms?.pending()[0]?.scheduledTime ?? null;
  return [await engine.run((storage) => storage.alarm.get()), row];
}

describe("an alarm", () => {
  it("fires once, at its time, and is then deleted from both files", async () => {
    const infos: object[] = [];
    const engine = await Engine.start({ alarm: (_, info) => infos.push(info) });
    await engine.setAlarm(5_000);
    expect(await bothPlaces(engine)).toEqual([START + 5_000, START + 5_000]);
    await engine.advance(4_999);
    expect(infos).toEqual([]);
    await engine.advance(1);
    expect(infos).toEqual([{ scheduledTime: START + 5_000, isRetry: false, retryCount: 0 }]);
    expect(await bothPlaces(engine)).toEqual([null, null]);
    await engine.advance(100_000);
    expect(infos).toHaveLength(1);
  });

  it("waits for thirty days", async () => {
    const days = 30 * 24 * 3_600_000;
    const seen: number[] = [];
    const engine = await Engine.start({ alarm: () => seen.push(engine.clock.now()) });
    await engine.setAlarm(days);
    await engine.advance(days - 1);
    expect(seen).toEqual([]);
    await engine.advance(1);
    expect(seen).toEqual([START + days]);
  });

  it("survives a restart with its name, and fires at once if overdue", async () => {
    const first = await Engine.start({ alarm: () => undefined });
    await first.setAlarm(5_000, "the name");
    const seen: unknown[] = [];
    const second = await first.restart({
      alarm: (actor, info) => seen.push([actor.id.name, second.clock.now(), info.scheduledTime]),
    });
    await second.advance(60_000);
    expect(seen).toEqual([["the name", START + 5_000, START + 5_000]]);

    const third = await Engine.start({ alarm: () => undefined });
    await third.setAlarm(5_000, "late");
    const late: number[] = [];
    const fourth = await third.restart();
    const fifth = await fourth.restart({ alarm: () => late.push(fifth.clock.now()) });
    fifth.clock.freeze(START + 999_999);
    await fifth.settle();
    await fifth.advance(0);
    expect(late).toEqual([START + 999_999]);
  });

  it("fires again as a first try if the host died in its handler", async () => {
    const first = await Engine.start({
      alarm: (actor) => {
        storageOf(actor).put([["half", Uint8Array.of(1)]]);
        return actor.awaitIo(new Promise(() => {}));
      },
    });
    await first.setAlarm(1_000);
    await first.advance(1_000);
    first.namespace.close();
    const infos: object[] = [];
    const second = await Engine.start({ alarm: (_, info) => infos.push(info) }, first.disk);
    await second.advance(1_000);
    expect(infos).toEqual([{ scheduledTime: START + 1_000, isRetry: false, retryCount: 0 }]);
  });

  it("is retried six times, after 2, 4, 8 … s, and then abandoned", async () => {
    const tries: number[] = [];
    const engine = await Engine.start({
      alarm: (_, { retryCount }) => {
        tries.push(engine.clock.now() - START, retryCount);
        throw new Error("no");
      },
    });
    await engine.setAlarm(1_000);
    await engine.advance(1_000_000);
    expect(tries).toEqual([
      ...[1_000, 0, 3_000, 1, 7_000, 2, 15_000, 3],
      ...[31_000, 4, 63_000, 5, 127_000, 6],
    ]);
    expect(await bothPlaces(engine)).toEqual([null, null]);
    expect(engine.told("alarm-abandoned")).toEqual(["127000 alarm-abandoned"]);
  });

  it("keeps its time in both files after a failure, until it is tried again", async () => {
    const engine = await Engine.start({
      alarm: (_, { retryCount }) => {
        if (retryCount === 0) throw new Error("no");
      },
    });
    await engine.setAlarm(1_000);
    await engine.advance(1_500);
    expect(await bothPlaces(engine)).toEqual([START + 1_000, START + 1_000]);
    await engine.advance(2_000);
    expect(await bothPlaces(engine)).toEqual([null, null]);
  });

  it("does not exist for its own handler, which may set the next one", async () => {
    const seen: unknown[] = [];
    const engine = await Engine.start({
      alarm: (actor, { scheduledTime }) => {
        const storage = storageOf(actor);
        seen.push(storage.alarm.get());
        if (scheduledTime >= START + 3_000) return;
        storage.alarm.set(scheduledTime + 1_000);
        seen.push(storage.alarm.get());
      },
    });
    await engine.setAlarm(1_000);
    await engine.advance(10_000);
    expect(seen).toEqual([null, START + 2_000, null, START + 3_000, null]);
    expect(engine.told("alarm-fired")).toEqual([
      "1000 alarm-fired",
      "2000 alarm-fired",
      "3000 alarm-fired",
    ]);
    expect(await bothPlaces(engine)).toEqual([null, null]);
  });

  it("replaces the failed alarm if its handler set it before it failed", async () => {
    const times: number[] = [];
    const engine = await Engine.start({
      alarm: (actor, { scheduledTime }) => {
        times.push(scheduledTime - START);
        if (times.length > 1) return;
        storageOf(actor).alarm.set(START + 9_000);
        throw new Error("no");
      },
    });
    await engine.setAlarm(1_000);
    await engine.advance(20_000);
    expect(times).toEqual([1_000, 9_000]);
  });

  it("is deleted with a warning if the class has no handler", async () => {
    const engine = await Engine.start();
    await engine.setAlarm(1_000);
    await engine.advance(1_000);
    expect(engine.events.find(({ type }) => type === "console")).toMatchObject({
      level: "warn",
      text:
        "Attempted to run a scheduled alarm without a handler, " +
        "did you remember to export an alarm() function?",
    });
    expect(await bothPlaces(engine)).toEqual([null, null]);
  });

  it("resets the actor if its handler runs for more than 15 minutes", async () => {
    const engine = await Engine.start({
      alarm: (actor, { retryCount }) =>
        retryCount === 0 ? actor.awaitIo(new Promise(() => {})) : undefined,
    });
    await engine.setAlarm(1_000);
    await engine.advance(1_000 + 15 * 60_000 - 1);
    expect(engine.told("actor-broken")).toEqual([]);
    await engine.advance(1);
    const broken = engine.events.find(({ type }) => type === "actor-broken");
    expect(broken).toMatchObject({
      error: { message: "Alarm exceeded its allowed execution time" },
    });
    expect(engine.events.find(({ type }) => type === "alarm-failed")).toMatchObject({
      counted: true,
      retryAt: START + 1_000 + 15 * 60_000 + 2_000,
    });
    await engine.advance(2_000);
    expect(engine.told("alarm-succeeded")).toHaveLength(1);
  });

  it.each([
    { retryAlarm: true, fired: 2, abandoned: 0 },
    { retryAlarm: false, fired: 1, abandoned: 1 },
  ])("whose handler aborts, retryAlarm $retryAlarm", async ({ retryAlarm, fired, abandoned }) => {
    let runs = 0;
    const engine = await Engine.start({
      alarm: (actor) => {
        if (runs++ === 0) actor.abort("stop", { retryAlarm });
      },
    });
    await engine.setAlarm(1_000);
    await engine.advance(60_000);
    expect(engine.told("alarm-fired")).toHaveLength(fired);
    expect(engine.told("alarm-abandoned")).toHaveLength(abandoned);
    expect(await bothPlaces(engine)).toEqual([null, null]);
  });

  it("is tried again, uncounted, if its commit failed", async () => {
    const infos: object[] = [];
    const engine = await Engine.start({
      alarm: (_, info) => {
        infos.push(info);
        if (infos.length === 1) engine.disk.failures = 1;
      },
    });
    await engine.setAlarm(1_000);
    await engine.advance(10_000);
    expect(infos).toEqual([
      { scheduledTime: START + 1_000, isRetry: false, retryCount: 0 },
      { scheduledTime: START + 1_000, isRetry: false, retryCount: 0 },
    ]);
    expect(engine.events.find(({ type }) => type === "alarm-failed")).toMatchObject({
      counted: false,
    });
    expect(await bothPlaces(engine)).toEqual([null, null]);
  });

  it("is tried again, uncounted, if the constructor throws", async () => {
    let fail = false;
    const infos: object[] = [];
    const engine = await Engine.start({
      construct() {
        if (fail) throw new Error("not now");
      },
      alarm: (_, info) => infos.push(info),
    });
    await engine.setAlarm(20_000);
    await engine.advance(15_000); // evicted by now
    fail = true;
    await engine.advance(10_000);
    expect(infos).toEqual([]);
    fail = false;
    await engine.advance(60_000);
    expect(infos).toEqual([{ scheduledTime: START + 20_000, isRetry: false, retryCount: 0 }]);
  });
});

/** `AlarmRecord.arm()`: the actor's record against the scheduler's time. */
describe("an alarm whose two records differ", () => {
  it.each([
    { name: "the same", record: 5_000, scheduler: 5_000, runs: [5_000], left: null },
    {
      name: "record overdue, scheduler later",
      record: 2_000,
      scheduler: 5_000,
      runs: [5_000],
      left: null,
    },
    { name: "record later", record: 9_000, scheduler: 5_000, runs: [9_000], left: null },
    { name: "no record", record: null, scheduler: 5_000, runs: [], left: null },
  ])("$name", async ({ record, scheduler, runs, left }) => {
    const seen: number[] = [];
    const engine = await Engine.start({
      alarm: (_, { scheduledTime }) => seen.push(scheduledTime - START),
    });
    await engine.setAlarm(record);
    const { hex } = engine.actor().id;
    // Imported files can differ like this.
    engine.namespace.alarms?.setAlarm(hex, "a", START + scheduler);
    await engine.advance(20_000);
    expect(seen).toEqual(runs);
    expect(await bothPlaces(engine)).toEqual([left, left]);
  });
});

describe("deleteAll()", () => {
  it("deletes keys and alarm at once, whatever follows", async () => {
    const engine = await Engine.start({ alarm: () => undefined });
    await engine.run((storage) => {
      storage.put([["a", Uint8Array.of(1)]]);
      storage.alarm.set(START + 5_000);
    });
    await engine.run((storage) => storage.deleteAll());
    expect(await engine.run((storage) => storage.list({}))).toEqual([]);
    expect(await bothPlaces(engine)).toEqual([null, null]);
    await engine.advance(10_000);
    expect(engine.told("alarm-fired")).toEqual([]);
  });

  it("refuses inside a transaction", async () => {
    const engine = await Engine.start();
    await engine.run(async (storage, actor) => {
      await expect(actor.transaction(() => storage.deleteAll())).rejects.toThrow(
        "Cannot call deleteAll() within a transaction",
      );
    });
  });
});

describe("a hundred overdue alarms", () => {
  it("fire, each in its own actor", async () => {
    const names = Array.from({ length: 100 }, (_, n) => `actor ${n}`);
    const first = await Engine.start({ alarm: () => undefined });
    await Promise.all(names.map((name, n) => first.setAlarm(1 + n, name)));
    const seen: string[] = [];
    const second = await first.restart();
    const third = await second.restart({ alarm: (actor) => seen.push(actor.id.name ?? "?") });
    third.clock.freeze(START + 60_000);
    await third.settle();
    await third.advance(0);
    expect(seen.toSorted()).toEqual(names.toSorted());
    expect(third.namespace.alarms?.count()).toBe(0);
  });
});
