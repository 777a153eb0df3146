import { expect, test } from "vitest";
import { CHUNK_SIZE, FileImage, PAGE_SIZE } from "../../../../src/storage/disk/file-image.ts";
import { PageFile } from "../../../../src/storage/sqlite/page-file.ts";

const page = (byte: number): Uint8Array => new Uint8Array(PAGE_SIZE).fill(byte);

/** A page of `byte` with `changes`, offset to byte. */
function changedPage(byte: number, changes: Record<number, number>): Uint8Array {
  const bytes = page(byte);
  for (const [offset, value] of Object.entries(changes)) bytes[Number(offset)] = value;
  return bytes;
}

function fileOf(...pages: Uint8Array[]): PageFile {
  const image = new FileImage();
  pages.forEach((bytes, n) => image.write(n * PAGE_SIZE, bytes));
  return new PageFile("key/id.sqlite", image);
}

test("an unwritten file has no changes", () => {
  const file = fileOf(page(1), page(2));
  expect(file.dirty).toBe(false);
  expect(file.takeChanges()).toBeUndefined();
});

test("writing an unchanged page changes nothing", () => {
  const file = fileOf(page(1), page(2));
  file.writePage(PAGE_SIZE, page(2));
  expect(file.dirty).toBe(false);
  expect(file.takeChanges()).toBeUndefined();
});

test("changes are taken once, contain changed bytes only, and are in the order of the file", () => {
  const file = fileOf(page(1), page(2), page(3));
  file.writePage(2 * PAGE_SIZE, changedPage(3, { 100: 9 }));
  file.writePage(0, changedPage(1, { 4: 7, 4095: 8 }));
  expect(file.dirty).toBe(true);
  expect(file.takeChanges()).toEqual({
    path: "key/id.sqlite",
    size: 3 * PAGE_SIZE,
    replaced: false,
    ranges: [
      { offset: 4, bytes: Uint8Array.of(7, 1, 1, 1) },
      { offset: 4092, bytes: Uint8Array.of(1, 1, 1, 8) },
      { offset: 2 * PAGE_SIZE + 100, bytes: Uint8Array.of(9, 3, 3, 3) },
    ],
  });
  expect(file.dirty).toBe(false);
  expect(file.takeChanges()).toBeUndefined();
});

test("changes of several commits accumulate, with the last bytes", () => {
  const file = fileOf(page(0));
  file.writePage(0, changedPage(0, { 8: 1, 200: 1 }));
  file.writePage(0, changedPage(0, { 8: 2, 200: 1, 204: 5 }));
  expect(file.takeChanges()?.ranges).toEqual([
    { offset: 8, bytes: Uint8Array.of(2, 0, 0, 0) },
    { offset: 200, bytes: Uint8Array.of(1, 0, 0, 0, 5, 0, 0, 0) },
  ]);
});

test("a change that was undone is still reported, because the disk may have the first one", () => {
  const file = fileOf(page(0));
  file.writePage(0, changedPage(0, { 8: 1 }));
  file.writePage(0, page(0));
  expect(file.takeChanges()?.ranges).toEqual([{ offset: 8, bytes: new Uint8Array(4) }]);
});

test("a file that is reopened before its changes are taken has one common change", () => {
  const file = fileOf(page(1), page(2));
  file.writePage(0, changedPage(1, { 4: 7 }));
  const again = new PageFile(file.path, file.image);
  expect(again.dirty).toBe(true);
  again.writePage(0, changedPage(1, { 4: 7, 100: 8 }));
  again.writePage(PAGE_SIZE, changedPage(2, { 0: 9 }));
  expect([file, again].map((one) => one.takeChanges())).toEqual([
    {
      path: "key/id.sqlite",
      size: 2 * PAGE_SIZE,
      replaced: false,
      ranges: [
        { offset: 4, bytes: Uint8Array.of(7, 1, 1, 1) },
        { offset: 100, bytes: Uint8Array.of(8, 1, 1, 1) },
        { offset: PAGE_SIZE, bytes: Uint8Array.of(9, 2, 2, 2) },
      ],
    },
    undefined,
  ]);
});

