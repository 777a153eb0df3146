import { expect, test } from "vitest";
import { amountOf } from "../../../../demo/clock/clock-actions.ts";
import { rememberClock, rememberedClock } from "../../../../demo/clock/clock-memory.ts";
import { hostTimeAt, idleTime, rateOf } from "../../../../demo/clock/host-time.ts";
import { Settings } from "../../../../demo/session/settings.ts";

const minute = 60_000;
const real = { mode: "real" } as const;
const frozen = { mode: "frozen", now: 500 } as const;
const fast = { mode: "rated", now: 1000, rate: 60 } as const;
const slow = { mode: "rated", now: 1000, rate: 0.5 } as const;

test.each([
  [real, 7000, 7000],
  [frozen, 7000, 500],
  [fast, 2000, 1000],
  [fast, 2010, 1600],
  // The computer's clock was set back while the event was under way.
  [fast, 1990, 1000],
])("the host's time with %o at %d is %d", (clock, at, time) => {
  expect(hostTimeAt({ clock, heardAt: 2000 }, at)).toBe(time);
});

test.each([
  [real, 1],
  [frozen, 0],
  [fast, 60],
])("the rate of %o is %d", (clock, rate) => {
  expect(rateOf(clock)).toBe(rate);
});

test.each([
  [fast, 1600 + minute],
  [slow, 1005 + minute / 2],
  [frozen, 500],
])("while no host runs, %o is at %d a minute later", (clock, time) => {
  const idle = idleTime({ clock, heardAt: 2000 }, 2010);
  expect(hostTimeAt(idle, 2010 + minute)).toBe(time);
});

test("a clock is stored per disk", () => {
  const settings = new Settings();
  rememberClock(settings, "one", { clock: frozen, heardAt: 0 }, 2000);
  expect(rememberedClock(settings, "one", 9000)).toEqual(frozen);
  expect(rememberedClock(settings, "two", 9000)).toEqual(real);
  rememberClock(settings, "one", { clock: real, heardAt: 0 }, 9000);
  expect(rememberedClock(settings, "one", 9000)).toEqual(real);
});

test("a fast clock resumes at its rate, advanced by the time the page was away", () => {
  const settings = new Settings();
  rememberClock(settings, "one", { clock: fast, heardAt: 2000 }, 2010);
  expect(rememberedClock(settings, "one", 2010 + minute)).toEqual({
    mode: "rated",
    now: 1600 + minute,
    rate: 60,
  });
});

test.each([[null], ["fast"], [{ mode: "frozen" }], [{ mode: "rated", now: 1, rate: 2 }]])(
  "an invalid stored clock is ignored: %o",
  (kept) => {
    const settings = new Settings();
    settings.set("clock one", kept);
    expect(rememberedClock(settings, "one")).toEqual(real);
  },
);

test.each([
  ["7", minute, 7 * minute],
  [" 0.5 ", minute, minute / 2],
  ["0.1", 1, 1],
])("the amount %o of %d ms is %d ms", (text, unit, ms) => {
  expect(amountOf(text, unit)).toBe(ms);
});

test.each([
  ["", minute],
  ["0", minute],
  ["-1", minute],
  ["soon", minute],
  ["1e300", minute],
])("the amount %o is refused", (text, unit) => {
  expect(() => amountOf(text, unit)).toThrow(`a number above 0, not “${text}”`);
});
