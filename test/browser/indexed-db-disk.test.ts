import { afterAll, describe, expect, test } from "vitest";

import {
  openIndexedDbDisk,
  type IndexedDbDisk,
  type IndexedDbDiskOptions,
} from "../../src/storage/indexed-db/indexed-db-disk.ts";
import type { DiskError } from "../../src/storage/disk/disk.ts";
import { CHUNK_SIZE, PAGE_SIZE } from "../../src/storage/disk/file-image.ts";
import { seededRandom } from "../unit/seeded-random.ts";
import {
  commitAtRandom,
  describeDisk,
  difference,
  modelDifferences,
  pattern,
  replace,
  stored,
  write,
  type Model,
} from "./disk-suite.ts";
import { deleteDisk, deleteRaw, diskExists, putRaw, rawKeys, rawValue } from "./raw-disk.ts";

const names = new Set<string>();

function newName(): string {
  const name = `test ${crypto.randomUUID()}`;
  names.add(name);
  return name;
}

afterAll(async () => {
  await Promise.all([...names].map((name) => deleteDisk(name)));
});

/** Folds after every second commit, with a small budget, so that many folds are partial. */
const BUSY = { busyRecords: 2, idleRecords: 1e9, budget: 2 };
/** Never folds. */
const NEVER = { busyRecords: 1e9, busyBytes: 1e9, idleRecords: 1e9, idleBytes: 1e9 };
/** Folds everything as soon as the disk is idle. */
const SOON = { idleRecords: 0, idleAfter: 0 };

describeDisk("in IndexedDB, only the log", async () => open(newName(), NEVER));
describeDisk("in IndexedDB, folding all the time", async () => open(newName(), BUSY));
describeDisk("in IndexedDB, folding when quiet", async () => open(newName(), SOON));

function open(
  name: string,
  fold: IndexedDbDiskOptions["fold"] = {},
  options: IndexedDbDiskOptions = {},
): Promise<IndexedDbDisk> {
  return openIndexedDbDisk(name, { ...options, fold: { ...fold } });
}

/** Waits until the log has at most `length` records. */
async function untilFolded(name: string, length: number): Promise<void> {
  await expect.poll(async () => (await rawKeys(name, "log")).length).toBeLessThanOrEqual(length);
}

