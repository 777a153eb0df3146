import type { Server, WorkerConfig } from "tabd";
import { expect, inject, test } from "vitest";

import { openIndexedDbDisk } from "../../src/storage/indexed-db/indexed-db-disk.ts";
import { decodeLogRecord } from "../../src/storage/indexed-db/log-record.ts";
import {
  copyDisk,
  deleteRaw,
  putRaw,
  rawKeys,
  rawValue,
  recordText,
  snapshot,
} from "./raw-disk.ts";
import { type Chance, startDrill } from "./serving/drill.ts";
import { newDisk, PATIENCE, rejection, seen, start, thingOf, thingsOn } from "./serving/serving.ts";

/** Two namespaces on one disk. */
function twoOn(disk: string): WorkerConfig {
  return thingsOn(disk, {
    durableObjectNamespaces: [
      { className: "Thing", uniqueKey: "things" },
      { className: "Other", uniqueKey: "others" },
    ],
    bindings: {
      THINGS: { durableObjectNamespace: "Thing" },
      OTHERS: { durableObjectNamespace: "Other" },
    },
  });
}

const BINDINGS = { things: "THINGS", others: "OTHERS" } as const;
const OBJECTS = [
  { name: "a", namespace: "things" },
  { name: "b", namespace: "things" },
  { name: "c", namespace: "others" },
] as const;
const LATER = Date.UTC(2100, 0, 1);

/** 40 KB, unique to each object. */
const long = (name: string, part: number): string => `${name}${part} `.repeat(13_000);

/** The files before the damage. */
let sound: Readonly<Record<string, Uint8Array>> = {};

/** The paths of {@link OBJECTS}, by name. */
const paths = new Map<string, string>();

const metadata = (namespace: string): string => `${namespace}/metadata.sqlite`;

/** Makes a disk whose files are all both in chunks and in the log. */
async function makeDisk(): Promise<string> {
  const source = newDisk();
  const first = await start(twoOn(source));
  for (const { name, namespace } of OBJECTS) {
    const stub = thingOf(first, name, BINDINGS[namespace]);
    for (let part = 0; part < 4; part++) await stub.put(`part ${part}`, long(name, part));
    const id = String(first.env[BINDINGS[namespace]].idFromName(name));
    paths.set(name, `${namespace}/${id}.sqlite`);
  }
  await first.close();
  const soon = { idleRecords: 0, idleBytes: 0, idleAfter: 0 };
  const disk = await openIndexedDbDisk(source, { fold: soon });
  await expect.poll(async () => (await rawKeys(source, "log")).length).toBeLessThan(3);
  await disk.close();
  const second = await start(twoOn(source));
  for (const { name, namespace } of OBJECTS) {
    const stub = thingOf(second, name, BINDINGS[namespace]);
    await stub.setAlarm(LATER);
    await stub.put("last", name);
  }
  sound = (await second.export()).files;
  await second.close();
  return source;
}

interface Damage {
  readonly what: string;
  /** The files that must be refused. */
  readonly concerned: readonly string[];
}

type Harm = (disk: string, chance: Chance) => Promise<Damage>;

async function chunkOfAny(disk: string, chance: Chance) {
  const key = chance.pick(await rawKeys(disk, "file")) as [string, string, number];
  return { key, path: key[1], bytes: (await rawValue(disk, key)) as Uint8Array };
}

/** A log record with a section of a file, and the path of its last section. */
async function recordOfAny(disk: string, chance: Chance) {
  const records = [];
  for (const key of await rawKeys(disk, "log")) {
    const bytes = (await rawValue(disk, key)) as Uint8Array;
    const last = decodeLogRecord(bytes, (key as [string, number])[1]).at(-1);
    if (last !== undefined) records.push({ key, bytes, path: last.path, length: last.body.length });
  }
  return chance.pick(records);
}

