import type { DiskFiles, Server } from "tabd";
import { expect, test } from "vitest";

import type { AlarmRun } from "./serving/keeper.ts";
import type { Fault } from "./serving/faults.ts";
import { exported, fingerprints, idOf, keeperOf, keepersOn } from "./serving/keeping.ts";
import { flipBit, rawKeys, rawValue } from "./raw-disk.ts";
import { newDisk, rejection, seen, start, thingOf, thingsOn } from "./serving/serving.ts";

const HOUR = 3_600_000;
const FUTURE = 4_000_000_000_000;
const METADATA = "keepers/metadata.sqlite";

const pathOf = (server: Server, name: string): string => `keepers/${idOf(server, name)}.sqlite`;

/** A file of an export. */
function fileOf(files: DiskFiles, path: string): Uint8Array {
  const bytes = files[path];
  if (bytes === undefined) throw new Error(`there is no ${path}`);
  return bytes;
}

test("an export is restored on another disk, alarms included", async () => {
  const server = await start(keepersOn(newDisk()));
  await server.clock.freeze();
  const now = await server.clock.now();
  const keeper = keeperOf(server, "a");
  await keeper.put("key", { some: "value" });
  await keeper.sql("CREATE TABLE t (text)");
  // Enough rows to fill several chunks.
  for (let i = 0; i < 4; i++) {
    await keeper.sql("INSERT INTO t SELECT hex(randomblob(100000))");
  }
  await keeper.setAlarm(now + HOUR);
  await keeperOf(server, "b").put("key", 1);
  const { files, damaged } = await server.export();
  expect(damaged).toEqual([]);
  const paths = ["fragile/metadata.sqlite", pathOf(server, "a"), pathOf(server, "b"), METADATA];
  expect(Object.keys(files)).toEqual(paths.toSorted());

  const disk = newDisk();
  const other = await start(keepersOn(disk));
  await other.clock.freeze(now);
  expect(await other.import(files)).toEqual({
    imported: paths.toSorted(),
    replaced: [],
    replayed: [],
  });
  expect((await other.verify()).ok).toBe(true);
  expect(await exported(other)).toEqual(await fingerprints(files));
  expect(await keeperOf(other, "a").get("key")).toEqual({ some: "value" });
  expect(await keeperOf(other, "a").sql("SELECT sum(length(text)) AS n FROM t")).toEqual([
    { n: 800_000 },
  ]);
  expect((await other.inspect.alarms()).alarms).toMatchObject([
    { name: "a", scheduledTime: now + HOUR },
  ]);
  await other.clock.advance(HOUR);
  expect(await keeperOf(other, "a").get("runs")).toMatchObject([{ scheduledTime: now + HOUR }]);
  other.kill();
  // The import was durable when import() returned.
  expect(await keeperOf(await start(keepersOn(disk)), "b").get("key")).toBe(1);
});

test("an export is a snapshot of one moment although many objects keep writing", async () => {
  const server = await start(keepersOn(newDisk()));
  const names = Array.from({ length: 12 }, (_, i) => `keeper ${i}`);
  const acknowledged = new Map<string, number>();
  for (const name of names) acknowledged.set(name, await keeperOf(server, name).countTwice());
  const end = new AbortController();
  const write = async (name: string, evict: boolean): Promise<void> => {
    while (!end.signal.aborted) {
      acknowledged.set(name, await keeperOf(server, name).countTwice());
      // Some objects are reopened all the time, so that their files are read from the disk.
      if (evict) await server.control.evict({ className: "Keeper", name }).catch(() => undefined);
    }
  };
  const writing = names.map((name, i) => write(name, i % 2 === 0));
  const exports: { least: Map<string, number>; files: DiskFiles }[] = [];
  while (exports.length < 6) {
    const least = new Map(acknowledged);
    exports.push({ least, files: (await server.export()).files });
  }
  end.abort();
  await Promise.all(writing);

  const other = await start(keepersOn(newDisk()));
  let before = new Map<string, number>();
  for (const { least, files } of exports) {
    await other.import(files, { overwrite: true });
    // The key and the alarm of each object, in its own file and in the namespace's, agree.
    expect(await other.verify()).toMatchObject({ ok: true });
    const counts = new Map<string, number>();
    for (const name of names) {
      const keeper = keeperOf(other, name);
      const count = (await keeper.get("count")) as number;
      expect(await keeper.getAlarm(), name).toBe(4e12 + count);
      expect(count).toBeGreaterThanOrEqual(least.get(name) ?? Infinity);
      expect(count).toBeGreaterThanOrEqual(before.get(name) ?? 0);
      counts.set(name, count);
    }
    before = counts;
  }
  // The objects kept writing during the exports.
  expect(before).not.toEqual(exports[0]?.least);
});

