import { describe, expect, test } from "vitest";

import { deserialize } from "../../../src/codec/deserialize.ts";
import { serialize } from "../../../src/codec/serialize.ts";
import { cloneValues, errorValues } from "./clone-values.ts";
import { seededRandom } from "../seeded-random.ts";

const unhex = (text: string): Uint8Array => Buffer.from(text.replaceAll(" ", ""), "hex");

/** One short blob of each kind. */
const blobs = [...Object.values(cloneValues), ...Object.values(errorValues)]
  .filter(({ needs }) => needs === undefined || needs in globalThis)
  .flatMap(({ make }) => [serialize(make()), serialize([make(), {}], { enhancedErrors: false })])
  .filter((bytes) => bytes.length < 150);

/** The error's message for invalid bytes; undefined if they are valid. Other errors are thrown. */
function refusal(bytes: Uint8Array): string | undefined {
  try {
    deserialize(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof DOMException && error.name === "DataCloneError") return error.message;
    throw error;
  }
}

describe("the message has the problem and its offset", () => {
  test.each([
    ["nothing at all", "", "a value needs 1 bytes where 0 are left at byte 0."],
    ["only a header", "FF0F", "a value needs 1 bytes where 0 are left at byte 2."],
    ["a header cut short", "FF", "the version needs 1 bytes where 0 are left at byte 1."],
    ["an unknown tag", "FF0F 21", 'a value of the unknown tag 0x21 ("!") at byte 2.'],
    ["an unknown tag that is not ASCII", "FF0F 80", "a value of the unknown tag 0x80 at byte 2."],
    ["a hole outside of an array", "FF0F 2D", 'a value of the unknown tag 0x2d ("-") at byte 2.'],
    ["a view without a buffer", "FF0F 56 42 00 00 00", 'the unknown tag 0x56 ("V")'],
    ["a transferred buffer", "FF0F 74 00", 'the unknown tag 0x74 ("t")'],
    ["a shared buffer", "FF0F 75 00", 'the unknown tag 0x75 ("u")'],
    ["a number cut short", "FF0F 4E 0000", "a number needs 8 bytes where 2 are left at byte 3."],
    [
      "a string that claims 4 GB",
      "FF0F 22 FFFFFFFF0F 61",
      "a string needs 4294967295 bytes where 1 are left at byte 8.",
    ],
    [
      "a two-byte string that claims 4 GB",
      "FF0F 63 FEFFFFFF0F 61",
      "a string needs 4294967294 bytes where 1",
    ],
    [
      "a two-byte string of an odd length",
      "FF0F 63 03 616161",
      "a string of an odd number of bytes",
    ],
    ["a UTF-8 string that claims too much", "FF0F 53 05 61", "a string needs 5 bytes where 1"],
    ["a bigint that claims 1 GB", "FF0F 5A FEFFFFFF07", "a bigint needs 1073741823 bytes where 0"],
    [
      "a buffer that claims 4 GB",
      "FF0F 42 FFFFFFFF0F 00",
      "an ArrayBuffer needs 4294967295 bytes where 1",
    ],
    [
      "a buffer larger than it may become",
      "FF0F 7E 02 01 0000",
      "an ArrayBuffer of 2 bytes with at most 1",
    ],
    ["a dense array that claims 4 G", "FF0F 41 FFFFFFFF0F", "an array of 4294967295 elements"],
    ["a dense array that claims one too many", "FF0F 41 02 2D", "an array of 2 elements"],
    [
      "a dense array with the wrong count",
      "FF0F 41 01 30 24 01 01",
      "an array that should have 1 parts and has 0",
    ],
    [
      "a dense array with the wrong length",
      "FF0F 41 01 30 24 00 02",
      "an array that should have 2 parts and has 1",
    ],
    [
      "a sparse array with the wrong length",
      "FF0F 61 05 40 00 06",
      "an array that should have 6 parts and has 5",
    ],
    [
      "an array with its length as a property",
      "FF0F 61 01 22 06 6C656E677468 4902 40 01 01",
      'the property "length" for the second time',
    ],
    [
      "an object with the wrong count",
      "FF0F 6F 220161 30 7B 02",
      "an object that should have 2 parts and has 1",
    ],
    ["an object without an end", "FF0F 6F 220161 30", "a value needs 1 bytes where 0 are left"],
    [
      "an object with a key for a key",
      "FF0F 6F 6F 7B 00 30 7B 01",
      "a property whose key is neither string nor number at byte 3.",
    ],
    [
      "an object with a key twice",
      "FF0F 6F 220161 30 220161 30 7B 02",
      'the property "a" for the second time at byte 7.',
    ],
    [
      "an object with an index twice",
      "FF0F 6F 4902 30 220131 30 7B 02",
      'the property "1" for the second time',
    ],
    [
      "a map with the wrong count",
      "FF0F 3B 30 30 3A 01",
      "a Map that should have 1 parts and has 2",
    ],
    ["a map with a key alone", "FF0F 3B 30 3A 01", 'a value of the unknown tag 0x3a (":")'],
    ["a set with the wrong count", "FF0F 27 30 2C 00", "a Set that should have 0 parts and has 1"],
    [
      "a reference to nothing",
      "FF0F 5E 00",
      "a reference to object 0, which has not been read yet, at byte 3.",
    ],
    ["a reference forward", "FF0F 41 01 5E 01 24 00 01", "a reference to object 1"],
    [
      "a reference to a name's own error",
      "FF0F 5C0A 00 5E00 22016D 6F 7B 00",
      "a reference to object 0",
    ],
    ["an invalid regExp", "FF0F 52 22 01 28 00", "an invalid RegExp (SyntaxError"],
    [
      "a regExp with unknown flags",
      "FF0F 52 22 01 61 8004",
      "an invalid RegExp (SyntaxError: unknown flags 512)",
    ],
    ["a regExp of an object", "FF0F 52 6F 7B 00 00", "a RegExp's source that is not a string"],
    ["a String of a number", "FF0F 73 4902", "a String that is not a string at byte 3."],
    ["a view of an unknown kind", "FF0F 42 00 56 78 00 00 00", "a view of the unknown kind 120"],
    [
      "a view beyond its buffer",
      "FF0F 42 01 00 56 42 00 02 00",
      "a Uint8Array of 2 bytes from 0 on in a buffer of 1",
    ],
    [
      "a view far beyond its buffer",
      "FF0F 42 01 00 56 42 FFFFFFFF0F FFFFFFFF0F 00",
      "a Uint8Array of 4294967295 bytes",
    ],
    [
      "a view of half elements",
      "FF0F 42 03 000000 56 57 00 03 00",
      "a Uint16Array of 3 bytes from 0 on, not whole elements,",
    ],
    [
      "a view at an odd offset",
      "FF0F 42 03 000000 56 57 01 02 00",
      "a Uint16Array of 2 bytes from 1 on, not whole elements,",
    ],
    [
      "a view that follows a fixed buffer",
      "FF0F 42 00 56 42 00 00 01",
      "a Uint8Array with the flags 1",
    ],
    [
      "a resizable view of a fixed buffer",
      "FF0F 42 00 56 42 00 00 03",
      "a Uint8Array of a buffer that should be resizable",
    ],
    [
      "an unknown host object",
      "FF0F 5C 03 01",
      "a host object of kind 3, which cannot be read here,",
    ],
    ["an error of an unknown kind", "FF0F 5C 0A 0E", "an error of unknown kind 14"],
    [
      "an error whose message is not a string",
      "FF0F 5C 0A 01 4902 6F 7B 00",
      "an error's message that is not a string",
    ],
    ["an error without properties", "FF0F 5C 0A 01 22016D 30", "an error without its properties"],
    ["a legacy error with an unknown part", "FF0F 72 78", "an error with the unknown part 120"],
    [
      "a legacy error without an end",
      "FF0F 72 6D 220161",
      "an error needs 1 bytes where 0 are left",
    ],
    [
      "an exception that claims too much",
      "FF0F 5C 08 7F 61",
      "an exception's name needs 127 bytes where 1",
    ],
  ])("%s", (_, bytes, message) => {
    const found = refusal(unhex(bytes));
    expect(found).toContain("Unable to deserialize cloned data: ");
    expect(found).toContain(message);
  });
});

