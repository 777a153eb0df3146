import { expect, test, vi } from "vitest";
import { RealClock } from "../../../../src/clock/real-clock.ts";
import { StallGuard } from "../../../../src/host/leadership/stall.ts";
import { FakePlatform } from "../../fake-platform.ts";

function start() {
  const platform = new FakePlatform(1_000_000);
  const woke = vi.fn<() => void>();
  const doze = new StallGuard({ clock: new RealClock(platform), limit: 1000, woke });
  /** The host is stopped: time goes by, and no timer fires. */
  const stop = (ms: number): void => void (platform.date += ms);
  return { doze, platform, stop, woke };
}

test("a host that is awake is never told that it slept, idle or not", () => {
  const { doze, platform, stop, woke } = start();
  platform.pass(60_000);
  for (let n = 0; n < 10; n++) {
    stop(900);
    doze.look();
  }
  expect(woke).not.toHaveBeenCalled();
});

test("whatever comes first after a doze tells of it, once", () => {
  const { doze, platform, stop, woke } = start();
  stop(1001);
  doze.look();
  doze.look();
  expect(woke).toHaveBeenCalledTimes(1);
  stop(5000);
  platform.pass(250);
  expect(woke).toHaveBeenCalledTimes(2);
});

test("afterwards nothing is left of it", () => {
  const { doze, platform } = start();
  doze.close();
  expect(platform.pending).toBe(0);
});