describe("a disk in IndexedDB", () => {
  test("keeps its files when it is reopened", async () => {
    const name = newName();
    const first = await open(name);
    const image = await first.open("a");
    await first.commit([write("a", image, [0, pattern(3 * CHUNK_SIZE)])]);
    await first.close();
    const second = await open(name);
    expect(await second.list()).toEqual([{ path: "a", size: 3 * CHUNK_SIZE }]);
    expect(difference(await stored(second, "a"), pattern(3 * CHUNK_SIZE))).toBe(undefined);
    await second.close();
  });

  test.each([
    [21, BUSY],
    [22, SOON],
    [23, NEVER],
    [24, { ...BUSY, budget: 3 }],
  ])("loses nothing over many owners that never close it (seed %i)", async (seed, fold) => {
    const name = newName();
    const random = seededRandom(seed);
    const model: Model = { images: new Map(), files: new Map() };
    const left: IndexedDbDisk[] = [];
    for (let owner = 0; owner < 6; owner++) {
      const disk = await open(name, fold);
      left.push(disk);
      const differences = random() < 0.7 ? await modelDifferences(disk, model) : [];
      expect(differences).toEqual([]);
      model.images.clear();
      const commits = Math.floor(random() * 20);
      for (let step = 0; step < commits; step++) await commitAtRandom(disk, model, random);
    }
    const last = await open(name, SOON);
    expect(await modelDifferences(last, model)).toEqual([]);
    await untilFolded(name, left.length + 1);
    expect(await modelDifferences(last, model)).toEqual([]);
    for (const disk of [...left, last]) await disk.close();
    const after = await open(name);
    expect(await modelDifferences(after, model)).toEqual([]);
    await after.close();
  });

  test("keeps the log short during commits", async () => {
    const name = newName();
    const disk = await open(name, { busyRecords: 10, budget: 3 });
    const images = await Promise.all(["a", "b", "c", "d"].map((path) => disk.open(path)));
    let longest = 0;
    for (let step = 0; step < 60; step++) {
      const at = step % 4;
      const image = images[at];
      const path = ["a", "b", "c", "d"][at] ?? "";
      if (image) await disk.commit([write(path, image, [step, pattern(1, step)])]);
      longest = Math.max(longest, (await rawKeys(name, "log")).length);
    }
    expect(longest).toBeLessThanOrEqual(16);
    await disk.close();
  });

  test("writes a large import once, not to the log", async () => {
    const name = newName();
    const disk = await open(name, NEVER);
    const size = 20 * CHUNK_SIZE + 100;
    const image = await disk.open("a");
    const { bytes } = await disk.commit([write("a", image, [0, pattern(size)])]);
    expect(bytes).toBeLessThan(size + 21 * 64 + 200);
    const records = await Promise.all(
      (await rawKeys(name, "log")).map((key) => rawValue(name, key)),
    );
    const logged = records.map((record) => (record as Uint8Array).length);
    expect(logged.every((length) => length < 2 * CHUNK_SIZE)).toBe(true);
    await disk.commit([write("a", image, [5 * CHUNK_SIZE + 3, pattern(9, 2)])]);
    expect(difference(await stored(disk, "a"), image.toBytes())).toBe(undefined);
    await disk.close();
  });

  test("does not fold a short log, and does not fold after close()", async () => {
    const name = newName();
    const disk = await open(name, { idleAfter: 0 });
    const image = await disk.open("a");
    await disk.commit([write("a", image, [0, pattern(9)])]);
    await disk.close();
    const again = await open(name, { idleRecords: 0, idleAfter: 1 });
    await again.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await rawKeys(name, "file")).toEqual([]);
  });

  test("reads a released file again if it is not cached", async () => {
    const name = newName();
    const disk = await open(name, {}, { cacheBytes: 2 * PAGE_SIZE });
    const images = new Map<string, unknown>();
    for (const path of ["a", "b", "c"]) {
      const image = await disk.open(path);
      images.set(path, image);
      await disk.commit([write(path, image, [0, pattern(10, path.charCodeAt(0))])]);
      disk.release(path);
    }
    expect(await disk.open("c")).toBe(images.get("c"));
    expect(await disk.open("b")).toBe(images.get("b"));
    const a = await disk.open("a");
    expect(a).not.toBe(images.get("a"));
    expect(difference(a.toBytes(), pattern(10, "a".charCodeAt(0)))).toBe(undefined);
    await disk.close();
  });

  test("is separate from a disk of another name", async () => {
    const [one, two] = [await open(newName()), await open(newName())];
    await one.commit([write("a", await one.open("a"), [0, pattern(9)])]);
    expect(await two.list()).toEqual([]);
    expect((await two.open("a")).size).toBe(0);
    await Promise.all([one.close(), two.close()]);
  });

  test("has a database of its name, and is empty once that is deleted", async () => {
    const name = newName();
    const disk = await open(name);
    await disk.commit([write("a", await disk.open("a"), [0, pattern(9)])]);
    expect(await diskExists(name)).toBe(true);
    await deleteDisk(name);
    expect(await diskExists(name)).toBe(false);
    const reopened = await open(name);
    expect(await reopened.list()).toEqual([]);
    await reopened.close();
  });

  test("refuses invalid paths and overlapping or duplicate changes", async () => {
    const disk = await open(newName());
    const image = await disk.open("a");
    const change = write("a", image, [0, pattern(9)]);
    await expect(disk.open("\ud800")).rejects.toThrow(
      "is not a path: it is not well-formed Unicode",
    );
    await expect(disk.commit([change, change])).rejects.toThrow("two changes of one file");
    await expect(disk.commit([{ ...change, path: "b" }])).rejects.toThrow(
      `open "b" before you commit a change of it`,
    );
    const first = disk.commit([change]);
    await expect(disk.commit([change])).rejects.toThrow("wait for a commit to end before the next");
    await first;
    await disk.commit([replace("a", image, pattern(3))]);
    await disk.close();
    await expect(disk.open("a")).rejects.toMatchObject({ code: "unavailable" });
  });

  test("commits with strict durability on request", async () => {
    const disk = await open(newName(), {}, { durability: "strict" });
    await disk.commit([write("a", await disk.open("a"), [0, pattern(9)])]);
    expect(difference(await stored(disk, "a"), pattern(9))).toBe(undefined);
    await disk.close();
  });

  test("a commit of several log records is atomic", async () => {
    const name = newName();
    const disk = await open(name, NEVER);
    const path = (n: number): string => `key/${n}.sqlite`;
    const files = (seed: number): Map<string, Uint8Array> =>
      new Map(Array.from({ length: 90 }, (_, n) => [path(n), pattern(200_000, n + seed)]));
    const first = files(1);
    await disk.replace(first);
    const records = await rawKeys(name, "log");
    // The opening record, and one for each 16 MiB.
    expect(records).toHaveLength(3);
    await disk.close();
    const again = await open(name, NEVER);
    const newest = (await rawKeys(name, "log")).length;
    // A record already has the key of the second record.
    await putRaw(name, ["log", newest + 2], new Uint8Array());
    const failed: unknown = await again.replace(files(1000)).catch((error: unknown) => error);
    expect((failed as DiskError).code).toBe("fenced");
    await again.close();
    await deleteRaw(name, ["log", newest + 2]);
    const last = await open(name, SOON);
    expect((await last.list()).length).toBe(first.size);
    // The opening records of the three owners are kept.
    await untilFolded(name, 3);
    for (const [file, bytes] of first) {
      expect(difference(await stored(last, file), bytes), file).toBe(undefined);
    }
    await last.close();
  });
});