test("a truncated blob is refused, except a buffer whose view is cut off", () => {
  for (const bytes of blobs) {
    for (let length = 0; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length);
      if (refusal(cut) !== undefined) continue;
      expect([Buffer.from(cut).toString("hex"), deserialize(cut)]).toEqual([
        expect.anything(),
        expect.any(ArrayBuffer),
      ]);
    }
  }
});

const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 32));

test(`a blob with random bytes is either read or refused (SEED=${seed})`, () => {
  const random = seededRandom(seed);
  let refused = 0;
  for (let i = 0; i < 6000; i++) {
    const bytes = (blobs[i % blobs.length] ?? new Uint8Array()).slice();
    for (let changes = Math.ceil(random() * 3); changes > 0; changes--) {
      bytes[2 + Math.floor(random() * (bytes.length - 2))] = Math.floor(random() * 256);
    }
    if (refusal(bytes) !== undefined) refused++;
  }
  expect(refused).toBeGreaterThan(2000);
});

test("few bytes that claim a large value cost little memory", () => {
  // A sparse array may have any length, because missing elements cost nothing.
  const sparse = deserialize(unhex("FF0F 61 FFFFFF0F 40 00 FFFFFF0F")) as unknown[];
  expect(sparse.length).toBe(0x1ffffff);
  const arrays = Array.from(
    { length: 2000 },
    () => sparse.length > 0 && deserialize(unhex("61 FFFFFF0F 40 00 FFFFFF0F")),
  );
  // 2,000 of them would need half a terabyte if their elements were allocated.
  expect(arrays).toHaveLength(2000);
});

