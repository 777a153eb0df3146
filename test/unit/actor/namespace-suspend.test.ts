import { describe, expect, test } from "vitest";

import { Engine } from "./engine.ts";

const reason = new Error("the files are being replaced");
const bytes = (value: number): Uint8Array => Uint8Array.of(value);

/** The bytes of all files. */
const filesOf = ({ disk }: Engine): Promise<Map<string, Uint8Array>> =>
  disk.snapshot({ damaged: () => undefined });

/** Holds back every commit until it is called. */
function holdCommits({ disk }: Engine): () => void {
  let go: (() => void) | undefined;
  disk.gate = new Promise((resolve) => {
    go = resolve;
  });
  return () => go?.();
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("a namespace whose files are replaced", () => {
  test("writes earlier commits to the disk first, also one that waits for its turn", async () => {
    const engine = await Engine.start();
    await engine.run((storage) => storage.put([["key", bytes(1)]]));
    const files = await filesOf(engine);
    const go = holdCommits(engine);
    const calls = [2, 3].map(async (value) => {
      const failed = failure(engine.run((storage) => storage.put([["key", bytes(value)]])));
      await engine.loop.turn();
      await engine.loop.turn();
      return failed;
    });
    // One commit is in flight now, and the other waits behind it.
    for (let i = 0; i < 6; i++) await engine.loop.turn();
    const suspending = engine.namespace.suspend(reason);
    let suspended = false;
    void suspending.then(() => {
      suspended = true;
    });
    expect(await Promise.all(calls)).toEqual([reason, reason]);
    await engine.loop.turn();
    expect([suspended, engine.committer.busy]).toEqual([false, true]);
    go();
    const resume = await suspending;
    expect(engine.committer.busy).toBe(false);
    await engine.committer.exclusive(() => engine.disk.replace(files));
    await resume();
    expect(await engine.run((storage) => storage.get("key"))).toEqual(bytes(1));
  });

  test("makes calls wait, and forgets its notes about the objects", async () => {
    const engine = await Engine.start();
    await engine.run((storage) => storage.put([["key", bytes(1)]]));
    const files = await filesOf(engine);
    await engine.run((storage) => storage.put([["key", bytes(2)]]));
    engine.namespace.notes.orderFailure("an id", "as told");
    const resume = await engine.namespace.suspend(reason);
    expect([...engine.namespace.running()]).toEqual([]);
    expect(engine.namespace.notes.problems.size).toBe(0);
    expect(engine.namespace.notes.takeFailure("an id")).toBe(undefined);
    const answers: unknown[] = [];
    const call = engine.run((storage) => storage.get("key")).then((value) => answers.push(value));
    await engine.committer.exclusive(() => engine.disk.replace(files));
    for (let i = 0; i < 5; i++) await engine.loop.turn();
    expect(answers).toEqual([]);
    await resume();
    await call;
    expect(answers).toEqual([bytes(1)]);
  });

  test("follows the alarms of the new files instead of those that were running", async () => {
    const runs: string[] = [];
    let hang = true;
    const engine = await Engine.start({
      alarm(actor, { scheduledTime }) {
        runs.push(`${String(actor.id.name)} ${scheduledTime - 1_000_000}`);
        return hang ? new Promise(() => undefined) : undefined;
      },
    });
    await engine.setAlarm(7_000, "kept");
    const files = await filesOf(engine);
    await engine.setAlarm(1_000, "running");
    await engine.setAlarm(5_000, "waiting");
    await engine.clock.advance(1_000, () => engine.settle());
    expect(runs).toEqual(["running 1000"]);

    const resume = await engine.namespace.suspend(reason);
    expect(engine.namespace.alarms).toBeNull();
    const gone = (await engine.disk.list()).filter(({ path }) => !files.has(path));
    for (const { path } of gone) files.set(path, new Uint8Array());
    await engine.committer.exclusive(() => engine.disk.replace(files));
    await resume();
    hang = false;
    expect(engine.namespace.alarms?.pending()).toMatchObject([{ actorName: "kept" }]);
    await engine.advance(60_000);
    expect(runs).toEqual(["running 1000", "kept 7000"]);
    expect(engine.told("alarm-failed", "alarm-abandoned")).toEqual([]);
  });

  test("goes on counting ended runs", async () => {
    const engine = await Engine.start({ alarm: () => undefined });
    for (const name of ["a", "b"]) await engine.setAlarm(1_000, name);
    await engine.advance(1_000);
    expect(engine.namespace.alarms?.ended).toBe(2);
    await (
      await engine.namespace.suspend(reason)
    )();
    expect(engine.namespace.alarms?.ended).toBe(2);
  });

  test("stays closed if it was closed meanwhile", async () => {
    const engine = await Engine.start({ alarm: () => undefined });
    await engine.setAlarm(1_000);
    const resume = await engine.namespace.suspend(reason);
    engine.namespace.close();
    await resume();
    await engine.advance(5_000);
    expect(engine.told("alarm-fired")).toEqual([]);
  });

  test("opens its alarms later if the disk refuses at first", async () => {
    const engine = await Engine.start({ alarm: () => undefined });
    await engine.setAlarm(1_000);
    const resume = await engine.namespace.suspend(reason);
    const { open } = engine.disk;
    engine.disk.open = () => Promise.reject(new Error("not now"));
    await resume();
    expect(() => engine.namespace.alarms?.count()).toThrow("not now");
    engine.disk.open = open;
    await expect
      .poll(() => failure(Promise.resolve().then(() => engine.namespace.alarms?.count())), {
        timeout: 5_000,
      })
      .toBe(undefined);
    await engine.advance(1_000);
    expect(engine.told("alarm-succeeded")).toEqual(["1000 alarm-succeeded"]);
  });
});
