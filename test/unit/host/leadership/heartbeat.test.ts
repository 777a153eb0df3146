import { beforeEach, describe, expect, test } from "vitest";

import { RealClock } from "../../../../src/clock/real-clock.ts";
import { Heartbeat } from "../../../../src/host/leadership/heartbeat.ts";
import { FakePlatform } from "../../fake-platform.ts";

const PATIENCE = 10_000;
const INTERVAL = PATIENCE / 4;

let platform: FakePlatform;
let asked: number;
let silent: number;
/** What the other side does when it is asked. */
let answer: (heartbeat: Heartbeat) => void;
let heartbeat: Heartbeat;

beforeEach(() => {
  platform = new FakePlatform(1_000_000);
  [asked, silent] = [0, 0];
  answer = () => undefined;
  heartbeat = new Heartbeat({
    clock: new RealClock(platform),
    patience: PATIENCE,
    ask: () => {
      asked++;
      answer(heartbeat);
    },
    silent: () => void silent++,
  });
});

describe("another host", () => {
  test("that never answers is silent when its time is up, and again after as long", () => {
    heartbeat.ask();
    platform.pass(PATIENCE - 1);
    expect([asked, silent]).toEqual([4, 0]);
    platform.pass(1);
    expect(silent).toBe(1);
    platform.pass(PATIENCE);
    expect(silent).toBe(2);
  });

  test("that answers is not silent", () => {
    answer = () => heartbeat.broken();
    heartbeat.ask();
    platform.pass(10 * PATIENCE);
    expect([asked, silent]).toEqual([41, 0]);
  });

  test("that answers now and then is not silent", () => {
    heartbeat.ask();
    for (let i = 0; i < 5; i++) {
      platform.pass(PATIENCE - 1);
      heartbeat.broken();
    }
    expect(silent).toBe(0);
    platform.pass(PATIENCE + INTERVAL);
    expect(silent).toBe(1);
  });

  test("is not taken to be silent by one that was asleep", () => {
    heartbeat.ask();
    platform.pass(PATIENCE - 1);
    // The computer sleeps: its date goes on, its timers do not.
    platform.date += 3_600_000;
    platform.pass(1);
    expect(silent).toBe(0);
    platform.pass(PATIENCE - 1);
    expect(silent).toBe(0);
    platform.pass(1);
    expect(silent).toBe(1);
  });

  test("is never taken to be silent by one whose timers are throttled", () => {
    heartbeat.ask();
    for (let i = 0; i < 20; i++) {
      platform.date += 60_000;
      platform.fireAll();
    }
    expect([asked, silent]).toEqual([21, 0]);
  });

  test("has all its time after a wake-up", () => {
    heartbeat.ask();
    platform.pass(PATIENCE - 1);
    heartbeat.ask();
    platform.pass(PATIENCE - 1);
    expect(silent).toBe(0);
    platform.pass(1);
    expect(silent).toBe(1);
  });

  test("is not asked any more after the end", () => {
    heartbeat.ask();
    heartbeat.close();
    platform.pass(10 * PATIENCE);
    expect([asked, silent, platform.pending]).toEqual([1, 0, 0]);
  });
});