test("an import resets the objects of its namespaces and follows the new alarms", async () => {
  const server = await start(keepersOn(newDisk()));
  // A time whose nanoseconds a number cannot represent exactly.
  await server.clock.freeze(1_795_526_450_126 - HOUR);
  const now = await server.clock.now();
  const keeper = keeperOf(server, "a");
  await keeper.put("key", "old");
  await keeper.setAlarm(now + 2 * HOUR);
  const { files } = await server.export();
  await keeper.put("key", "new");
  await keeper.setAlarm(now + HOUR);
  await keeperOf(server, "b").setAlarm(now + HOUR);
  const untouched = keeperOf(server, "whole", "FRAGILE");
  const fragile = await untouched.instance();
  const instance = await keeper.instance();
  const hanging = rejection(keeper.putSlowly("key", "lost", () => new Promise(() => undefined)));

  const imported = { [pathOf(server, "a")]: fileOf(files, pathOf(server, "a")) };
  const refused = await rejection(
    server.import({ ...imported, [METADATA]: fileOf(files, METADATA) }),
  );
  expect(refused.message).toBe(
    `Cannot import: "${pathOf(server, "a")}" and "${METADATA}" are there already, and would be ` +
      "lost. Import with { overwrite: true } to replace existing files. Nothing was imported.",
  );
  const report = await server.import(
    { ...imported, [METADATA]: fileOf(files, METADATA) },
    { overwrite: true },
  );
  expect(report.replaced).toEqual([pathOf(server, "a"), METADATA]);
  expect((await hanging).message).toBe(
    "Durable Object was reset because its files were replaced by an import.",
  );
  // The same stub reaches a new instance.
  expect(await keeper.get("key")).toBe("old");
  expect(await keeper.instance()).not.toBe(instance);
  expect(await untouched.instance()).toBe(fragile);
  expect(await seen(server, "files-imported")).toMatchObject({ files: 2 });

  await server.clock.advance(HOUR);
  expect(await keeper.get("runs")).toBe(undefined);
  await server.clock.advance(HOUR);
  expect(await keeper.get("runs")).toMatchObject([{ scheduledTime: now + 2 * HOUR }]);
  // The row of "b" is gone with the table, but not the record in its own file: verify() reports it.
  expect(await keeperOf(server, "b").get("runs")).toBe(undefined);
  expect((await server.verify()).alarms).toMatchObject([
    { actorId: idOf(server, "b"), own: now + HOUR, scheduled: null },
  ]);
});

test("writes that are under way when their files are replaced are not stored afterwards", async () => {
  const disk = newDisk();
  const server = await start(keepersOn(disk));
  const names = Array.from({ length: 6 }, (_, i) => `keeper ${i}`);
  for (const name of names) await keeperOf(server, name).fill(20_000);
  const { files } = await server.export();
  const end = new AbortController();
  const write = async (name: string): Promise<void> => {
    // Each import fails the calls under way.
    while (!end.signal.aborted)
      await keeperOf(server, name)
        .countTwice()
        .catch(() => undefined);
  };
  const writing = names.flatMap((name) => [write(name), write(name), write(name)]);
  for (let round = 0; round < 12; round++) await server.import(files, { overwrite: true });
  end.abort();
  await Promise.all(writing);
  const counts = await Promise.all(names.map((name) => keeperOf(server, name).get("count")));
  server.kill();

  const after = await start(keepersOn(disk));
  expect(await after.verify()).toMatchObject({ ok: true });
  for (const [i, name] of names.entries()) {
    const count = counts[i] as number | undefined;
    expect(await keeperOf(after, name).get("count")).toBe(count);
    expect(await keeperOf(after, name).getAlarm()).toBe(count === undefined ? null : 4e12 + count);
  }
});

