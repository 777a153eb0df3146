import * as zlib from "node:zlib";
import { expect, test } from "vitest";

import { convertNow } from "../../../../../src/host/parts/node/zlib-sync.ts";

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** Flips one bit of the byte that is `at` bytes before `end`. */
function damage(bytes: Buffer, end: number, at: number): void {
  bytes.writeUInt8(bytes.readUInt8(end - at) ^ 1, end - at);
}

const data = new TextEncoder().encode("hello world ".repeat(500));

const pairs = [
  ["Gzip", "Gunzip", zlib.gzipSync, zlib.gunzipSync],
  ["Deflate", "Inflate", zlib.deflateSync, zlib.inflateSync],
  ["DeflateRaw", "InflateRaw", zlib.deflateRawSync, zlib.inflateRawSync],
] as const;

test.each(pairs)(
  "Node reads what %s wrote, and %s reads Node's",
  (make, read, nodeMake, nodeRead) => {
    for (const level of [-1, 0, 1, 9]) {
      expect(same(nodeRead(convertNow(make, data, { level })), data)).toBe(true);
      expect(same(convertNow(read, nodeMake(data, { level })), data)).toBe(true);
    }
    expect(convertNow(read, nodeMake(new Uint8Array()))).toEqual(new Uint8Array());
  },
);

test.each(pairs)("%s: a file that is cut off anywhere is an error", (_make, read, nodeMake) => {
  const file = nodeMake(data);
  for (let end = 0; end < file.length; end++) {
    expect(() => convertNow(read, file.subarray(0, end)), `${end} bytes`).toThrow(
      /^(?:unexpected end of file|incorrect data check)$/,
    );
  }
});

test.each(pairs.slice(0, 2))("%s: the checksum is checked", (_make, read, nodeMake) => {
  const file = nodeMake(data);
  // The last 4 bytes of gzip are the length.
  damage(file, file.length, read === "Gunzip" ? 5 : 1);
  expect(() => convertNow(read, file)).toThrow("incorrect data check");
});

test("a gzip file of several members", () => {
  const two = Buffer.concat([zlib.gzipSync("hello"), zlib.gzipSync(" there")]);
  expect(new TextDecoder().decode(convertNow("Gunzip", two))).toBe("hello there");
  damage(two, zlib.gzipSync("hello").length, 8);
  expect(() => convertNow("Gunzip", two)).toThrow("incorrect data check");
});

test("no more than maxOutputLength", () => {
  const file = zlib.gzipSync(new Uint8Array(1_000_000));
  expect(() => convertNow("Gunzip", file, { maxOutputLength: 1000 })).toThrow(RangeError);
});
