import { afterAll, afterEach, describe, expect, test, vi } from "vitest";

import type { DiskError } from "../../src/storage/disk/disk.ts";
import {
  openIndexedDbDisk,
  type IndexedDbDiskOptions,
} from "../../src/storage/indexed-db/indexed-db-disk.ts";
import { CHUNK_SIZE } from "../../src/storage/disk/file-image.ts";
import { describeDisk, difference, pattern, replace, stored, write } from "./disk-suite.ts";
import { deleteDisk, putRaw, rawKeys, rawValue, snapshot } from "./raw-disk.ts";

const names = new Set<string>();

function newName(): string {
  const name = `owner ${crypto.randomUUID()}`;
  names.add(name);
  return name;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

afterAll(async () => {
  await Promise.all([...names].map((name) => deleteDisk(name)));
});

/** Both ways in which a commit proves its ownership. */
const proofs: [string, IndexedDbDiskOptions][] = [
  ["by its log key alone", {}],
  ["by reading the owner record", { proofLife: -1 }],
];

describeDisk("in IndexedDB, reading the owner each time", () =>
  openIndexedDbDisk(newName(), { proofLife: -1 }),
);

describe("a former owner", () => {
  test.each(proofs)("can neither write nor read (%s)", async (_, options) => {
    const name = newName();
    const first = await openIndexedDbDisk(name, options);
    const [a, b] = [await first.open("a"), await first.open("b")];
    await first.commit([write("a", a, [0, pattern(9, 1)]), write("b", b, [0, pattern(9, 2)])]);

    const second = await openIndexedDbDisk(name, options);
    expect(second.token).not.toBe(first.token);
    const before = await snapshot(name);
    const late = first.commit([write("a", a, [3, pattern(9, 3)])]);
    await expect(late).rejects.toMatchObject({
      name: "DiskError",
      code: "fenced",
      message: `disk "${name}": cannot commit 1 file: another host owns the disk now; call that host`,
    });
    expect(await snapshot(name)).toEqual(before);
    for (const call of [first.open("c"), first.list(), first.commit([])]) {
      await expect(call).rejects.toMatchObject({ code: "fenced" });
    }

    expect(difference(await stored(second, "a"), pattern(9, 1))).toBe(undefined);
    await second.commit([write("a", await second.open("a"), [0, pattern(5, 4)])]);
    await Promise.all([first.close(), second.close()]);
  });

  test("cannot read later commits, even before its first write fails", async () => {
    const name = newName();
    const first = await openIndexedDbDisk(name);
    const second = await openIndexedDbDisk(name);
    await expect(first.open("a")).rejects.toMatchObject({ code: "fenced" });
    await expect(first.confirm()).rejects.toMatchObject({ code: "fenced" });
    await expect(first.list()).rejects.toMatchObject({ code: "fenced" });
    await Promise.all([first.close(), second.close()]);
  });

  test("cannot write any part of a large import", async () => {
    const name = newName();
    const first = await openIndexedDbDisk(name);
    const image = await first.open("a");
    const second = await openIndexedDbDisk(name);
    const late = first.commit([replace("a", image, pattern(9 * CHUNK_SIZE))]);
    await expect(late).rejects.toMatchObject({ code: "fenced" });
    expect(await rawKeys(name, "file")).toEqual([]);
    await Promise.all([first.close(), second.close()]);
  });

  test("is still fenced after everything was folded", async () => {
    const name = newName();
    const first = await openIndexedDbDisk(name);
    const image = await first.open("a");
    const change = write("a", image, [0, pattern(9)]);
    const second = await openIndexedDbDisk(name, { fold: { idleRecords: 0, idleAfter: 0 } });
    for (let step = 0; step < 5; step++) {
      await second.commit([write("b", await second.open("b"), [step, pattern(1, step)])]);
    }
    // Only opening records are left.
    await expect.poll(() => rawKeys(name, "log")).toHaveLength(2);
    await expect(first.commit([change])).rejects.toMatchObject({ code: "fenced" });
    await Promise.all([first.close(), second.close()]);
  });

  test("does not fold", async () => {
    const name = newName();
    const first = await openIndexedDbDisk(name, { fold: { idleRecords: 0, idleAfter: 30 } });
    await first.commit([write("a", await first.open("a"), [0, pattern(9)])]);
    const second = await openIndexedDbDisk(name);
    await expect.poll(() => first.list().catch((error: DiskError) => error.code)).toBe("fenced");
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await rawKeys(name, "file")).toEqual([]);
    expect(difference(await stored(second, "a"), pattern(9))).toBe(undefined);
    await Promise.all([first.close(), second.close()]);
  });

  test("every racing owner but the last is fenced", async () => {
    const name = newName();
    const disks = await Promise.all([1, 2, 3, 4].map(() => openIndexedDbDisk(name)));
    const outcomes = await Promise.all(
      disks.map((disk) =>
        disk.commit([]).then(
          () => "owner",
          (error: DiskError) => error.code,
        ),
      ),
    );
    expect(outcomes.toSorted()).toEqual(["fenced", "fenced", "fenced", "owner"]);
    for (const disk of disks) await disk.close();
  });

  const DAY = 24 * 60 * 60 * 1000;

  test.each([
    ["is kept for a day", DAY - 60_000, true],
    ["is deleted after a day", DAY, false],
    ["is kept if the clock was set back", -2 * DAY, true],
  ])("leaves an opening record that %s", async (_, age, stays) => {
    const name = newName();
    const first = await openIndexedDbDisk(name, { fold: { idleRecords: 0, idleAfter: 0 } });
    await first.commit([write("a", await first.open("a"), [0, pattern(9)])]);
    await expect.poll(() => rawKeys(name, "log")).toHaveLength(1);
    await first.close();
    const owner = (await rawValue(name, ["owner"])) as { fences: { lsn: number }[] };
    const fences = owner.fences.map((fence) => ({ ...fence, since: Date.now() - age }));
    const keys = fences.map(({ lsn }) => ["log", lsn]);
    expect(await rawKeys(name, "log")).toEqual(keys);
    await putRaw(name, ["owner"], { ...owner, fences });

    const second = await openIndexedDbDisk(name);
    const left = (await rawKeys(name, "log")).slice(0, -1);
    expect(left).toEqual(stays ? keys : []);
    expect(difference(await stored(second, "a"), pattern(9))).toBe(undefined);
    await second.close();
  });
});

