import { describe, expect, test } from "vitest";

import type { Disk } from "../../src/storage/disk/disk.ts";
import type { ByteRange, FileChange } from "../../src/storage/disk/file-change.ts";
import { CHUNK_SIZE, type FileImage } from "../../src/storage/disk/file-image.ts";
import { seededRandom } from "../unit/seeded-random.ts";

/** `length` pseudo-random bytes from a seed, all nonzero. */
export function pattern(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  return new Uint8Array(length).map(() => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 255 || 1;
  });
}

/** Writes into an image as SQLite does, and returns the change that a commit takes. */
export function write(
  path: string,
  image: FileImage,
  ...ranges: readonly (readonly [offset: number, bytes: Uint8Array])[]
): FileChange {
  const changed = ranges.map(([offset, bytes]): ByteRange => {
    image.write(offset, bytes);
    return { offset, bytes };
  });
  return { path, size: image.size, replaced: false, ranges: changed };
}

/** A change that replaces a whole file; empty `bytes` delete it. */
export function replace(path: string, image: FileImage, bytes: Uint8Array): FileChange {
  image.truncate(0);
  image.write(0, bytes);
  const ranges = bytes.length === 0 ? [] : [{ offset: 0, bytes }];
  return { path, size: bytes.length, replaced: true, ranges };
}

/** The stored bytes of a file, without cached images. */
export async function stored(disk: Disk, path: string): Promise<Uint8Array> {
  disk.discard([path]);
  const image = await disk.open(path);
  const bytes = image.toBytes();
  disk.release(path);
  return bytes;
}

/** A disk and the expected content of its files. */
export interface Model {
  readonly images: Map<string, FileImage>;
  readonly files: Map<string, Uint8Array>;
}

/** Makes one random commit of one to three of six files, on `disk` and on `model`. */
export async function commitAtRandom(
  disk: Disk,
  { images, files }: Model,
  random: () => number,
): Promise<void> {
  const any = (limit: number): number => Math.floor(random() * limit);
  const paths = new Set(Array.from({ length: 1 + any(3) }, () => `dir/${any(6)}.sqlite`));
  const changes: FileChange[] = [];
  for (const path of paths) {
    const image = images.get(path) ?? (await disk.open(path));
    images.set(path, image);
    const bytes = (length: number): Uint8Array => pattern(length, any(1e9));
    const kind = random();
    if (kind < 0.04) changes.push(replace(path, image, bytes(0)));
    else if (kind < 0.1) changes.push(replace(path, image, bytes(1 + any(2 * CHUNK_SIZE))));
    else if (kind < 0.13) changes.push(replace(path, image, bytes(any(8) * CHUNK_SIZE + any(9))));
    else if (kind < 0.18) {
      image.truncate(any(image.size + 1));
      changes.push({ path, size: image.size, replaced: false, ranges: [] });
    } else if (kind < 0.25) {
      // Zeros across several chunks, without ranges.
      image.grow(image.size + any(3 * CHUNK_SIZE));
      changes.push({ path, size: image.size, replaced: false, ranges: [] });
    } else if (kind < 0.3) {
      changes.push(write(path, image, [image.size, bytes(any(7 * CHUNK_SIZE))]));
    } else {
      const start = any(image.size + 5000);
      const first = bytes(1 + any(300));
      const second = bytes(1 + any(5000));
      changes.push(write(path, image, [start, first], [start + 400 + any(70_000), second]));
    }
  }
  await disk.commit(changes);
  for (const path of paths) {
    const bytes = images.get(path)?.toBytes() ?? new Uint8Array();
    if (bytes.length > 0) files.set(path, bytes);
    else files.delete(path);
  }
}

/** Differences between the disk and the model. Makes the images void. */
export async function modelDifferences(disk: Disk, { images, files }: Model): Promise<string[]> {
  const found: string[] = [];
  const listed = (await disk.list()).map(({ path, size }) => `${path} ${size}`);
  const expected = [...files].map(([path, { length }]) => `${path} ${length}`).toSorted();
  if (listed.join() !== expected.join())
    found.push(`${listed.join()} instead of ${expected.join()}`);
  for (const [path, bytes] of files) {
    const differs = difference(await stored(disk, path), bytes);
    if (differs !== undefined) found.push(`${path}: ${differs}`);
  }
  images.clear();
  return found;
}

/** How two arrays differ; undefined if equal. `toEqual()` of large arrays takes seconds. */
export function difference(found: Uint8Array, expected: Uint8Array): string | undefined {
  const at = found.findIndex((byte, index) => byte !== expected[index]);
  if (at < 0 && found.length === expected.length) return undefined;
  return `${found.length} bytes instead of ${expected.length}, the first other one at ${at}`;
}

/**
 * Tests the contract of `Disk`, for every kind of disk.
 *
 * @param make creates an empty disk; the suite closes it
 */
