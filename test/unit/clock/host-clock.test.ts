import { expect, test } from "vitest";
import { HostClock, type HostClockState } from "../../../src/clock/host-clock.ts";
import { RealClock } from "../../../src/clock/real-clock.ts";
import { FASTEST_RATE, LAST_TIME } from "../../../src/clock/virtual-time.ts";
import { FakePlatform } from "../fake-platform.ts";

const START = 1_800_000_000_000;
const DAY = 86_400_000;
const settled = () => Promise.resolve();

function setUp() {
  const platform = new FakePlatform(START);
  const changes: HostClockState[] = [];
  const clock = new HostClock({
    real: new RealClock(platform),
    changed: (state) => changes.push(state),
  });
  const fired: [name: string, at: number][] = [];
  const timer = (name: string, time: number) =>
    clock.setTimer(() => fired.push([name, clock.now()]), time);
  return { platform, clock, fired, timer, changes };
}

test("starts as the computer's clock", () => {
  const { platform, clock, fired, timer } = setUp();
  timer("a", START + 1000);
  platform.pass(1000);
  expect(clock.state()).toEqual({ mode: "real" });
  expect(fired).toEqual([["a", START + 1000]]);
});

test("frozen, it stands still and fires only due timers", () => {
  const { platform, clock, fired, timer } = setUp();
  clock.freeze();
  timer("later", START + 1);
  timer("now", START);
  timer("past", START - 1);
  expect(fired).toEqual([]);
  platform.pass(10 * DAY);
  expect(fired).toEqual([
    ["past", START],
    ["now", START],
  ]);
  expect(clock.state()).toEqual({ mode: "frozen", now: START });
  expect(clock.nextTimer()).toBe(START + 1);
});

test.each<[rate: number, real: number, virtual: number]>([
  [1, 1000, 1000],
  [60, 1000, 60_000],
  [0.5, 1000, 500],
  [0.001, 1_000_000, 1000],
  [FASTEST_RATE, 2592, 30 * DAY],
  [7, 1001, 7001],
  [1 / 3, 3000, 1000],
])("at the rate %d, %d real ms fire a timer of %d ms, and none early", (rate, real, virtual) => {
  const { platform, clock, fired, timer } = setUp();
  clock.run(rate);
  timer("a", START + virtual);
  platform.pass(real - 1);
  expect(fired).toEqual([]);
  platform.pass(2);
  expect(fired.length).toBe(1);
  expect(fired[0]?.[1]).toBeGreaterThanOrEqual(START + virtual);
  expect(fired[0]?.[1]).toBeLessThan(START + virtual + 2 * Math.max(rate, 1));
});

test("timers survive every change of mode", () => {
  const { platform, clock, fired, timer } = setUp();
  timer("a", START + 1000);
  timer("b", START + 2000);
  clock.freeze();
  platform.pass(5000);
  expect(fired).toEqual([]);
  clock.run(10);
  platform.pass(100);
  expect(fired).toEqual([["a", START + 1000]]);
  clock.useReal();
  platform.pass(0);
  expect(fired.map(([name]) => name)).toEqual(["a", "b"]);
  expect(clock.now()).toBe(START + 5100);
});

test("freeze(at) and run(rate, from) jump: timers in between fire late, at the new time", () => {
  const { platform, clock, fired, timer } = setUp();
  timer("b", START + 2000);
  timer("a", START + 1000);
  clock.freeze(START + DAY);
  platform.pass(0);
  expect(fired).toEqual([
    ["a", START + DAY],
    ["b", START + DAY],
  ]);
  clock.run(2, START - DAY);
  platform.pass(10);
  expect(clock.state()).toEqual({ mode: "rated", now: START - DAY + 20, rate: 2 });
});

test("advance fires each timer at its time, in order, including timers set meanwhile", async () => {
  const { clock, fired, timer } = setUp();
  clock.freeze();
  clock.setTimer(() => {
    fired.push(["first", clock.now()]);
    timer("made by first", clock.now() + 500);
    timer("made by first, too late", clock.now() + DAY);
  }, START + 1000);
  timer("third", START + 1600);
  timer("third, made later", START + 1600);
  timer("at the end", START + 2000);
  timer("after the end", START + 2001);
  await clock.advance(2000, settled);
  expect(fired).toEqual([
    ["first", START + 1000],
    ["made by first", START + 1500],
    ["third", START + 1600],
    ["third, made later", START + 1600],
    ["at the end", START + 2000],
  ]);
  expect(clock.state()).toEqual({ mode: "frozen", now: START + 2000 });
});

test("advance waits for the work of each timer before it continues", async () => {
  const { clock, fired, timer } = setUp();
  clock.freeze();
  const log: string[] = [];
  let rest = Promise.resolve();
  clock.setTimer(() => {
    rest = (async () => {
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      log.push(`at rest at ${clock.now() - START}`);
      timer("made late", clock.now() + 1);
    })();
  }, START + 10);
  timer("next", START + 20);
  await clock.advance(100, () => rest);
  expect(log).toEqual(["at rest at 10"]);
  expect(fired).toEqual([
    ["made late", START + 11],
    ["next", START + 20],
  ]);
});

test("thirty days pass at once", async () => {
  const { clock, fired, timer } = setUp();
  timer("a", START + 30 * DAY);
  await clock.advance(30 * DAY - 1, settled);
  expect(fired).toEqual([]);
  await clock.advance(1, settled);
  expect(fired).toEqual([["a", START + 30 * DAY]]);
});