describe("a commit that fails", () => {
  /** A disk with one file; `fail` makes its next commit fail. */
  async function failing(fail: () => void) {
    const name = newName();
    const disk = await openIndexedDbDisk(name);
    const image = await disk.open("a");
    await disk.commit([write("a", image, [0, pattern(9)])]);
    fail();
    const failed = await disk.commit([write("a", image, [0, pattern(20, 2)])]).then(
      () => undefined,
      (error: DiskError) => error,
    );
    vi.restoreAllMocks();
    disk.discard(["a"]);
    disk.release("a");
    return { name, disk, failed };
  }

  test("with a used-up quota can be tried again", async () => {
    const { disk, failed } = await failing(() => {
      vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(() => {
        throw new DOMException("full", "QuotaExceededError");
      });
    });
    expect(failed).toMatchObject({ name: "DiskError", code: "quota" });
    expect(failed?.message).toContain(
      "cannot commit 1 file: the browser's storage quota is used up",
    );
    const image = await disk.open("a");
    expect(difference(image.toBytes(), pattern(9))).toBe(undefined);
    await disk.commit([write("a", image, [0, pattern(20, 3)])]);
    expect(difference(await stored(disk, "a"), pattern(20, 3))).toBe(undefined);
    await disk.close();
  });

  test("with an aborted transaction makes the disk unavailable until it is reopened", async () => {
    const { name, disk, failed } = await failing(() => {
      vi.spyOn(IDBTransaction.prototype, "commit").mockImplementation(function abort(
        this: IDBTransaction,
      ) {
        this.abort();
      });
    });
    expect(failed).toMatchObject({ code: "unavailable" });
    await expect(disk.open("a")).rejects.toMatchObject({ code: "unavailable" });
    await disk.close();
    const again = await openIndexedDbDisk(name);
    expect(difference(await stored(again, "a"), pattern(9))).toBe(undefined);
    await again.commit([write("a", await again.open("a"), [0, pattern(5)])]);
    await again.close();
  });
});

describe("a lost database", () => {
  test("deleted by another page makes the disk unavailable, and a new one can be created", async () => {
    const name = newName();
    const lost: DiskError[] = [];
    const disk = await openIndexedDbDisk(name, { onLost: (error) => lost.push(error) });
    const image = await disk.open("a");
    await disk.commit([write("a", image, [0, pattern(9)])]);
    await deleteDisk(name);
    expect(lost).toMatchObject([{ code: "unavailable" }]);
    const late = disk.commit([write("a", image, [0, pattern(9, 2)])]);
    await expect(late).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining(
        "its database is being deleted; call again to reopen the disk",
      ),
    });
    await expect(disk.list()).rejects.toMatchObject({ code: "unavailable" });
    await disk.close();
    const again = await openIndexedDbDisk(name);
    expect(await again.list()).toEqual([]);
    await again.close();
  });

  test("closed by the browser makes the disk unavailable, and reopens without loss", async () => {
    const name = newName();
    const lost: DiskError[] = [];
    const disk = await openIndexedDbDisk(name, { onLost: (error) => lost.push(error) });
    const spy = vi.spyOn(IDBDatabase.prototype, "transaction");
    await disk.commit([write("a", await disk.open("a"), [0, pattern(9)])]);
    const [database] = spy.mock.contexts as IDBDatabase[];
    database?.close();
    database?.dispatchEvent(new Event("close"));
    expect(lost).toMatchObject([{ code: "unavailable" }]);
    await expect(disk.commit([])).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining(
        "the browser has closed its database; call again to reopen the disk",
      ),
    });
    await disk.close();
    const again = await openIndexedDbDisk(name);
    expect(difference(await stored(again, "a"), pattern(9))).toBe(undefined);
    await again.close();
  });

  test("cannot be opened in a browser without IndexedDB", async () => {
    vi.stubGlobal("indexedDB", undefined);
    await expect(openIndexedDbDisk("refused")).rejects.toMatchObject({
      code: "unavailable",
      message: 'disk "refused": cannot open its IndexedDB database: allow the page to store data',
    });
  });
});
