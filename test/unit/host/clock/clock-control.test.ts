import { beforeEach, expect, test } from "vitest";

import { EventLoop } from "../../../../src/actor/event-loop.ts";
import { HostClock } from "../../../../src/clock/host-clock.ts";
import { RealClock } from "../../../../src/clock/real-clock.ts";
import { ClockControl } from "../../../../src/host/clock/clock-control.ts";
import { settle } from "../../../../src/host/clock/settle.ts";

const DAY = 24 * 60 * 60 * 1000;
const START = 1_000_000;

/** Named alarms, each with a time and a handler. */
class Alarms {
  readonly clock: HostClock;
  readonly log: string[] = [];
  readonly pending = new Map<string, number>();
  running = 0;
  ended = 0;

  constructor(clock: HostClock) {
    this.clock = clock;
  }

  set(name: string, time: number, handler: () => unknown = () => undefined): void {
    this.pending.set(name, time);
    this.clock.setTimer(async () => {
      if (!this.pending.delete(name)) return;
      this.running++;
      this.log.push(`${name} at ${this.clock.now() - START}`);
      await handler();
      this.running--;
      this.ended++;
    }, time);
  }

  next(): { time: number; className: string } | null {
    const time = Math.min(...this.pending.values());
    return time === Infinity ? null : { time, className: "Thing" };
  }
}

let clock: HostClock;
let alarms: Alarms;
let control: ClockControl;

beforeEach(() => {
  const realClock = new RealClock();
  const loop = new EventLoop();
  clock = new HostClock();
  clock.freeze(START);
  alarms = new Alarms(clock);
  control = new ClockControl({
    clock,
    realClock,
    alarms,
    settle: () =>
      settle({ loop, realClock, busy: () => false, committed: () => Promise.resolve() }),
  });
});

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => void clock.setTimer(resolve, clock.now() + ms));

test("advance() fires alarms in order, each at its time, including alarms set by handlers", async () => {
  alarms.set("late", START + 30 * DAY);
  alarms.set("early", START + DAY, () => alarms.set("between", clock.now() + DAY));
  await control.advance(30 * DAY);
  expect(alarms.log).toEqual([`early at ${DAY}`, `between at ${2 * DAY}`, `late at ${30 * DAY}`]);
  expect(clock.now()).toBe(START + 30 * DAY);
});

test("runNextAlarm() fires one alarm", async () => {
  alarms.set("b", START + 2000);
  alarms.set("a", START + 1000);
  expect(await control.runNextAlarm()).toBe(true);
  expect([alarms.log, clock.now() - START]).toEqual([["a at 1000"], 1000]);
  expect(await control.runNextAlarm()).toBe(true);
  expect(await control.runNextAlarm()).toBe(false);
  expect([alarms.log, clock.now() - START]).toEqual([["a at 1000", "b at 2000"], 2000]);
});

test("runNextAlarm() waits for a handler that sleeps on the clock", async () => {
  alarms.set("slow", START + 1000, async () => {
    await sleep(5000);
    alarms.log.push(`done at ${clock.now() - START}`);
  });
  expect(await control.runNextAlarm()).toBe(true);
  expect(alarms.log).toEqual(["slow at 1000", "done at 6000"]);
});

test("runNextAlarm() fires an overdue alarm on a frozen clock", async () => {
  alarms.set("overdue", START - 5);
  expect(await control.runNextAlarm()).toBe(true);
  expect([alarms.log, clock.now()]).toEqual([["overdue at 0"], START]);
});

test("runUntilIdle() fires alarms until none is pending, on the real clock", async () => {
  clock.useReal();
  const now = clock.now();
  let left = 3;
  const again = (): void => {
    if (--left > 0) alarms.set(`alarm ${left}`, clock.now() + DAY, again);
  };
  alarms.set("alarm 3", now + DAY, again);
  expect(await control.runUntilIdle()).toBe(3);
  expect(alarms.log).toHaveLength(3);
  expect(clock.now()).toBeGreaterThanOrEqual(now + 3 * DAY);
});

test("runUntilIdle() rejects when an alarm always sets the next one", async () => {
  const again = (): void => alarms.set("again", clock.now() + 1000, again);
  alarms.set("again", START + 1000, again);
  await expect(control.runUntilIdle(5)).rejects.toThrow(
    /^5 alarms ran, and one more of class Thing is pending at 1970-01-01T00:16:46.000Z/,
  );
  expect(alarms.ended).toBe(5);
});

test("runUntilIdle() accepts as many alarms as its limit", async () => {
  alarms.set("a", START + 1);
  alarms.set("b", START + 2);
  expect(await control.runUntilIdle(2)).toBe(2);
  await expect(control.runUntilIdle(0)).rejects.toThrow(RangeError);
});