test.each<[mode: string, before: (clock: HostClock) => void, after: HostClockState]>([
  ["real", () => {}, { mode: "rated", now: START + 5000, rate: 1 }],
  ["frozen", (clock) => clock.freeze(), { mode: "frozen", now: START + 5000 }],
  ["rated", (clock) => clock.run(3), { mode: "rated", now: START + 5000, rate: 3 }],
])("a %s clock continues from its new time", async (_, before, after) => {
  const { clock, changes } = setUp();
  before(clock);
  await clock.advance(5000, settled);
  expect(clock.state()).toEqual(after);
  expect(changes.at(-1)).toEqual(after);
});

test("a running clock stands still during a move", async () => {
  const { platform, clock, fired, timer } = setUp();
  timer("a", START + 10);
  timer("b", START + 20);
  await clock.advance(100, async () => platform.pass(50));
  expect(fired).toEqual([
    ["a", START + 10],
    ["b", START + 20],
  ]);
  expect(clock.now()).toBe(START + 100);
  timer("c", START + 110);
  platform.pass(10);
  expect(fired.at(-1)).toEqual(["c", START + 110]);
});

test("set backward: nothing fires, timers keep their times", async () => {
  const { clock, fired, timer } = setUp();
  clock.freeze();
  timer("a", START + 1000);
  await clock.set(START - DAY, settled);
  expect(fired).toEqual([]);
  expect(clock.now()).toBe(START - DAY);
  await clock.set(START + 999, settled);
  expect(fired).toEqual([]);
  await clock.set(START + 1000, settled);
  expect(fired).toEqual([["a", START + 1000]]);
});

test("an overdue timer fires at the current time, not in the past", async () => {
  const { clock, fired, timer } = setUp();
  clock.freeze();
  timer("overdue", START - DAY);
  await clock.advance(10, settled);
  expect(fired).toEqual([["overdue", START]]);
});

test("moves wait for each other", async () => {
  const { clock, fired, timer } = setUp();
  clock.freeze();
  timer("a", START + 10);
  timer("b", START + 15);
  await Promise.all([clock.advance(10, settled), clock.advance(10, settled)]);
  expect(clock.now()).toBe(START + 20);
  expect(fired).toEqual([
    ["a", START + 10],
    ["b", START + 15],
  ]);
});

test("a switch ends a move, even one that never settles; the next one works", async () => {
  const { platform, clock, fired, timer } = setUp();
  clock.freeze();
  timer("a", START + 10);
  timer("b", START + 20);
  let release: (() => void) | undefined;
  const moved = clock.advance(DAY, () => new Promise((resolve) => (release = resolve)));
  await Promise.resolve();
  expect(fired).toEqual([["a", START + 10]]);
  clock.run(1);
  platform.pass(10);
  expect(fired.at(-1)).toEqual(["b", START + 20]);
  release?.();
  await expect(moved).rejects.toThrow('switched to "rated"');
  expect(clock.state()).toEqual({ mode: "rated", now: START + 20, rate: 1 });
  await clock.advance(5, settled);
  expect(clock.now()).toBe(START + 25);
});

test("if settling fails, the clock keeps its time and mode", async () => {
  const { clock, timer } = setUp();
  clock.freeze();
  timer("a", START + 10);
  await expect(clock.advance(20, () => Promise.reject(new Error("no rest")))).rejects.toThrow(
    "no rest",
  );
  expect(clock.state()).toEqual({ mode: "frozen", now: START + 10 });
});

test("cleared timers do not fire, in any mode", async () => {
  const { platform, clock, fired, timer } = setUp();
  const one = timer("one", START + 10);
  const two = timer("two", START + 20);
  clock.clearTimer(one);
  platform.pass(15);
  clock.freeze();
  clock.clearTimer(two);
  await clock.advance(DAY, settled);
  expect(fired).toEqual([]);
  expect(clock.nextTimer()).toBe(null);
});

test.each([0, -1, NaN, Infinity, -Infinity, FASTEST_RATE + 1, 1e300])(
  "the rate %d is refused and changes nothing",
  (rate) => {
    const { clock } = setUp();
    expect(() => clock.run(rate)).toThrow(RangeError);
    expect(() => clock.run(rate)).toThrow(`the rate ${rate}`);
    expect(clock.state()).toEqual({ mode: "real" });
  },
);

test.each([-1, NaN, Infinity, LAST_TIME + 1])("the time %d is refused", (time) => {
  const { clock } = setUp();
  expect(() => clock.freeze(time)).toThrow(RangeError);
  expect(() => clock.run(1, time)).toThrow(RangeError);
  expect(() => clock.set(time, settled)).toThrow(RangeError);
  expect(clock.state()).toEqual({ mode: "real" });
});

test.each([-1, NaN, Infinity, LAST_TIME + 1])("advance(%d) is refused", (ms) => {
  const { clock } = setUp();
  expect(() => clock.advance(ms, settled)).toThrow(RangeError);
});

test("an advance past the last time is refused", async () => {
  const { clock } = setUp();
  await expect(clock.advance(LAST_TIME, settled)).rejects.toThrow(RangeError);
  expect(clock.state()).toEqual({ mode: "real" });
});

test("recheck() reads the computer's time again", () => {
  const { platform, clock, fired, timer } = setUp();
  timer("a", START + DAY);
  platform.date += 2 * DAY;
  clock.recheck();
  platform.pass(0);
  expect(fired).toEqual([["a", START + 2 * DAY]]);
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
