import { expect, test } from "vitest";
import { countdown, duration, fileSize } from "../../../demo/quantities.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [0, "0.0 s"],
  [4249, "4.2 s"],
  [59_949, "59.9 s"],
  [59_950, "1 min"],
  [200_000, "3 min 20 s"],
  [hour, "1 h"],
  [hour + 1000, "1 h 1 s"],
  [day, "1 day"],
  [30 * day + 2 * hour + 3 * minute, "30 days 2 h"],
])("a duration of %d ms is %s", (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test.each([
  [-5, "00:00.0"],
  [0, "00:00.0"],
  // A countdown rounds up to a tenth of a second.
  [1, "00:00.1"],
  [4200, "00:04.2"],
  [90_000, "01:30.0"],
  [hour - 100, "59:59.9"],
  [hour, "01:00:00"],
  [day - 1000, "23:59:59"],
  [29 * day + 1000, "29 d 00:00:01"],
])("a countdown of %d ms shows %s", (ms, text) => {
  expect(countdown(ms)).toBe(text);
});

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [4096, "4.0 KiB"],
  [16_384, "16.0 KiB"],
  [3_355_443, "3.2 MiB"],
  [10 * 1024 ** 3, "10.0 GiB"],
])("%d bytes are %s", (bytes, text) => {
  expect(fileSize(bytes)).toBe(text);
});
