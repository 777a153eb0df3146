import { expect, test } from "vitest";
import { type Disk, DiskError } from "../../../../src/storage/disk/disk.ts";
import { MemoryDisk } from "../../../../src/storage/disk/memory-disk.ts";
import { ReopeningDisk } from "../../../../src/storage/disk/reopening-disk.ts";

/** Disks that are opened one after another on the same files. */
async function reopening(refuse: () => Error | undefined = () => undefined) {
  const told: string[] = [];
  const openings: { onLost: (error: DiskError) => void; after: string | undefined }[] = [];
  const released: string[] = [];
  const disk: Disk = await ReopeningDisk.open("test", {
    async open(onLost, after) {
      const refusal = refuse();
      if (refusal !== undefined) throw refusal;
      openings.push({ onLost, after });
      const token = `token ${openings.length}`;
      const inner = Object.assign(new MemoryDisk("test"), { token });
      const { release } = inner;
      inner.release = (path) => {
        released.push(`${path} by ${token}`);
        release.call(inner, path);
      };
      return inner;
    },
    lost: (error) => told.push(error.message),
    reopened: () => told.push("reopened"),
  });
  const lose = (): void => openings.at(-1)?.onLost(new DiskError("unavailable", "lost"));
  return { disk, told, openings, released, lose };
}

const change = { path: "a", size: 1, replaced: false, ranges: [] };

test("the next call after a loss opens the disk again, with its former token", async () => {
  const { disk, told, openings, lose } = await reopening();
  lose();
  lose();
  expect(told).toEqual(["lost"]);
  await Promise.all([disk.list(), disk.open("a")]);
  expect(told).toEqual(["lost", "reopened"]);
  expect(openings.map(({ after }) => after)).toEqual([undefined, "token 1"]);
});

test("a call fails if the disk cannot be opened, and the next one tries again", async () => {
  let refusal: Error | undefined;
  const { disk, lose } = await reopening(() => refusal);
  lose();
  refusal = new DiskError("unavailable", "not now");
  await expect(disk.list()).rejects.toBe(refusal);
  await expect(disk.open("a")).rejects.toBe(refusal);
  refusal = undefined;
  expect(await disk.list()).toEqual([]);
});

test("files opened before the loss are refused on commit, and released separately", async () => {
  const { disk, released, lose } = await reopening();
  await disk.open("a");
  lose();
  await expect(disk.commit([change])).rejects.toMatchObject({ code: "unavailable", path: "a" });
  await disk.open("a");
  disk.release("a");
  expect(released).toEqual([]);
  disk.release("a");
  expect(released).toEqual(["a by token 2"]);
});

test("a closed disk stays closed", async () => {
  const { disk, openings, told, lose } = await reopening();
  await disk.close();
  lose();
  expect(told).toEqual([]);
  await expect(disk.list()).rejects.toThrow('disk "test": it is closed');
  expect(openings).toHaveLength(1);
});

test("confirm() checks the owner of an open disk, and does not open a lost one", async () => {
  const { disk, openings, lose } = await reopening();
  await disk.confirm();
  lose();
  await disk.confirm();
  expect(openings).toHaveLength(1);
});