test("if the two records of an alarm differ, the object's own is used, as in workerd", async () => {
  const server = await start(keepersOn(newDisk()));
  await server.clock.freeze();
  const now = await server.clock.now();
  for (const name of ["moved", "deleted"]) await keeperOf(server, name).setAlarm(now + HOUR);
  const before = await server.export();
  await keeperOf(server, "moved").setAlarm(now + 2 * HOUR);
  await server.control.deleteAlarm({ className: "Keeper", name: "deleted" });
  const after = await server.export();

  const other = await start(keepersOn(newDisk()));
  await other.clock.freeze(now);
  await other.import({ ...after.files, [METADATA]: fileOf(before.files, METADATA) });
  expect((await other.inspect.alarms()).alarms.map((one) => one.scheduledTime)).toEqual([
    now + HOUR,
    now + HOUR,
  ]);
  await other.clock.advance(HOUR);
  const canceled = other.events.past.filter(({ type }) => type === "alarm-canceled");
  expect(canceled).toMatchObject(
    [{ actualTime: expect.anything() }, { actualTime: null }].toSorted(),
  );
  expect((await other.inspect.alarms()).alarms).toMatchObject([
    { name: "moved", scheduledTime: now + 2 * HOUR },
  ]);
  await other.clock.advance(HOUR);
  const runs = (await keeperOf(other, "moved").get("runs")) as AlarmRun[];
  expect(runs.map((run) => run.scheduledTime)).toEqual([now + 2 * HOUR]);
  expect(await keeperOf(other, "deleted").get("runs")).toBe(undefined);
  expect((await other.verify()).ok).toBe(true);
});

test("an import with an invalid path or a corrupt file is refused by name and changes nothing", async () => {
  const server = await start(keepersOn(newDisk()));
  // An idle object is not evicted while the clock is frozen.
  await server.clock.freeze();
  const keeper = keeperOf(server, "a");
  await keeper.put("text", "x".repeat(20_000));
  await keeper.setAlarm(FUTURE);
  const instance = await keeper.instance();
  const { files: before } = await server.export();
  const bytes = fileOf(before, pathOf(server, "a"));
  const change = (edit: (copy: Uint8Array<ArrayBuffer>) => Uint8Array | void): Uint8Array => {
    const copy = bytes.slice();
    return edit(copy) ?? copy;
  };
  const other = pathOf(server, "b");
  const cases: [message: string | RegExp, files: DiskFiles][] = [
    [`Cannot import "a.txt": the files of a disk are`, { "a.txt": bytes }],
    [`Cannot import "keepers/a.sqlite": the files`, { "keepers/a.sqlite": bytes }],
    [`Cannot import "/${other}": the files`, { [`/${other}`]: bytes }],
    [`Cannot import "../x/metadata.sqlite": the`, { "../x/metadata.sqlite": bytes }],
    ['its uniqueKey ".." cannot be the name', { "../metadata.sqlite": bytes }],
    [
      'does not belong to the namespace with the uniqueKey "elsewhere"',
      { [other.replace("keepers", "elsewhere")]: bytes },
    ],
    [
      "does not begin as an SQLite database does",
      { [other]: change((copy) => copy.fill(0, 0, 9)) },
    ],
    ["does not begin as an SQLite", { [other]: new TextEncoder().encode("hello") }],
    [/its page size is 1024 bytes/, { [other]: change((copy) => void (copy[16] = 4)) }],
    [
      `${bytes.length - 1} bytes are not a whole number of pages`,
      { [other]: change((copy) => copy.subarray(0, -1)) },
    ],
    ["SQLite finds it damaged", { [other]: change((copy) => copy.subarray(0, 4096)) }],
    ["SQLite finds it damaged", { [other]: change((copy) => copy.fill(255, 4096, 4300)) }],
    [`Cannot import "keepers/metadata.1.sqlite": the`, { "keepers/metadata.1.sqlite": bytes }],
    [
      "does not begin as an index of facets does",
      { [other.replace(".sqlite", ".facets")]: bytes.subarray(0, 100) },
    ],
    [`Cannot import "${other}-wal": a log is of no use`, { [`${other}-wal`]: bytes }],
    [
      `Cannot import "${other}-wal": it is not a write-ahead log of SQLite`,
      { [other]: bytes, [`${other}-wal`]: bytes },
    ],
  ];
  for (const [message, files] of cases) {
    // A sound file in the same import is not imported either.
    const sound = { [pathOf(server, "sound")]: bytes };
    expect((await rejection(server.import({ ...sound, ...files }))).message).toMatch(message);
  }
  expect((await rejection(server.import({ [other]: "text" as never }))).message).toBe(
    `Cannot import "${other}": give its bytes as a Uint8Array or ArrayBuffer.`,
  );
  expect(await exported(server)).toEqual(await fingerprints(before));
  expect(await keeper.instance()).toBe(instance);
  expect((await server.inspect.alarms()).total).toBe(1);
});