export function describeDisk(kind: string, make: () => Promise<Disk>): void {
  const on = (body: (disk: Disk) => Promise<void>) => async (): Promise<void> => {
    const disk = await make();
    try {
      await body(disk);
    } finally {
      await disk.close();
    }
  };

  describe(`the contract of a disk: ${kind}`, () => {
    test(
      "a missing file opens as empty, and opening does not create it",
      on(async (disk) => {
        const image = await disk.open("a");
        expect([image.size, image.chunks.length]).toEqual([0, 0]);
        disk.release("a");
        expect(await disk.list()).toEqual([]);
      }),
    );

    test(
      "open() returns the same image until it is released as often as it was opened",
      on(async (disk) => {
        const [first, second] = await Promise.all([disk.open("a"), disk.open("a")]);
        expect(second).toBe(first);
        disk.release("a");
        expect(await disk.open("a")).toBe(first);
      }),
    );

    test(
      "committed bytes are stored exactly",
      on(async (disk) => {
        const image = await disk.open("a");
        const bytes = pattern(2 * CHUNK_SIZE + 4096);
        const receipt = await disk.commit([write("a", image, [0, bytes])]);
        expect([receipt.files, receipt.bytes >= bytes.length]).toEqual([1, true]);
        await disk.commit([write("a", image, [5, pattern(3, 2)], [CHUNK_SIZE - 2, pattern(7, 3)])]);
        expect(difference(await stored(disk, "a"), image.toBytes())).toBe(undefined);
      }),
    );

    test(
      "one commit changes several files",
      on(async (disk) => {
        const [a, b] = [await disk.open("a"), await disk.open("b")];
        await disk.commit([write("a", a, [0, pattern(10, 1)]), write("b", b, [0, pattern(20, 2)])]);
        await disk.commit([write("b", b, [4, pattern(2, 3)]), write("a", a, [9, pattern(9, 4)])]);
        expect(difference(await stored(disk, "a"), a.toBytes())).toBe(undefined);
        expect(difference(await stored(disk, "b"), b.toBytes())).toBe(undefined);
      }),
    );

    test(
      "an empty commit is allowed",
      on(async (disk) => {
        expect((await disk.commit([])).files).toBe(0);
      }),
    );

    test(
      "a file grows with zeros, shrinks, and grows with zeros again",
      on(async (disk) => {
        const image = await disk.open("a");
        const resize = (size: number): FileChange => {
          image.truncate(size);
          image.grow(size);
          return { path: "a", size, replaced: false, ranges: [] };
        };
        await disk.commit([write("a", image, [0, pattern(3 * CHUNK_SIZE)])]);
        for (const size of [4 * CHUNK_SIZE + 5, CHUNK_SIZE + 9, 2, 3 * CHUNK_SIZE]) {
          await disk.commit([resize(size)]);
          expect(await disk.list()).toEqual([{ path: "a", size }]);
        }
        const expected = new Uint8Array(3 * CHUNK_SIZE);
        expected.set(pattern(3 * CHUNK_SIZE).subarray(0, 2));
        expect(difference(await stored(disk, "a"), expected)).toBe(undefined);
      }),
    );

    test.each([
      ["smaller", 3 * CHUNK_SIZE, 100],
      ["larger", 100, 3 * CHUNK_SIZE],
    ])("a file may be replaced by a %s one", async (_, before, after) => {
      await on(async (disk) => {
        const image = await disk.open("a");
        await disk.commit([write("a", image, [0, pattern(before, 1)])]);
        await disk.commit([replace("a", image, pattern(after, 2))]);
        expect(await disk.list()).toEqual([{ path: "a", size: after }]);
        await disk.commit([write("a", image, [after, pattern(5, 3)])]);
        expect(difference(await stored(disk, "a"), image.toBytes())).toBe(undefined);
      })();
    });

    test(
      "a file of size 0 does not exist, and can be written again",
      on(async (disk) => {
        const image = await disk.open("a");
        await disk.commit([write("a", image, [0, pattern(CHUNK_SIZE + 1)])]);
        await disk.commit([replace("a", image, new Uint8Array())]);
        expect(await disk.list()).toEqual([]);
        expect(difference(await stored(disk, "a"), new Uint8Array())).toBe(undefined);
        const again = await disk.open("a");
        await disk.commit([write("a", again, [8, pattern(1)])]);
        expect(difference(await stored(disk, "a"), again.toBytes())).toBe(undefined);
      }),
    );

    test(
      "a file may be replaced and deleted without being open",
      on(async (disk) => {
        const whole = (size: number): FileChange => ({
          path: "a",
          size,
          replaced: true,
          ranges: size === 0 ? [] : [{ offset: 0, bytes: pattern(size) }],
        });
        await disk.commit([whole(7 * CHUNK_SIZE)]);
        expect(difference(await stored(disk, "a"), pattern(7 * CHUNK_SIZE))).toBe(undefined);
        await disk.commit([whole(9)]);
        const image = await disk.open("a");
        expect(difference(image.toBytes(), pattern(9))).toBe(undefined);
        disk.release("a");
        await disk.commit([whole(0)]);
        expect((await disk.open("a")).size).toBe(0);
        expect(await disk.list()).toEqual([]);
      }),
    );

    test(
      "uncommitted bytes are gone after a discard",
      on(async (disk) => {
        const image = await disk.open("a");
        await disk.commit([write("a", image, [0, pattern(50)])]);
        write("a", image, [0, pattern(60, 2)]);
        disk.discard(["a", "unknown"]);
        const reopened = await disk.open("a");
        expect(reopened).not.toBe(image);
        expect(difference(reopened.toBytes(), pattern(50))).toBe(undefined);
      }),
    );

    test(
      "users of a discarded image do not release its successor",
      on(async (disk) => {
        await disk.open("a");
        await disk.open("a");
        disk.discard(["a"]);
        const reopened = await disk.open("a");
        disk.release("a");
        disk.release("a");
        expect(await disk.open("a")).toBe(reopened);
        disk.release("a");
        expect(await disk.open("a")).toBe(reopened);
      }),
    );

    test(
      "files are listed in the order of their paths, with or without a prefix",
      on(async (disk) => {
        const paths = ["b/1", "a/2", "a/10", "a\uffff", "a", "c/é", "\u{10ffff}"];
        for (const path of paths) {
          const image = await disk.open(path);
          await disk.commit([write(path, image, [0, pattern(path.length)])]);
          disk.release(path);
        }
        const list = async (prefix?: string): Promise<string[]> =>
          (await disk.list(prefix)).map(({ path }) => path);
        expect(await list()).toEqual(paths.toSorted());
        expect(await list("a/")).toEqual(["a/10", "a/2"]);
        expect(await list("a")).toEqual(["a", "a/10", "a/2", "a\uffff"]);
        expect(await list("a\uffff")).toEqual(["a\uffff"]);
        expect(await list("d")).toEqual([]);
        expect(await disk.list("c/")).toEqual([{ path: "c/é", size: 3 }]);
      }),
    );

    test(
      "replace() replaces files, even open ones",
      on(async (disk) => {
        const [a, b, c] = [await disk.open("a"), await disk.open("b"), await disk.open("c")];
        await disk.commit([
          write("a", a, [0, pattern(50, 1)]),
          write("b", b, [0, pattern(2 * CHUNK_SIZE, 2)]),
          write("c", c, [0, pattern(70, 3)]),
        ]);
        disk.release("b");
        const files = new Map([
          ["a", pattern(7 * CHUNK_SIZE + 5, 4)],
          ["b", pattern(60, 5)],
          ["c", new Uint8Array()],
          ["d", pattern(80, 6)],
        ]);
        expect((await disk.replace(files)).files).toBe(4);
        const sizes = (await disk.list()).map(({ path, size }) => `${path} ${size}`);
        expect(sizes).toEqual([`a ${7 * CHUNK_SIZE + 5}`, "b 60", "d 80"]);
        for (const [path, bytes] of files) {
          const image = await disk.open(path);
          expect(difference(image.toBytes(), bytes), path).toBe(undefined);
        }
        // Users of the old images still release them.
        disk.release("a");
        const image = await disk.open("a");
        await disk.commit([write("a", image, [3, pattern(9, 7)])]);
        expect(difference(await stored(disk, "a"), image.toBytes())).toBe(undefined);
      }),
    );

    test(
      "a snapshot has all files at one moment, despite writes while it is taken",
      on(async (disk) => {
        const before = new Map<string, Uint8Array>();
        for (const path of ["closed", "gone", "late", "used"]) {
          const image = await disk.open(path);
          await disk.commit([write(path, image, [0, pattern(CHUNK_SIZE + 9, path.length)])]);
          before.set(path, image.toBytes());
          if (path !== "used") disk.release(path);
        }
        const used = await disk.open("used");
        const change = write("used", used, [5, pattern(9, 99)]);
        before.set("used", used.toBytes());

        let taken: (() => void) | undefined;
        const began = new Promise<void>((resolve) => {
          taken = resolve;
        });
        const damaged: Error[] = [];
        const snapshot = disk.snapshot({
          taken: () => taken?.(),
          damaged: (error) => damaged.push(error),
        });
        await began;
        const changes = [change];
        for (const path of ["used", "late", "new"]) {
          const image = await disk.open(path);
          if (path !== "used") changes.push(write(path, image, [0, pattern(20, 50)]));
        }
        changes.push(replace("gone", await disk.open("gone"), new Uint8Array()));
        await disk.commit(changes);

        const files = await snapshot;
        expect([...files.keys()]).toEqual(["closed", "gone", "late", "used"]);
        for (const [path, bytes] of files) {
          expect(difference(bytes, before.get(path) ?? new Uint8Array()), path).toBe(undefined);
        }
        expect(damaged).toEqual([]);
        const after = await disk.snapshot({ damaged: (error) => damaged.push(error) });
        expect([...after.keys()]).toEqual(["closed", "late", "new", "used"]);
      }),
    );

    test.each([11, 12])("random commits are stored exactly (seed %i)", async (seed) => {
      await on(async (disk) => {
        const random = seededRandom(seed);
        const model: Model = { images: new Map(), files: new Map() };
        for (let round = 0; round < 4; round++) {
          for (let step = 0; step < 15; step++) await commitAtRandom(disk, model, random);
          expect(await modelDifferences(disk, model)).toEqual([]);
        }
      })();
    });
  });
}
