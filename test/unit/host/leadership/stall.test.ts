import { expect, test, vi } from "vitest";
import { RealClock } from "../../../../src/clock/real-clock.ts";
import { StallGuard } from "../../../../src/host/leadership/stall.ts";
import { FakePlatform } from "../../fake-platform.ts";

function start() {
  const platform = new FakePlatform(1_000_000);
  const woke = vi.fn<() => void>();
  const guard = new StallGuard({ clock: new RealClock(platform), limit: 1000, woke });
  /** Stops the host: time passes and no timer fires. */
  const stop = (ms: number): void => void (platform.date += ms);
  return { guard, platform, stop, woke };
}

test("a running host, idle or busy, reports no stall", () => {
  const { guard, platform, stop, woke } = start();
  platform.pass(60_000);
  for (let n = 0; n < 10; n++) {
    stop(900);
    guard.look();
  }
  expect(woke).not.toHaveBeenCalled();
});

test("a stall is reported once, by the first look() or timer after it", () => {
  const { guard, platform, stop, woke } = start();
  stop(1001);
  guard.look();
  guard.look();
  expect(woke).toHaveBeenCalledTimes(1);
  stop(5000);
  platform.pass(250);
  expect(woke).toHaveBeenCalledTimes(2);
});

test("close() clears the timer", () => {
  const { guard, platform } = start();
  guard.close();
  expect(platform.pending).toBe(0);
});