test("an import accepts empty files and the log of a database that was never written", async () => {
  const server = await start(keepersOn(newDisk()));
  const empty = new Uint8Array();
  const path = pathOf(server, "a");
  const files = { [path]: empty, [`${path}-wal`]: empty, [`${path}-shm`]: new Uint8Array(32_768) };
  expect(await server.import(files)).toEqual({ imported: [path], replaced: [], replayed: [] });
  expect((await server.inspect.objects()).total).toBe(0);
  await keeperOf(server, "a").put("key", 1);
  expect(await keeperOf(server, "a").get("key")).toBe(1);
});

test("the files of facets are exported, wiped and imported with the others", async () => {
  const server = await start(keepersOn(newDisk()));
  await keeperOf(server, "a").put("key", 1);
  const path = pathOf(server, "a");
  const { files } = await server.export();
  // As workerd writes it: facet 1 belongs to the object itself and is called "child".
  const index = new Uint8Array(8 + 4 + 5);
  new DataView(index.buffer).setBigUint64(0, 0xc4cdce5bc5b0ef57n, true);
  new DataView(index.buffer).setUint16(10, 5, true);
  index.set(new TextEncoder().encode("child"), 12);
  const facets = {
    [path.replace(".sqlite", ".1.sqlite")]: fileOf(files, path),
    [path.replace(".sqlite", ".facets")]: index,
  };
  await server.import({ ...files, ...facets }, { overwrite: true });
  expect(await exported(server)).toEqual(await fingerprints({ ...files, ...facets }));
});

test("an import that the disk refuses changes nothing", async () => {
  const disk = newDisk();
  const server = await start(
    thingsOn(disk, {
      modules: undefined as never,
      worker: () =>
        new Worker(new URL("./serving/faulty-host.ts", import.meta.url), { type: "module" }),
      durableObjectNamespaces: [
        { className: "Thing", uniqueKey: "things" },
        { className: "Faults", ephemeralLocal: true },
      ],
      bindings: {
        THINGS: { durableObjectNamespace: "Thing" },
        FAULTS: { durableObjectNamespace: "Faults" },
      },
    }),
  );
  const set = (fault: Fault): Promise<void> => server.env["FAULTS"].get("f").set(fault);
  await thingOf(server, "a").put("key", "old");
  await thingOf(server, "a").setAlarm(FUTURE);
  const old = await server.export();
  // Large enough that its chunks are written to the disk directly, not to the log.
  for (let i = 0; i < 5; i++) await thingOf(server, "b").put(`${i}`, "x".repeat(100_000));
  await thingOf(server, "a").put("key", "new");
  await thingOf(server, "a").setAlarm(FUTURE + 1);
  const present = await server.export();
  const bytes = await fingerprints(present.files);
  for (const fault of ["quota", "abort"] as const) {
    await set(fault);
    const error = await rejection(server.import(present.files, { overwrite: true }));
    expect(error.message).toContain(`disk "${disk}"`);
    await rejection(server.wipe());
    await set("none");
    await expect.poll(() => exported(server).catch(() => undefined)).toEqual(bytes);
    expect(await thingOf(server, "a").get("key")).toBe("new");
    await expect
      .poll(async () => (await server.inspect.alarms()).alarms.map((one) => one.scheduledTime))
      .toEqual([FUTURE + 1]);
  }
  await server.import(old.files, { overwrite: true });
  expect(await thingOf(server, "a").get("key")).toBe("old");
  expect((await server.verify()).ok).toBe(true);
});

test("a wipe empties the disk and resets all objects, and an import undoes it", async () => {
  const disk = newDisk();
  const server = await start(keepersOn(disk));
  await server.clock.freeze();
  const now = await server.clock.now();
  const keeper = keeperOf(server, "a");
  await keeper.put("key", 1);
  await keeper.setAlarm(now + HOUR);
  await keeperOf(server, "asleep").fetch("https://keeper/tag", {
    headers: { Upgrade: "websocket" },
  });
  await server.control.evict({ className: "Keeper", name: "asleep" });
  const instance = await keeper.instance();
  const { files } = await server.export();

  expect(await server.wipe()).toBe(Object.keys(files).length);
  expect(await seen(server, "files-wiped")).toMatchObject({ files: Object.keys(files).length });
  expect((await server.inspect.objects()).total).toBe(0);
  expect(await server.inspect.sockets()).toEqual([]);
  expect((await server.inspect.alarms()).total).toBe(0);
  await server.clock.advance(2 * HOUR);
  expect(server.events.past.filter(({ type }) => type === "alarm-fired")).toEqual([]);
  expect(await keeper.get("key")).toBe(undefined);
  expect(await keeper.instance()).not.toBe(instance);
  await keeper.put("other", 2);

  await server.import(files, { overwrite: true });
  expect(await keeper.get("key")).toBe(1);
  expect(await keeper.get("other")).toBe(undefined);
  await expect.poll(() => keeper.get("runs")).toMatchObject([{ scheduledTime: now + HOUR }]);
  await server.wipe();
  server.kill();
  const after = await start(keepersOn(disk));
  expect((await after.inspect.objects()).total).toBe(0);
});