function flip(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = bytes.slice();
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

const harms: readonly Harm[] = [
  async (disk, chance) => {
    const { key, path } = await chunkOfAny(disk, chance);
    await deleteRaw(disk, key);
    return { what: `missing: ${key}`, concerned: [path] };
  },
  async (disk, chance) => {
    const { key, path, bytes } = await chunkOfAny(disk, chance);
    const length = chance.below(bytes.length);
    await putRaw(disk, key, bytes.slice(0, length));
    return { what: `cut to ${length} bytes: ${key}`, concerned: [path] };
  },
  async (disk, chance) => {
    const { key, path, bytes } = await chunkOfAny(disk, chance);
    const bit = chance.below(bytes.length * 8);
    await putRaw(disk, key, flip(bytes, bit));
    return { what: `bit ${bit} flipped: ${key}`, concerned: [path] };
  },
  async (disk, chance) => {
    const one = await chunkOfAny(disk, chance);
    const keys = (await rawKeys(disk, "file")) as [string, string, number][];
    const key = chance.pick(keys.filter(([, path, n]) => path !== one.path && n === one.key[2]));
    const bytes = await rawValue(disk, key);
    await putRaw(disk, key, one.bytes);
    await putRaw(disk, one.key, bytes);
    return { what: `swapped: ${one.key} and ${key}`, concerned: [one.path, key[1]] };
  },
  async (disk, chance) => {
    const { key, path } = await chunkOfAny(disk, chance);
    await putRaw(disk, key, chance.pick<unknown>(["garbage", null, 7, { a: 1 }, []]));
    return { what: `garbage: ${key}`, concerned: [path] };
  },
  async (disk, chance) => {
    const { key, path, bytes, length } = await recordOfAny(disk, chance);
    const cut = 1 + chance.below(length);
    await putRaw(disk, key, bytes.slice(0, bytes.length - cut));
    return { what: `${cut} bytes torn off: ${key}`, concerned: [path] };
  },
  async (disk, chance) => {
    const { key, path, bytes, length } = await recordOfAny(disk, chance);
    const bit = (bytes.length - length) * 8 + chance.below(length * 8);
    await putRaw(disk, key, flip(bytes, bit));
    return { what: `bit ${bit} flipped: ${key}`, concerned: [path] };
  },
  async (disk, chance) => {
    const garbage = chance.pick<unknown>([null, "1", {}, { format: "x" }, new Uint8Array(3)]);
    await putRaw(disk, ["version"], garbage);
    return { what: `a version of ${JSON.stringify(garbage)}`, concerned: [] };
  },
  async (disk, chance) => {
    const garbage = chance.pick<unknown>([null, "x", {}, { token: 1 }, { token: "x", oldest: -1 }]);
    await putRaw(disk, ["owner"], garbage);
    return { what: `an owner of ${JSON.stringify(garbage)}`, concerned: [] };
  },
];

/** The objects of undamaged files have all their data, and accept writes. */
async function checkObjects(server: Server, damaged: ReadonlySet<string>): Promise<void> {
  for (const { name, namespace } of OBJECTS) {
    const path = paths.get(name) ?? "";
    const stub = thingOf(server, name, BINDINGS[namespace]);
    if (damaged.has(path)) {
      for (const call of [stub.get("last"), stub.put("last", 1)]) {
        expect((await rejection(call)).message).toContain(`"${path}"`);
      }
      continue;
    }
    for (let part = 0; part < 4; part++) {
      expect(await stub.get(`part ${part}`)).toBe(long(name, part));
    }
    expect(await stub.get("last")).toBe(name);
    await stub.put("after", name);
    expect(await stub.get("after")).toBe(name);
  }
}

/** Alarms fire, unless the metadata.sqlite of their namespace is damaged. */
async function checkAlarms(server: Server, damaged: ReadonlySet<string>): Promise<void> {
  for (const namespace of ["things", "others"] as const) {
    const stub = thingOf(server, "new", BINDINGS[namespace]);
    await stub.put("key", 1);
    if (damaged.has(metadata(namespace))) {
      const { message } = await rejection(stub.setAlarm(Date.now()));
      expect(message).toContain(metadata(namespace));
      // The reset of the object broke its stub.
      expect(await thingOf(server, "new", BINDINGS[namespace]).get("key")).toBe(1);
      continue;
    }
    const { alarms } = await server.inspect.alarms();
    for (const object of OBJECTS.filter((one) => one.namespace === namespace)) {
      const found = alarms.find(({ name }) => name === object.name);
      expect(found).toMatchObject({ scheduledTime: LATER });
    }
    const before = (await stub.deliveries()).length;
    await stub.setAlarm(Date.now());
    await expect.poll(() => stub.deliveries(), { timeout: PATIENCE }).toHaveLength(before + 1);
  }
}

function reportedDamaged(server: Server): Set<string> {
  return new Set(
    server.events.past.flatMap((event) => (event.type === "file-damaged" ? [event.path] : [])),
  );
}

/** Damage is detected, and the damaged records stay unchanged and readable. */
async function checkDamaged(
  server: Server,
  disk: string,
  damaged: ReadonlySet<string>,
  before: ReadonlyMap<string, string>,
): Promise<void> {
  const { ok, files } = await server.verify();
  expect(ok).toBe(damaged.size === 0);
  const bad = files.filter(({ problems }) => problems.length > 0);
  expect(new Set(bad.map(({ path }) => path))).toEqual(damaged);
  const after = await snapshot(disk);
  for (const path of damaged) {
    const records = await server.inspect.readRaw(path);
    expect(records.length).toBeGreaterThan(1);
    for (const { key, value } of records) {
      expect(recordText(value)).toBe(after.get(JSON.stringify(key)));
    }
    for (const [key, value] of before) {
      if (key.includes(`"${path}"`)) expect([key, after.get(key)]).toEqual([key, value]);
    }
  }
}

/** Importing sound files in place of the damaged ones restores everything. */
async function restore(server: Server, damaged: ReadonlySet<string>): Promise<void> {
  const files = Object.entries(sound).filter(([path]) => damaged.has(path));
  const { imported } = await server.import(Object.fromEntries(files), { overwrite: true });
  expect(new Set(imported)).toEqual(damaged);
  await checkObjects(server, new Set());
  await checkAlarms(server, new Set());
  expect(await server.verify()).toMatchObject({ ok: true });
}

test(
  "damage at a random place affects only the files that it hit",
  async () => {
    const chance = startDrill("damage drill");
    const source = await makeDisk();
    for (let round = 0; round < chance.rounds; round++) {
      const disk = newDisk();
      await copyDisk(source, disk);
      const harm = harms[round % harms.length] ?? chance.pick(harms);
      const { what, concerned } = await harm(disk, chance);
      console.log(`round ${round}: ${what}`);
      const damaged = new Set(concerned);
      const before = await snapshot(disk);
      const server = await start(twoOn(disk));
      await checkObjects(server, damaged);
      await checkAlarms(server, damaged);
      expect(reportedDamaged(server)).toEqual(damaged);
      await checkDamaged(server, disk, damaged, before);
      if (damaged.size > 0) await restore(server, damaged);
      await server.close();
    }
  },
  60_000 + inject("drill").rounds * 20_000,
);

test("a damaged metadata.sqlite affects only the alarms of its namespace", async () => {
  const disk = await makeDisk();
  const key = ["file", metadata("things"), 0];
  await putRaw(disk, key, flip((await rawValue(disk, key)) as Uint8Array, 800));
  const damaged = new Set([metadata("things")]);
  const before = await snapshot(disk);
  const server = await start(twoOn(disk));
  expect(await seen(server, "file-damaged")).toMatchObject({
    disk,
    path: metadata("things"),
    error: { name: "DiskError", message: expect.stringContaining("server.inspect.readRaw()") },
  });
  await checkObjects(server, damaged);
  await checkAlarms(server, damaged);
  await checkDamaged(server, disk, damaged, before);
  expect(await server.inspect.namespaces()).toMatchObject([
    { uniqueKey: "things", pendingAlarms: 0 },
    { uniqueKey: "others", pendingAlarms: 1 },
  ]);
  await restore(server, damaged);
});
