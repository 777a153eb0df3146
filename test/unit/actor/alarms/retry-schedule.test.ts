import { expect, test } from "vitest";
import { RetrySchedule } from "../../../../src/actor/alarms/retry-schedule.ts";

const MOST = 1 - Number.EPSILON;
const c = true;
const u = false;

test.each<[what: string, failures: boolean[], seconds: (number | null)[]]>([
  ["six counted tries, then abandoned", [c, c, c, c, c, c, c], [2, 4, 8, 16, 32, 64, null]],
  [
    "tries that do not count continue forever, up to 1,024 s",
    [u, u, u, u, u, u, u, u, u, u, u, u, u],
    [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1024, 1024, 1024],
  ],
  ["the first that counts begins at 2 s again", [u, u, u, c, c], [2, 4, 8, 2, 4]],
  ["an uncounted try continues from there", [c, c, u, u, c], [2, 4, 8, 16, 2]],
  [
    "the limit applies to every kind of failure",
    [c, c, c, c, c, c, u],
    [2, 4, 8, 16, 32, 64, null],
  ],
  [
    "those between do not use up the limit",
    [c, u, c, u, c, u, c, u, c, u, c, u],
    [2, 4, 2, 4, 2, 4, 2, 4, 2, 4, 2, null],
  ],
])("%s", (_, failures, seconds) => {
  const least = new RetrySchedule();
  const most = new RetrySchedule();
  const delays = (schedule: RetrySchedule, random: number) =>
    failures.map((counts) => schedule.failed(counts, random));
  expect(delays(least, 0)).toEqual(seconds.map((s) => s && s * 1000));
  expect(delays(most, MOST)).toEqual(seconds.map((s) => s && s * 1250));
});

test("counts only counted failures", () => {
  const schedule = new RetrySchedule();
  expect(schedule.counted).toBe(0);
  for (const counts of [u, c, u, c]) schedule.failed(counts, 0);
  expect(schedule.counted).toBe(2);
});

test("the jitter is an integral number of ms", () => {
  for (const random of [0.1, 0.33, 0.5, 0.77, 0.999]) {
    const delay = new RetrySchedule().failed(c, random);
    expect(delay).toBe(2000 + Math.floor(random * 501));
  }
});

test("again() has no limit", () => {
  const schedule = new RetrySchedule();
  for (let n = 0; n < 6; n++) schedule.failed(c, 0);
  expect(schedule.failed(c, 0)).toBe(null);
  expect([schedule.again(0), schedule.again(0), schedule.again(0)]).toEqual([
    128_000, 256_000, 512_000,
  ]);
  expect(schedule.again(0)).toBe(1_024_000);
  expect(schedule.again(0)).toBe(1_024_000);
});
