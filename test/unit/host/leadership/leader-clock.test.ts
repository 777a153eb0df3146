import { expect, test } from "vitest";
import { RealClock } from "../../../../src/clock/real-clock.ts";
import { LeaderClock } from "../../../../src/host/leadership/leader-clock.ts";
import type { Served } from "../../../../src/host/relay/served.ts";
import type { ClockState, HostEvent } from "../../../../src/protocol/events.ts";
import { FakePlatform } from "../../fake-platform.ts";

function start() {
  const platform = new FakePlatform(1_000_000);
  return { platform, clock: new LeaderClock(new RealClock(platform)) };
}

const changed = (clock: ClockState): HostEvent => ({ type: "clock-changed", time: 0, clock });

const happened = (time: number): HostEvent => ({
  type: "leader-changed",
  time,
  disk: "disk",
  role: "leader",
});

const leaderWith = (state: () => Promise<ClockState & { now: number }>): Served =>
  ({ clock: { state } }) as unknown as Served;

test("the clock is unknown before the leader reports it", async () => {
  const { clock } = start();
  clock.hear(happened(5));
  await clock.ask(leaderWith(() => Promise.reject(new Error("gone"))));
  expect(clock.state).toBe(undefined);
});

test.each<ClockState>([{ mode: "real" }, { mode: "frozen", now: 7 }])(
  "the clock is the leader's answer: %j",
  async (state) => {
    const { clock, platform } = start();
    await clock.ask(leaderWith(async () => ({ now: 3, ...state })));
    platform.pass(10_000);
    expect(clock.state).toEqual(state);
  },
);

test("a rated clock advances at its rate", () => {
  const { clock, platform } = start();
  clock.hear(changed({ mode: "rated", now: 100, rate: 60 }));
  platform.pass(1000);
  expect(clock.state).toEqual({ mode: "rated", now: 60_100, rate: 60 });
  // The computer's clock is set back; the rated clock is not.
  platform.date -= 50_000;
  expect(clock.state).toEqual({ mode: "rated", now: 100, rate: 60 });
});

test("events advance a frozen clock while the leader moves it", () => {
  const { clock } = start();
  clock.hear(changed({ mode: "frozen", now: 100 }));
  clock.hear(happened(250));
  clock.hear(happened(200));
  expect(clock.state).toEqual({ mode: "frozen", now: 250 });
  clock.hear(changed({ mode: "frozen", now: 50 }));
  expect(clock.state).toEqual({ mode: "frozen", now: 50 });
});