test("endlessly nested bytes are refused", () => {
  for (const unit of [
    "6F 220161",
    "41 01",
    "61 01 4900",
    "3B",
    "27",
    "72 63",
    "5C0A 00",
    "73",
    "52",
  ]) {
    const bytes = unhex(unit.replaceAll(" ", "").repeat(100_000));
    expect([unit, refusal(bytes)]).toEqual([
      unit,
      expect.stringMatching(/nested too deeply|an array of/),
    ]);
  }
  expect(refusal(unhex("3F00".repeat(100_000)))).toContain("a value needs 1 bytes");
});

test("no setter is called and no prototype is changed", () => {
  const called = new Set<unknown>();
  const prototype = Object.prototype as unknown as Record<string, unknown>;
  const define = (target: object, key: PropertyKey): void => {
    Object.defineProperty(target, key, {
      configurable: true,
      get: () => "inherited",
      set(value: unknown) {
        called.add(value);
      },
    });
  };
  define(prototype, "trap");
  define(Array.prototype, 3);
  let value: object;
  let array: object;
  try {
    value = deserialize(
      unhex("FF0F 6F 22 04 74726170 4902 22 09 5F5F70726F746F5F5F 6F 7B 00 7B 02"),
    ) as object;
    array = deserialize(unhex("FF0F 41 04 4902 4902 4902 4902 24 00 04")) as object;
  } finally {
    delete prototype["trap"];
    Reflect.deleteProperty(Array.prototype, 3);
  }
  const own = { value: 1, writable: true, enumerable: true, configurable: true };
  expect(called).toEqual(new Set());
  expect(Object.getOwnPropertyDescriptor(value, "trap")).toEqual(own);
  expect(Object.getOwnPropertyDescriptor(array, 3)).toEqual(own);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(Object.hasOwn(value, "__proto__")).toBe(true);
});

test("the bytes may be part of a larger buffer, and are copied", () => {
  const bytes = serialize({ data: new Uint8Array([1, 2, 3]), text: "Ā" });
  const larger = new Uint8Array(bytes.length + 5);
  larger.set(bytes, 3);
  const middle = larger.subarray(3, 3 + bytes.length);
  const read = deserialize(middle) as { data: Uint8Array; text: string };
  middle.fill(0);
  expect(read).toEqual({ data: new Uint8Array([1, 2, 3]), text: "Ā" });
});
