import { describe, expect, test } from "vitest";

import { ActorId, ActorIdFactory } from "../../../src/codec/actor-id.ts";

const ids = new ActorIdFactory("mykey");

/** Ids that the real workerd gives for the uniqueKey `mykey`. */
const GOLDEN: [name: string, hex: string][] = [
  ["http://foo/", "59002eb8cf872e541722977a258a12d6a93bbe8192b502e1c0cb250aa91af234"],
  ["http://foo/bar", "02b496f65dd35cbac90e3e72dc5a398ee93926ea4a3821e26677082d2e6f9b79"],
  ["name", "3652ef6221834806dc8df802d1d216e27b7d07e0a6b7adf6cfdaeec90f06459a"],
  ["", "5671fa8c78c77d33f1e2e2613dd33ef021665e44066444f8e9f9af35e972d39d"],
  ["a\0b", "f0349ed36d6982a4c2950d6a2f5a47aa0c80e6ccc2f78f1d2b19caa9d483be98"],
  ["\ufffd", "244e202d76abcf31d15b5887c260aabe2af57c13e2e117381d7906667a025b06"],
  ["\ud800", "0446c29872476a33794fc6525e6520bc87685e63b2fd671c696847cf3af821f4"],
  ["x".repeat(1025), "76051c08e22fcbd969d9e694080a56dfcec084982746f39773566e2bcd1f6b0a"],
  ["é".repeat(512), "5243a98684129859ef74df63e8decb6cf7b92b2a7cc44ca2c0e2279e25dabbe9"],
];

describe("idFromName", () => {
  test.each(GOLDEN)("of %j is workerd's", (name, hex) => {
    expect(ids.idFromName(name).hex).toBe(hex);
  });

  test("keeps the name, as far as UTF-8 can hold it", () => {
    expect(ids.idFromName("name").name).toBe("name");
    expect(ids.idFromName("").name).toBe("");
    expect(ids.idFromName("x".repeat(5000)).name).toBe("x".repeat(5000));
    expect(ids.idFromName("a\udc00\ud800b😀").name).toBe(
      "a\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdb😀",
    );
  });

  test("differs between namespaces", () => {
    expect(new ActorIdFactory("other").idFromName("name").hex).not.toBe(GOLDEN[2]?.[1]);
  });
});

describe("newUniqueId", () => {
  test("is new each time, valid for its namespace, and nameless", () => {
    const one = ids.newUniqueId();
    const two = ids.newUniqueId(null);
    expect(one.hex).toMatch(/^[0-9a-f]{64}$/);
    expect(one.hex).not.toBe(two.hex);
    expect(one.name).toBeUndefined();
    expect(ids.idFromString(one.hex).equals(one)).toBe(true);
  });
});

describe("idFromString", () => {
  const hex = GOLDEN[2]?.[1] ?? "";
  const notHex = new TypeError("Invalid Durable Object ID: must be 64 hex digits");
  const foreign = new TypeError("Durable Object ID is not valid for this namespace.");

  test("accepts both cases, returns lower case and no name", () => {
    expect(ids.idFromString(hex.toUpperCase())).toEqual(new ActorId(hex));
    expect(ids.idFromString(hex).name).toBeUndefined();
  });

  test("accepts a name from the caller", () => {
    expect(ids.idFromString(hex, "name")).toEqual(ids.idFromName("name"));
  });

  test.each([
    ["too short", hex.slice(1), notHex],
    ["too long", `${hex}0`, notHex],
    ["a line end behind it", `${hex}\n`, notHex],
    ["not hexadecimal", "g".repeat(64), notHex],
    ["the right length in bytes only", "é".repeat(32), notHex],
    ["empty", "", notHex],
    ["zeros", "0".repeat(64), foreign],
    ["its first half changed", `0${hex.slice(1)}`, foreign],
    ["its second half changed", `${hex.slice(0, 63)}b`, foreign],
    ["another namespace's", new ActorIdFactory("other").newUniqueId().hex, foreign],
  ])("refuses what is %s", (_, text, error) => {
    expect(() => ids.idFromString(text)).toThrow(error);
  });
});

test("an object does not learn a name of more than 1,024 bytes", () => {
  const name = (text: string): string | undefined => ids.idFromName(text).forActor().name;
  expect(name("x".repeat(1024))).toBe("x".repeat(1024));
  expect(name("x".repeat(1025))).toBeUndefined();
  expect(name("é".repeat(512))).toBe("é".repeat(512));
  expect(name("é".repeat(513))).toBeUndefined();
  const long = ids.idFromName("x".repeat(1025));
  expect(long.forActor().equals(long)).toBe(true);
});

test("jurisdictions are refused as in workerd", () => {
  const error = new Error("Jurisdiction restrictions are not implemented in workerd.");
  expect(() => ids.newUniqueId("eu")).toThrow(error);
  expect(() => ids.withJurisdiction("eu")).toThrow(error);
  expect(ids.withJurisdiction(null)).toBe(ids);
  expect(ids.withJurisdiction(undefined)).toBe(ids);
});
