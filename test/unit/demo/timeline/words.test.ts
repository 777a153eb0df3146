import { expect, test } from "vitest";
import { clockBadge, clockSentence } from "../../../../demo/clock/clock-words.ts";
import { markFacts, markName, markTitle } from "../../../../demo/timeline/mark-words.ts";
import type { ComingMark, RunMark } from "../../../../demo/timeline/marks.ts";

const at = new Date(2026, 10, 24, 12).getTime();
const entry = { seq: 1, time: at, realTime: at, event: { type: "page-loaded" } } as const;

const run = (change: Partial<RunMark> = {}): RunMark => ({
  kind: "run",
  key: "run",
  time: at,
  entry,
  outcome: "succeeded",
  scheduledTime: at,
  due: at,
  late: false,
  end: at + 5,
  retryCount: 0,
  error: null,
  retryAt: null,
  counted: false,
  next: null,
  last: entry,
  ...change,
});

const coming: ComingMark = {
  kind: "coming",
  key: "coming",
  time: at + 4200,
  entry,
  scheduledTime: at,
  retryCount: 2,
};

test.each([
  [run(), "Alarm delivered, 12:00:00"],
  [run({ late: true, due: at - 3000 }), "Late alarm delivered, 12:00:00, 3 s late"],
  [
    run({ outcome: "failed", retryCount: 1, retryAt: at + 4000 }),
    "Retry 1 failed, 12:00:00, retry at 12:00:04",
  ],
  [
    run({ next: at + 86_400_000 }),
    "Alarm delivered, 12:00:00, next alarm set for 25 Nov, 12:00:00",
  ],
  [run({ outcome: "lost" }), "Alarm interrupted, 12:00:00"],
  [coming, "Retry 2 pending, 12:00:04, in 4.2 s"],
])("a mark's name has its kind, its time and what follows", (mark, name) => {
  expect(markName(mark, at)).toBe(name);
  expect(name.startsWith(markTitle(mark))).toBe(true);
});

const facts = (mark: RunMark): Record<string, string> =>
  Object.fromEntries(markFacts(mark, at).map(({ term, text }) => [term, text]));

test("the facts of a delivery: when, how late, how long, and what comes next", () => {
  expect(facts(run())).toEqual({
    "Set for": "24 Nov 2026, 12:00:00.000",
    Fired: "24 Nov 2026, 12:00:00.000",
    Late: "no",
    Took: "5 ms",
  });
  expect(facts(run({ due: at + 60_000 }))["Early"]).toBe("by 1 min, with Fire now");
  const error = { name: "TypeError", message: "no" };
  const failed = { outcome: "failed", error, retryAt: at + 2005, due: at - 12 } as const;
  expect(facts(run({ ...failed, counted: true }))).toMatchObject({
    Late: "by 12 ms",
    Error: "TypeError: no",
    Retry: "24 Nov 2026, 12:00:02.005, 2 s after the failure",
  });
  expect(facts(run(failed))["Retry"]).toContain("does not count against the retry limit");
  expect(facts(run({ outcome: "failed", error }))["Retry"]).toBe("none");
});

test("the facts of a delivery keep the host's time when the clock was set back", () => {
  const moved = { ...entry, hostTime: at + 60_000 };
  expect(facts(run({ entry: moved, due: at + 59_000 }))).toMatchObject({
    Fired: "24 Nov 2026, 12:01:00.000",
    Late: "by 1 s",
  });
});

const hour = 3_600_000;

test.each([
  [{ mode: "real" }, at, "Real time", "The objects use the computer's clock."],
  [
    { mode: "frozen", now: at },
    at,
    "Paused",
    "The objects' clock is paused, at the computer's time.",
  ],
  [
    { mode: "rated", now: at, rate: 1 },
    at + hour,
    "Shifted time",
    "The objects' clock runs at normal speed, 1 h ahead of the computer.",
  ],
  [
    { mode: "rated", now: at, rate: 3600 },
    at - hour,
    "Time ×3,600",
    "The objects' clock runs 3,600 times as fast, 1 h behind the computer.",
  ],
] as const)("the clock %o has a badge and a sentence", (clock, time, badge, sentence) => {
  expect(clockBadge(clock)).toBe(badge);
  expect(clockSentence(clock, time, at)).toBe(sentence);
});
