import { afterAll, afterEach, describe, expect, test, vi } from "vitest";

import { DiskError } from "../../src/storage/disk/disk.ts";
import { CHUNK_SIZE } from "../../src/storage/disk/file-image.ts";
import {
  openIndexedDbDisk,
  type IndexedDbDisk,
  type IndexedDbDiskOptions,
} from "../../src/storage/indexed-db/indexed-db-disk.ts";
import { difference, pattern, replace, stored, write } from "./disk-suite.ts";
import { deleteDisk, deleteRaw, flipBit, putRaw, rawKeys, rawValue, snapshot } from "./raw-disk.ts";

const names = new Set<string>();

afterEach(() => vi.restoreAllMocks());

afterAll(async () => {
  await Promise.all([...names].map((name) => deleteDisk(name)));
});

const BAD = "key/bad.sqlite";
const SMALL = "key/small.sqlite";
const GOOD = "key/good.sqlite";
const SIZE = 3 * CHUNK_SIZE - 1000;

const NEVER = { busyRecords: 1e9, busyBytes: 1e9, idleRecords: 1e9, idleBytes: 1e9 };
const SOON = { idleRecords: 0, idleBytes: 0, idleAfter: 0 };

const opened: IndexedDbDisk[] = [];

async function open(
  name: string,
  fold: IndexedDbDiskOptions["fold"] = NEVER,
): Promise<IndexedDbDisk> {
  const disk = await openIndexedDbDisk(name, { fold: { ...fold } });
  opened.push(disk);
  return disk;
}

/** A disk with three files: their first commits are folded into chunks, later ones are in the log. */
async function makeDisk(): Promise<string> {
  const name = `damage ${crypto.randomUUID()}`;
  names.add(name);
  const first = await open(name, SOON);
  const files = [BAD, SMALL, GOOD];
  const images = await Promise.all(files.map((path) => first.open(path)));
  await first.commit(
    images.map((image, i) => write(files[i] ?? "", image, [0, pattern(i === 1 ? 4096 : SIZE, i)])),
  );
  await expect.poll(() => rawKeys(name, "log")).toHaveLength(1);
  await first.close();
  return name;
}

/** Has four records in its log; `lsn(0)` is the first, the opening record. */
async function withLog(): Promise<{ name: string; lsn: (at: number) => IDBValidKey }> {
  const name = await makeDisk();
  const disk = await open(name);
  const [bad, good] = [await disk.open(BAD), await disk.open(GOOD)];
  await disk.commit([write(BAD, bad, [50, pattern(90, 5)]), write(GOOD, good, [3, pattern(9, 6)])]);
  await disk.commit([write(BAD, bad, [60, pattern(90, 7)])]);
  await disk.commit([write(GOOD, good, [60, pattern(90, 8)])]);
  const [, first] = (await rawKeys(name, "log")).slice(-4)[0] as [string, number];
  await disk.close();
  return { name, lsn: (at) => ["log", first + at] };
}