test("a file that is reopened and emptied before it existed has no change", () => {
  const file = fileOf(page(1), page(2));
  file.writePage(20 * CHUNK_SIZE, page(3));
  const again = new PageFile(file.path, file.image);
  again.replaceWithBlank();
  expect([file, again].map((one) => one.takeChanges())).toEqual([
    { path: "key/id.sqlite", size: 0, replaced: true, ranges: [] },
    undefined,
  ]);
});

test("ranges are copies", () => {
  const file = fileOf(page(0));
  file.writePage(0, changedPage(0, { 8: 1 }));
  const change = file.takeChanges();
  file.writePage(0, changedPage(0, { 8: 2 }));
  expect(change?.ranges[0]?.bytes[0]).toBe(1);
  expect(change?.ranges[0]?.bytes.buffer.byteLength).toBe(4);
});

test("a file grows by a range that reaches its end, without the zeros before", () => {
  const file = fileOf(page(1));
  file.writePage(PAGE_SIZE, page(0));
  file.writePage(2 * PAGE_SIZE, changedPage(0, { 16: 3 }));
  expect(file.takeChanges()).toEqual({
    path: "key/id.sqlite",
    size: 3 * PAGE_SIZE,
    replaced: false,
    ranges: [
      { offset: 2 * PAGE_SIZE - 4, bytes: new Uint8Array(4) },
      { offset: 2 * PAGE_SIZE + 16, bytes: Uint8Array.of(3, 0, 0, 0) },
      { offset: 3 * PAGE_SIZE - 4, bytes: new Uint8Array(4) },
    ],
  });
});

test("pages of later chunks are tracked like those of the first", () => {
  const pages = Array.from({ length: CHUNK_SIZE / PAGE_SIZE + 1 }, (_, n) => page(n));
  const file = fileOf(...pages);
  file.writePage(CHUNK_SIZE, changedPage(pages.length - 1, { 0: 99 }));
  const [range] = file.takeChanges()?.ranges ?? [];
  expect(range?.offset).toBe(CHUNK_SIZE);
  expect(file.image.view(CHUNK_SIZE, CHUNK_SIZE + 2)).toEqual(Uint8Array.of(99, 15));
});

test("a replaced file is reported whole, with later writes", () => {
  const file = fileOf(page(1), page(2));
  file.replaceWith(page(7));
  file.writePage(PAGE_SIZE, page(8));
  const change = file.takeChanges();
  expect(change).toMatchObject({ size: 2 * PAGE_SIZE, replaced: true });
  expect(change?.ranges).toHaveLength(1);
  expect(change?.ranges[0]).toEqual({ offset: 0, bytes: file.image.toBytes() });

  file.writePage(0, changedPage(7, { 8: 1 }));
  expect(file.takeChanges()).toMatchObject({ replaced: false, ranges: [{ offset: 8 }] });
});

test("a large replaced file is reported chunk by chunk", () => {
  const file = fileOf(page(1));
  file.replaceWith(new Uint8Array(CHUNK_SIZE + PAGE_SIZE).fill(5));
  const ranges = file.takeChanges()?.ranges ?? [];
  expect(ranges.map(({ offset, bytes }) => [offset, bytes.length])).toEqual([
    [0, CHUNK_SIZE],
    [CHUNK_SIZE, PAGE_SIZE],
  ]);
});

test("an emptied file is deleted; one that never existed has not changed", () => {
  const file = fileOf(page(1));
  file.replaceWithBlank();
  expect(file.takeChanges()).toEqual({
    path: "key/id.sqlite",
    size: 0,
    replaced: true,
    ranges: [],
  });
  file.replaceWithBlank();
  expect(file.takeChanges()).toBeUndefined();

  const never = fileOf();
  never.replaceWithBlank();
  expect(never.dirty).toBe(false);
  expect(never.takeChanges()).toBeUndefined();
});

test("taking changes of a lost file throws an error with its path", () => {
  const file = fileOf(page(1));
  file.lost = true;
  expect(() => file.takeChanges()).toThrow(/key\/id\.sqlite/);
  file.replaceWith(page(2));
  expect(file.takeChanges()?.replaced).toBe(true);
});

test.each([
  [1, PAGE_SIZE],
  [0, 100],
  [0, 2 * PAGE_SIZE],
])("refuses a range that is not a page: at %i, %i bytes", (offset, length) => {
  expect(() => fileOf(page(1)).writePage(offset, new Uint8Array(length))).toThrow(RangeError);
});
