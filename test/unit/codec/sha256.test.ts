import { createHash, createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { hmacSha256, sha256 } from "../../../src/codec/sha256.ts";
import { seededRandom } from "../seeded-random.ts";

const random = seededRandom(1);
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => random() * 256);
const hex = (given: Uint8Array): string => Buffer.from(given).toString("hex");

test("hashes as Node does, at every length around the blocks", () => {
  for (let length = 0; length < 200; length++) {
    const message = bytes(length);
    expect(hex(sha256(message))).toBe(createHash("sha256").update(message).digest("hex"));
  }
});

test("hashes pieces as one message", () => {
  const message = bytes(300);
  expect(hex(sha256(message.subarray(0, 70), message.subarray(70)))).toBe(hex(sha256(message)));
});

test("signs as Node does", () => {
  for (const length of [0, 1, 32, 64]) {
    const [key, message] = [bytes(length), bytes(100)];
    const expected = createHmac("sha256", key).update(message).digest("hex");
    expect(hex(hmacSha256(key)(message))).toBe(expected);
  }
});
