import { expect, test } from "vitest";

import { checkChanges, isNameOfDisk } from "../../../src/host/isolation/request-checks.ts";
import {
  diskChannelName,
  followerChannelName,
  stealLockName,
} from "../../../src/protocol/tab-message.ts";

const bytes = new Uint8Array(4);
const change = { path: "a/b.sqlite", size: 8, replaced: false, ranges: [{ offset: 4, bytes }] };

test("changes of files pass", () => {
  expect(checkChanges([change, { ...change, path: "c", size: 0, ranges: [] }])).toHaveLength(2);
});

test.each<[string, unknown]>([
  ["no list", { length: 0 }],
  ["no record", [null]],
  ["no path", [{ ...change, path: 1 }]],
  ["half a character in its path", [{ ...change, path: "\ud800" }]],
  ["two changes of one file", [change, change]],
  ["a size below zero", [{ ...change, size: -1 }]],
  ["a size that is not an integer", [{ ...change, size: 1.5 }]],
  ["a size that no file has", [{ ...change, size: 2 ** 50 }]],
  ["no mark of a replacement", [{ ...change, replaced: 1 }]],
  ["no ranges", [{ ...change, ranges: "x" }]],
  ["a range of no bytes", [{ ...change, ranges: [{ offset: 0, bytes: [1] }] }]],
  ["a range behind the end", [{ ...change, ranges: [{ offset: 5, bytes }] }]],
  [
    "ranges that overlap",
    [
      {
        ...change,
        ranges: [
          { offset: 0, bytes },
          { offset: 3, bytes },
        ],
      },
    ],
  ],
  ["a range before the file", [{ ...change, ranges: [{ offset: -4, bytes }] }]],
])("changes with %s are refused", (_, value) => {
  expect(() => checkChanges(value)).toThrow(TypeError);
});

test("no two disks share the name of a lock or channel", () => {
  const uuid = "7f0c1c4e-1111-4222-8333-444455556666";
  const disks = ["x", "x:steal", "x%3Asteal", `x:${uuid}`, `x%3A${uuid}`, "x:", "x%", ":x", "%"];
  for (const disk of disks) {
    const names = [diskChannelName(disk), stealLockName(disk), followerChannelName(disk)];
    for (const name of names) {
      expect(
        disks.filter((one) => isNameOfDisk(name, one)),
        name,
      ).toEqual([disk]);
    }
  }
});
