import { expect, test } from "vitest";
import { milliseconds, timeOf } from "../../../../src/tools/playwright/duration.ts";

test.each([
  [1500, 1500],
  ["08", 8_000],
  ["01:30", 90_000],
  ["24:00:00", 86_400_000],
])("%j is %i ms", (duration, ms) => {
  expect(milliseconds(duration)).toBe(ms);
});

test.each(["", "1:2", "a", "1:00:00:00", "-1"])("%j is no duration", (duration) => {
  expect(() => milliseconds(duration)).toThrow(`"${duration}" is not a duration`);
});

test("a time is ms, a date or text", () => {
  const times = [0, new Date(0), "1970-01-01T00:00:00Z"].map(timeOf);
  expect(times).toEqual([0, 0, 0]);
  expect(() => timeOf("soon")).toThrow('"soon" is not a time.');
});
