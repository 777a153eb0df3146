import { expect, test } from "vitest";
import { LONGEST_DELAY, LOOK_AGAIN, RealClock } from "../../../src/clock/real-clock.ts";
import { FakePlatform } from "../fake-platform.ts";

const START = 1_800_000_000_000;
const DAY = 86_400_000;

function setUp(longestHop?: number) {
  const platform = new FakePlatform(START);
  const clock = new RealClock(platform, longestHop);
  const fired: [name: string, at: number][] = [];
  const timer = (name: string, time: number) =>
    clock.setTimer(() => fired.push([name, clock.now()]), time);
  return { platform, clock, fired, timer };
}

test.each<[name: string, delay: number, expected: number]>([
  ["now", 0, 0],
  ["in the past", -5000, 0],
  ["a fraction of a ms", 0.5, 1],
  ["1 ms", 1, 1],
  ["one hop", LOOK_AGAIN, LOOK_AGAIN],
  ["2^31-1 ms", LONGEST_DELAY, LONGEST_DELAY],
  ["2^31 ms", 2 ** 31, 2 ** 31],
  ["2^32+5000 ms", 2 ** 32 + 5000, 2 ** 32 + 5000],
])("a timer fires at its time and not before: %s", (_, delay, expected) => {
  for (const longestHop of [undefined, LONGEST_DELAY]) {
    const { platform, fired, timer } = setUp(longestHop);
    timer("a", START + delay);
    expect(fired).toEqual([]);
    platform.pass(Math.max(expected - 1, 0));
    expect(fired.length).toBe(expected > 0 ? 0 : 1);
    platform.pass(2);
    expect(fired).toEqual([["a", START + expected]]);
    expect(Math.max(...platform.delays)).toBeLessThanOrEqual(longestHop ?? LOOK_AGAIN);
  }
});

test("a timer at Infinity never fires and keeps the platform idle", () => {
  const { platform, fired, timer } = setUp();
  timer("never", Infinity);
  expect(platform.pending).toBe(0);
  platform.pass(100 * DAY);
  expect(fired).toEqual([]);
});

test("a timer at NaN is refused", () => {
  expect(() => setUp().timer("a", NaN)).toThrow(RangeError);
});

test.each([0, -1, NaN, LONGEST_DELAY + 1])("a longest hop of %d ms is refused", (hop) => {
  expect(() => new RealClock(new FakePlatform(), hop)).toThrow(RangeError);
});

test("now() is an integer", () => {
  const { platform, clock } = setUp();
  platform.date = START + 0.9;
  expect(clock.now()).toBe(START);
});

test("if the platform fires early, the clock waits again", () => {
  const { platform, fired, timer } = setUp();
  timer("a", START + 1000);
  platform.pass(999.6);
  platform.fireAll();
  platform.fireAll();
  expect(fired).toEqual([]);
  platform.pass(1);
  expect(fired).toEqual([["a", START + 1000]]);
});

test("a timer waits for its time when the computer's clock is set back", () => {
  const { platform, fired, timer } = setUp();
  timer("a", START + 1000);
  platform.pass(500);
  platform.date -= 3_600_000;
  platform.pass(3_600_000);
  expect(fired).toEqual([]);
  platform.pass(500);
  expect(fired).toEqual([["a", START + 1000]]);
});

test("a timer fires at the next hop after the computer's clock was set forward or it slept", () => {
  const { platform, fired, timer } = setUp();
  timer("a", START + 10 * DAY);
  platform.pass(30_000);
  platform.date += 20 * DAY;
  platform.pass(LOOK_AGAIN - 30_000 - 1);
  expect(fired).toEqual([]);
  platform.pass(1);
  expect(fired).toEqual([["a", START + 20 * DAY + LOOK_AGAIN]]);
});

test("recheck() notices a changed clock at once, and fires in its own task", () => {
  const { platform, clock, fired, timer } = setUp();
  timer("a", START + 10 * DAY);
  platform.date += 20 * DAY;
  clock.recheck();
  expect(fired).toEqual([]);
  platform.pass(0);
  expect(fired).toEqual([["a", START + 20 * DAY]]);
});

test("one platform timer for any number of timers", () => {
  const { platform, timer } = setUp();
  for (let n = 0; n < 1000; n++) timer(`${n}`, START + 1000 + n);
  expect(platform.pending).toBe(1);
  expect(platform.delays).toEqual([1000]);
});

test("an earlier timer is armed at once; a cleared one does not fire", () => {
  const { platform, clock, fired, timer } = setUp();
  timer("late", START + 1000);
  const cleared = timer("cleared", START + 500);
  timer("early", START + 100);
  clock.clearTimer(cleared);
  clock.clearTimer(12345);
  platform.pass(1000);
  expect(fired).toEqual([
    ["early", START + 100],
    ["late", START + 1000],
  ]);
});

test("clearing the last timer clears the platform's timer", () => {
  const { platform, clock, timer } = setUp();
  clock.clearTimer(timer("a", START + 1000));
  expect(platform.pending).toBe(0);
  timer("b", START + 2000);
  expect(platform.delays.at(-1)).toBe(2000);
});

test("timers due together fire by time, then in the order of creation", () => {
  const { platform, fired, timer } = setUp();
  for (const [name, delay] of [
    ["c", 20],
    ["a", 10],
    ["d", 20],
    ["b", 10],
    ["e", 20],
  ] as const) {
    timer(name, START + delay);
  }
  platform.date += 50;
  platform.pass(10);
  expect(fired.map(([name]) => name)).toEqual(["a", "b", "c", "d", "e"]);
});

test("a timer set by a callback fires in a later task, even if it is overdue", () => {
  const { platform, clock, fired, timer } = setUp();
  let tasks = 0;
  clock.setTimer(() => {
    timer("made meanwhile", START - 1000);
    expect(fired).toEqual([]);
    tasks++;
  }, START + 10);
  timer("after", START + 10);
  platform.pass(10);
  expect(tasks).toBe(1);
  expect(fired.map(([name]) => name)).toEqual(["made meanwhile", "after"]);
});

test("other timers fire although a callback throws", () => {
  const { platform, clock, fired, timer } = setUp();
  clock.setTimer(() => {
    throw new Error("thrown by a timer");
  }, START + 10);
  timer("after", START + 10);
  expect(() => platform.pass(10)).toThrow("thrown by a timer");
  platform.pass(1);
  expect(fired.map(([name]) => name)).toEqual(["after"]);
});

test("uses the platform's timers and date as of loading the module", async () => {
  const clock = new RealClock();
  const { now } = Date;
  const { setTimeout } = globalThis;
  const before = now();
  try {
    Date.now = () => 0;
    globalThis.setTimeout = (() => {
      throw new Error("the patched setTimeout was called");
    }) as unknown as typeof setTimeout;
    expect(clock.now()).toBeGreaterThanOrEqual(before);
    await new Promise<void>((resolve) => clock.setTimer(resolve, before + 5));
    expect(now()).toBeGreaterThanOrEqual(before + 5);
  } finally {
    Date.now = now;
    globalThis.setTimeout = setTimeout;
  }
});