async function refusal(disk: IndexedDbDisk, path: string): Promise<DiskError> {
  const error: unknown = await disk.open(path).then(
    () => new Error("it opened"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DiskError);
  return error as DiskError;
}

/** Changes a file by one byte at `offset`. */
async function touch(disk: IndexedDbDisk, path: string, offset: number): Promise<void> {
  const image = await disk.open(path);
  await disk.commit([write(path, image, [offset, pattern(1, offset)])]);
  disk.release(path);
}

const chunk = (path: string, n: number): IDBValidKey => ["file", path, n];

/** The stored records of one file. */
async function recordsOf(name: string, path: string): Promise<[string, string][]> {
  const all = [...(await snapshot(name))];
  return all.filter(([key]) => key.includes(JSON.stringify(path)) && !key.includes('"held"'));
}

describe("damage to the chunks of a file", () => {
  test.each<[string, string, string, (name: string) => Promise<void>]>([
    ["chunk 0 is missing", BAD, "chunk 0 is missing", (name) => deleteRaw(name, chunk(BAD, 0))],
    ["a chunk is missing", BAD, "chunk 1 is missing", (name) => deleteRaw(name, chunk(BAD, 1))],
    [
      "the last chunk is missing",
      BAD,
      "chunk 2 is missing",
      (name) => deleteRaw(name, chunk(BAD, 2)),
    ],
    [
      "the only chunk is missing",
      SMALL,
      "chunk 0 is missing",
      (n) => deleteRaw(n, chunk(SMALL, 0)),
    ],
    [
      "a bit is flipped",
      BAD,
      "chunk 2 has a wrong checksum",
      (n) => flipBit(n, chunk(BAD, 2), 9e4),
    ],
    [
      "a bit of chunk 0 is flipped",
      BAD,
      "chunk 0 has a wrong checksum",
      (n) => flipBit(n, chunk(BAD, 0), 99),
    ],
    [
      "a chunk is truncated",
      BAD,
      "chunk 1 has a wrong checksum",
      async (name) => {
        const value = (await rawValue(name, chunk(BAD, 1))) as Uint8Array;
        await putRaw(name, chunk(BAD, 1), value.slice(0, 2000));
      },
    ],
    [
      "a chunk is stored at the key of another",
      BAD,
      "chunk 1 is chunk 2",
      async (name) => putRaw(name, chunk(BAD, 1), await rawValue(name, chunk(BAD, 2))),
    ],
    [
      "a chunk of another file is stored at its key",
      BAD,
      "chunk 0 belongs to another file",
      async (name) => putRaw(name, chunk(BAD, 0), await rawValue(name, chunk(SMALL, 0))),
    ],
    [
      "a chunk is not a Uint8Array",
      BAD,
      "chunk 1 is not a Uint8Array",
      (n) => putRaw(n, chunk(BAD, 1), ""),
    ],
  ])("is reported, changes no record, affects one file: %s", async (_, path, reason, damage) => {
    const name = await makeDisk();
    await damage(name);
    const before = await recordsOf(name, path);

    const disk = await open(name, SOON);
    expect(await refusal(disk, path)).toMatchObject({
      code: "damaged",
      path,
      message: `disk "${name}": cannot open "${path}": ${reason}; its stored bytes are unchanged: read them with server.inspect.readRaw(), or replace the file with server.import()`,
    });
    expect(difference(await stored(disk, GOOD), pattern(SIZE, 2))).toBe(undefined);
    await touch(disk, GOOD, 7);
    expect((await disk.list()).map((file) => file.path)).toEqual([BAD, GOOD, SMALL]);
    await expect.poll(() => rawKeys(name, "log")).toHaveLength(2);
    expect((await refusal(disk, path)).message).toContain(reason);
    expect(await recordsOf(name, path)).toEqual(before);
    await disk.close();
  });

  test("does not block folding, and is remembered", async () => {
    const name = await makeDisk();
    const first = await open(name);
    await touch(first, BAD, 5);
    await touch(first, GOOD, 6);
    await first.close();
    await flipBit(name, chunk(BAD, 1), 5000);
    // The fold reads only chunk 0, which is sound; then another bit is flipped.
    await flipBit(name, chunk(BAD, 0), 5000);
    const before = await recordsOf(name, BAD);

    const second = await open(name, SOON);
    await expect.poll(() => rawKeys(name, "held")).toEqual([["held", BAD]]);
    await expect.poll(async () => (await rawKeys(name, "log")).length).toBeLessThanOrEqual(3);
    expect((await refusal(second, BAD)).message).toContain("it was found damaged earlier");
    expect(await recordsOf(name, BAD)).toEqual(before);
    await touch(second, GOOD, 8);
    await second.close();

    const third = await open(name);
    expect(await refusal(third, BAD)).toMatchObject({ code: "damaged", path: BAD });
    const raw = await third.exportRaw(BAD);
    expect(raw.map(({ key }) => key)).toEqual([
      ["name", BAD],
      ["held", BAD],
      ...[0, 1, 2].map((n) => chunk(BAD, n)),
    ]);
    expect(raw[1]?.value).toMatchObject({
      reason: "chunk 0 has a wrong checksum",
      sections: [{ size: SIZE, replaced: false, body: expect.any(Uint8Array) }],
    });
    await third.close();
  });

  test.each([
    ["replaced", pattern(5000, 9)],
    ["deleted", new Uint8Array()],
  ])("is repaired when the file is %s", async (_, bytes) => {
    const name = await makeDisk();
    const first = await open(name);
    await touch(first, BAD, 5);
    await first.close();
    await flipBit(name, chunk(BAD, 0), 5000);
    const second = await open(name, SOON);
    await expect.poll(() => rawKeys(name, "held")).toHaveLength(1);
    const { size, ranges } = {
      size: bytes.length,
      ranges: bytes.length ? [{ offset: 0, bytes }] : [],
    };
    await second.commit([{ path: BAD, size, replaced: true, ranges }]);
    expect(difference(await stored(second, BAD), bytes)).toBe(undefined);
    await second.close();
    const third = await open(name);
    expect(difference(await stored(third, BAD), bytes)).toBe(undefined);
    expect(await rawKeys(name, "held")).toEqual([]);
    await third.close();
  });

  test("is detected in a direct chunk of an import that is not folded yet", async () => {
    const name = await makeDisk();
    const first = await open(name);
    const image = await first.open(BAD);
    await first.commit([replace(BAD, image, pattern(9 * CHUNK_SIZE, 4))]);
    await first.close();
    await deleteRaw(name, chunk(BAD, 6));
    const second = await open(name);
    expect((await refusal(second, BAD)).message).toContain("chunk 6 is missing");
    await second.close();
  });
});

describe("a record that the browser fails to read", () => {
  /** Like Chromium when the file of a large value is missing. */
  function failToRead(path: string): void {
    const get = IDBObjectStore.prototype.get;
    vi.spyOn(IDBObjectStore.prototype, "get").mockImplementation(function failing(
      this: IDBObjectStore,
      key,
    ) {
      if (!Array.isArray(key) || key[1] !== path) return get.call(this, key);
      const error = new DOMException("the file is gone", "NotReadableError");
      return {
        error,
        addEventListener: () => {},
        set onerror(reject: () => void) {
          queueMicrotask(reject);
        },
      } as unknown as IDBRequest;
    });
  }

  test("is reported, does not block the folding of other files, and may recover", async () => {
    const name = await makeDisk();
    const first = await open(name);
    for (const path of [BAD, GOOD]) await touch(first, path, 5);
    await first.close();
    const before = (await rawValue(name, chunk(GOOD, 0))) as Uint8Array;
    const isFolded = async (): Promise<boolean> =>
      difference((await rawValue(name, chunk(GOOD, 0))) as Uint8Array, before) !== undefined;

    const second = await open(name, SOON);
    failToRead(BAD);
    expect(await refusal(second, BAD)).toMatchObject({
      code: "damaged",
      path: BAD,
      message: expect.stringContaining(
        `the browser cannot read ["file","${BAD}",0] (the file is gone)`,
      ),
    });
    await expect.poll(isFolded).toBe(true);
    vi.restoreAllMocks();
    expect(await rawKeys(name, "held")).toEqual([]);
    const expected = pattern(SIZE, 0);
    expected.set(pattern(1, 5), 5);
    expect(difference(await stored(second, BAD), expected)).toBe(undefined);
    await second.close();
  });
});

describe("damage to the log", () => {
  /** A disk whose log has the lsns 3 to 6: an opening record and three commits. */
  const body = (record: Uint8Array): number => record.length * 8 - 3;

  test("to the section of one file affects only that file", async () => {
    const { name, lsn } = await withLog();
    await flipBit(name, lsn(2), body((await rawValue(name, lsn(2))) as Uint8Array));
    const disk = await open(name, SOON);
    const [, number] = lsn(2) as [string, number];
    expect(await refusal(disk, BAD)).toMatchObject({
      code: "damaged",
      path: BAD,
      message: expect.stringContaining(
        `the file's part of log record ${number} has a wrong checksum`,
      ),
    });
    expect((await disk.open(GOOD)).toBytes().subarray(60, 150)).toEqual(pattern(90, 8));
    expect((await disk.open(SMALL)).size).toBe(4096);
    await disk.close();
  });

  test("stays readable for rescue when the log is folded", async () => {
    const { name, lsn } = await withLog();
    const before = (await rawValue(name, lsn(2))) as Uint8Array;
    await flipBit(name, lsn(2), body(before));
    const damaged = (await rawValue(name, lsn(2))) as Uint8Array;
    const disk = await open(name, SOON);
    await expect.poll(() => rawKeys(name, "held")).toHaveLength(1);
    const held = (await rawValue(name, ["held", BAD])) as { sections: { body: Uint8Array }[] };
    const last = held.sections.at(-1)?.body ?? new Uint8Array();
    expect(last).toEqual(damaged.slice(damaged.length - last.length));
    expect(held.sections).toHaveLength(2);
    await disk.close();
  });

  test.each<[string, (name: string, key: IDBValidKey) => Promise<void>, RegExp]>([
    [
      "a bit of the record's directory is flipped",
      (name, key) => flipBit(name, key, 200),
      /wrong checksum/,
    ],
    [
      "the record is truncated",
      (name, key) => putRaw(name, key, new Uint8Array(10)),
      /truncated to 10 bytes/,
    ],
    ["the record is an object", (name, key) => putRaw(name, key, { a: 1 }), /not a Uint8Array/],
    ["the record is null", (name, key) => putRaw(name, key, null), /not a Uint8Array/],
    ["the record is missing", (name, key) => deleteRaw(name, key), /is missing/],
  ])("to a whole record affects every file it may have changed: %s", async (_, damage, reason) => {
    const { name, lsn } = await withLog();
    // The record changes only BAD, but the disk cannot know.
    const key = lsn(2);
    const [, number] = key as [string, number];
    await damage(name, key);
    const before = await rawValue(name, key);

    const disk = await open(name, SOON);
    for (const path of [BAD, GOOD, SMALL, "key/unknown.sqlite"]) {
      expect(await refusal(disk, path)).toMatchObject({ code: "damaged", path });
      const { message } = await refusal(disk, path);
      expect(message).toMatch(reason);
      expect(message).toContain(`log record ${number}`);
      expect(message).toContain("which may have changed it");
    }
    // Replacing a file does not need its earlier bytes.
    await disk.commit([
      { path: GOOD, size: 3, replaced: true, ranges: [{ offset: 0, bytes: pattern(3) }] },
    ]);
    expect(difference(await stored(disk, GOOD), pattern(3))).toBe(undefined);
    await expect.poll(async () => (await rawKeys(name, "name")).length).toBe(3);
    await disk.close();

    const again = await open(name);
    expect(difference(await stored(again, GOOD), pattern(3))).toBe(undefined);
    expect(await refusal(again, BAD)).toMatchObject({ code: "damaged" });
    expect(await rawValue(name, key)).toEqual(before);
    await again.close();
  });

  test("does not affect a file that was folded past it", async () => {
    const name = await makeDisk();
    // After the commit of both, only one is folded: the log is above the limit, but not twice as long.
    const first = await open(name, { ...NEVER, busyRecords: 1.5, budget: 1 });
    const [bad, good] = [await first.open(BAD), await first.open(GOOD)];
    await first.commit([
      write(GOOD, good, [3, pattern(9, 6)]),
      write(BAD, bad, [5, pattern(9, 5)]),
    ]);
    await first.close();
    await putRaw(name, (await rawKeys(name, "log")).at(-1) ?? [], "damage");

    const second = await open(name);
    expect(difference(await stored(second, GOOD), good.toBytes())).toBe(undefined);
    for (const path of [BAD, SMALL]) expect(await refusal(second, path)).toMatchObject({ path });
    await touch(second, GOOD, 7);
    await second.close();
    const third = await open(name, SOON);
    await touch(third, GOOD, 8);
    expect(await refusal(third, BAD)).toMatchObject({ path: BAD });
    await third.close();
  });

  test("is detected at the end of the log, up to the newest lsn in the owner record", async () => {
    const { name } = await withLog();
    const last = (await rawKeys(name, "log")).at(-1) ?? [];
    await open(name).then((disk) => disk.close());
    const opening = (await rawKeys(name, "log")).at(-1) ?? [];
    await deleteRaw(name, opening);
    await deleteRaw(name, last);
    const disk = await open(name);
    expect((await refusal(disk, SMALL)).message).toMatch(/log record \d+ is missing/);
    await disk.close();
  });
});

describe("damage to the records of the disk itself", () => {
  const owner = { token: "x", since: 0, oldest: 1, newest: 0, fences: [] };

  const lostOwners: [string, unknown][] = [
    ["no owner record", undefined],
    ["an owner record that is null", null],
    ["an owner record whose log begins at -1", { ...owner, oldest: -1 }],
    ["an owner record whose log ends before it begins", { ...owner, oldest: 9, newest: 7 }],
    ["an owner record with invalid fences", { ...owner, fences: [null] }],
    ["an owner record whose format is not a number", { ...owner, format: "1" }],
  ];

  async function loseOwner(name: string, value: unknown): Promise<void> {
    if (value === undefined) await deleteRaw(name, ["owner"]);
    else await putRaw(name, ["owner"], value);
  }

  /** The error of opening the disk, and whether its records changed. */
  async function refusedDisk(name: string) {
    const before = await snapshot(name);
    const error = (await open(name).catch((reason: unknown) => reason)) as DiskError;
    const { code, message } = error;
    return {
      name: error.name,
      code,
      message,
      same: String([...before]) === String([...(await snapshot(name))]),
    };
  }

  test("refuses a disk of a later format without changing it", async () => {
    const name = await makeDisk();
    const refused = {
      name: "DiskError",
      code: "newer-format",
      message: expect.stringMatching(`^disk "${name}": .*written by a newer version of tabd`),
      same: true,
    };
    await putRaw(name, ["version"], { format: 2 });
    expect(await refusedDisk(name)).toEqual(refused);
    await putRaw(name, ["owner"], null);
    expect(await refusedDisk(name)).toEqual(refused);
  });

  test.each(lostOwners)("refuses a disk without a version record and with %s", async (_, value) => {
    const name = await makeDisk();
    await putRaw(name, ["version"], "garbage");
    await loseOwner(name, value);
    expect(await refusedDisk(name)).toEqual({
      name: "DiskError",
      code: "damaged",
      message: expect.stringContaining(`disk "${name}": its record ["owner"]`),
      same: true,
    });
  });

  test.each(lostOwners)("recovers a disk of a known format with %s", async (_, value) => {
    const { name } = await withLog();
    const before = await open(name);
    const files = await Promise.all([BAD, GOOD, SMALL].map((path) => stored(before, path)));
    await before.close();
    await loseOwner(name, value);

    const disk = await open(name);
    for (const [i, path] of [BAD, GOOD, SMALL].entries()) {
      expect(difference(await stored(disk, path), files[i] ?? new Uint8Array())).toBe(undefined);
    }
    await touch(disk, GOOD, 7);
    await disk.close();
    const again = await open(name, SOON);
    expect((await again.open(GOOD)).toBytes()[7]).toBe(pattern(1, 7)[0]);
    expect((await stored(again, BAD)).length).toBe(SIZE);
    // Everything is folded: the log has only the five opening records.
    await expect.poll(async () => (await rawKeys(name, "log")).length).toBe(5);
    await again.close();
  });

  test("continues above the folded lsns if the owner record is lost and the log is empty", async () => {
    const name = await makeDisk();
    for (const key of await rawKeys(name, "log")) await deleteRaw(name, key);
    await deleteRaw(name, ["owner"]);
    const disk = await open(name);
    await touch(disk, GOOD, 7);
    await disk.close();
    const again = await open(name);
    const image = await again.open(GOOD);
    expect(image.toBytes()[7]).toBe(pattern(1, 7)[0]);
    expect(image.toBytes()[6]).toBe(pattern(SIZE, 2)[6]);
    await again.close();
  });

  test("detects a missing log record although the owner record is lost", async () => {
    const { name, lsn } = await withLog();
    await deleteRaw(name, lsn(2));
    await deleteRaw(name, ["owner"]);
    const disk = await open(name);
    for (const path of [BAD, GOOD, SMALL]) {
      expect((await refusal(disk, path)).message).toMatch(/log record \d+ is missing/);
    }
    await disk.close();
  });

  test("fences off a former owner whose owner record is lost", async () => {
    const name = await makeDisk();
    const former = await open(name);
    await deleteRaw(name, ["owner"]);
    const disk = await open(name);
    await expect(touch(former, GOOD, 7)).rejects.toMatchObject({ code: "fenced" });
    await touch(disk, GOOD, 8);
    await disk.close();
  });

  test.each<[string, unknown]>([
    ["a format that is not a number", { format: "1" }],
    ["no format", {}],
    ["bytes", new Uint8Array(9)],
    ["null", null],
    ["no record", undefined],
  ])("restores the version record from the owner record: %s", async (_, value) => {
    const name = await makeDisk();
    if (value === undefined) await deleteRaw(name, ["version"]);
    else await putRaw(name, ["version"], value);
    const disk = await open(name);
    expect(await rawValue(name, ["version"])).toEqual({ format: 1 });
    expect(difference(await stored(disk, GOOD), pattern(SIZE, 2))).toBe(undefined);
    await disk.close();
  });

  test("refuses a later format that only the owner record states", async () => {
    const name = await makeDisk();
    await putRaw(name, ["version"], "garbage");
    await putRaw(name, ["owner"], { ...owner, format: 2 });
    const before = await snapshot(name);
    await expect(open(name)).rejects.toMatchObject({ code: "newer-format" });
    expect(await snapshot(name)).toEqual(before);
  });

  test("refuses a database of a later version", async () => {
    const name = `damage ${crypto.randomUUID()}`;
    names.add(name);
    await new Promise<void>((resolve) => {
      const request = indexedDB.open(`tabd:${name}`, 2);
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    });
    await expect(open(name)).rejects.toMatchObject({ code: "newer-format" });
  });

  test("refuses a database that tabd did not create", async () => {
    const name = `damage ${crypto.randomUUID()}`;
    names.add(name);
    await new Promise<void>((resolve) => {
      const request = indexedDB.open(`tabd:${name}`, 1);
      request.onupgradeneeded = () => request.result.createObjectStore("theirs");
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    });
    await expect(open(name)).rejects.toMatchObject({
      code: "damaged",
      message: expect.stringContaining("was not created by tabd"),
    });
  });
});
