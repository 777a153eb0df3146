import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ClockMemory } from "../../../../src/tools/playwright/clock-memory.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1000 }));
afterEach(() => void vi.useRealTimers());

test("an untouched clock is left to the page", () => {
  expect(new ClockMemory(undefined).state).toBeUndefined();
});

test("a frozen clock stands still, a rated one has gone on", () => {
  const frozen = new ClockMemory({ mode: "frozen", now: 5 });
  const rated = new ClockMemory({ mode: "rated", now: 5, rate: 10 });
  vi.setSystemTime(1100);
  expect(frozen.state).toEqual({ mode: "frozen", now: 5 });
  expect(rated.state).toEqual({ mode: "rated", now: 1005, rate: 10 });
});

test("a real clock that is moved keeps its speed", () => {
  const clock = new ClockMemory(undefined);
  clock.moveTo(9000);
  vi.setSystemTime(1100);
  expect(clock.state).toEqual({ mode: "rated", now: 9100, rate: 1 });
  expect(clock.now).toBe(9100);
});