test("an import puts files where their namespace has its storage: on the disk or in memory", async () => {
  const server = await start(
    keepersOn(newDisk(), {
      durableObjectNamespaces: [
        { className: "Keeper", uniqueKey: "keepers", enableSql: true },
        { className: "Fragile", uniqueKey: "fragile", durableObjectStorage: "inMemory" },
      ],
      bindings: {
        KEEPERS: { durableObjectNamespace: "Keeper" },
        FRAGILE: { durableObjectNamespace: "Fragile" },
      },
    }),
  );
  await keeperOf(server, "a").put("key", "disk");
  await keeperOf(server, "a", "FRAGILE").put("key", "memory");
  await keeperOf(server, "a", "FRAGILE").setAlarm(FUTURE);
  const { files } = await server.export();
  expect(Object.keys(files)).toHaveLength(4);
  expect(await server.wipe()).toBe(4);
  expect(await keeperOf(server, "a", "FRAGILE").get("key")).toBe(undefined);
  // A file of a namespace that this server does not have is kept too.
  const metadata = fileOf(files, METADATA);
  await server.import({ ...files, "strange/metadata.sqlite": metadata }, { overwrite: true });
  expect(await keeperOf(server, "a").get("key")).toBe("disk");
  expect(await keeperOf(server, "a", "FRAGILE").get("key")).toBe("memory");
  expect((await server.inspect.alarms()).total).toBe(1);
  expect((await server.inspect.files()).map(({ path }) => path)).toContain(
    "strange/metadata.sqlite",
  );
});

/** Changes the last byte of each record that has data of one file only. */
async function damage(disk: string, path: string): Promise<void> {
  for (const key of [...(await rawKeys(disk, "log")), ["file", path, 0]]) {
    const value = (await rawValue(disk, key)) as Uint8Array | undefined;
    if (value === undefined) continue;
    const ofFile = (key as unknown[])[0] === "file";
    if (!ofFile && !new TextDecoder("latin1").decode(value).includes(path)) continue;
    await flipBit(disk, key, 8 * (value.length - 1));
  }
}

test("an export names a damaged file, and can leave it out", async () => {
  const disk = newDisk();
  const before = await start(keepersOn(disk));
  await keeperOf(before, "good").put("key", 1);
  await before.close();
  const again = await start(keepersOn(disk));
  await keeperOf(again, "bad").put("key", 1);
  const path = pathOf(again, "bad");
  await again.close();
  await damage(disk, path);

  const server = await start(keepersOn(disk));
  expect((await rejection(server.export())).message).toContain(`cannot open "${path}"`);
  const { files, damaged } = await server.export({ skipDamaged: true });
  expect(damaged).toEqual([path]);
  expect(Object.keys(files)).toContain(pathOf(server, "good"));
  expect(Object.keys(files)).not.toContain(path);
  // Importing a sound file repairs it, and a wipe deletes it.
  await server.import({ [path]: fileOf(files, pathOf(server, "good")) }, { overwrite: true });
  expect(await keeperOf(server, "bad").get("key")).toBe(1);
});

test("import() fails at once on a server without durableObjectStorage", async () => {
  const server = await start(
    keepersOn(newDisk(), {
      durableObjectNamespaces: [{ className: "Fleeting", ephemeralLocal: true }],
      durableObjectStorage: "none",
      bindings: { FLEETING: { durableObjectNamespace: "Fleeting" } },
    }),
  );
  expect(await server.export()).toEqual({ files: {}, damaged: [] });
  expect(await server.wipe()).toBe(0);
  expect((await rejection(server.import({}))).message).toContain("has no durableObjectStorage");
});
