import { beforeEach, describe, expect, test } from "vitest";

import { RealClock } from "../../../../src/clock/real-clock.ts";
import { Heartbeat } from "../../../../src/host/leadership/heartbeat.ts";
import { FakePlatform } from "../../fake-platform.ts";

const PATIENCE = 10_000;
const INTERVAL = PATIENCE / 4;

let platform: FakePlatform;
let asked: number;
let silent: number;
/** Called for each heartbeat sent. */
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

describe("the other host", () => {
  test("is silent after each timeout without an answer", () => {
    heartbeat.ask();
    platform.pass(PATIENCE - 1);
    expect([asked, silent]).toEqual([4, 0]);
    platform.pass(1);
    expect(silent).toBe(1);
    platform.pass(PATIENCE);
    expect(silent).toBe(2);
  });

  test("is not silent if it answers", () => {
    answer = () => heartbeat.broken();
    heartbeat.ask();
    platform.pass(10 * PATIENCE);
    expect([asked, silent]).toEqual([41, 0]);
  });

  test("is not silent if it answers just before each timeout", () => {
    heartbeat.ask();
    for (let i = 0; i < 5; i++) {
      platform.pass(PATIENCE - 1);
      heartbeat.broken();
    }
    expect(silent).toBe(0);
    platform.pass(PATIENCE + INTERVAL);
    expect(silent).toBe(1);
  });

  test("is not silent because this host slept", () => {
    heartbeat.ask();
    platform.pass(PATIENCE - 1);
    // The computer sleeps: the date advances, timers do not.
    platform.date += 3_600_000;
    platform.pass(1);
    expect(silent).toBe(0);
    platform.pass(PATIENCE - 1);
    expect(silent).toBe(0);
    platform.pass(1);
    expect(silent).toBe(1);
  });

  test("is not silent because this host's timers are throttled", () => {
    heartbeat.ask();
    for (let i = 0; i < 20; i++) {
      platform.date += 60_000;
      platform.fireAll();
    }
    expect([asked, silent]).toEqual([21, 0]);
  });

  test("gets the full timeout after each ask()", () => {
    heartbeat.ask();
    platform.pass(PATIENCE - 1);
    heartbeat.ask();
    platform.pass(PATIENCE - 1);
    expect(silent).toBe(0);
    platform.pass(1);
    expect(silent).toBe(1);
  });

  test("is not asked after close()", () => {
    heartbeat.ask();
    heartbeat.close();
    platform.pass(10 * PATIENCE);
    expect([asked, silent, platform.pending]).toEqual([1, 0, 0]);
  });
});
