import { expect, test } from "vitest";
import { spanWords } from "../../../../demo/clock/time-words.ts";
import { clustersOf, clusterWith, firstFrom } from "../../../../demo/timeline/clusters.ts";
import type { ComingMark, LaneMark } from "../../../../demo/timeline/marks.ts";
import { contextOf, ticksOf } from "../../../../demo/timeline/time-ticks.ts";
import {
  endOf,
  fitted,
  following,
  followingSpan,
  LONGEST,
  NOW_SHARE,
  panned,
  revealing,
  shareOf,
  SHORTEST,
  steppedTo,
  zoomed,
} from "../../../../demo/timeline/viewport.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const noon = new Date(2026, 10, 24, 12).getTime();
const view = { from: noon, span: 100 * second };

test.each([
  [0, "0 ms"],
  [999, "999 ms"],
  [1000, "1 s"],
  [4249, "4.2 s"],
  [-4249, "4.2 s"],
  [59_949, "59.9 s"],
  [59_951, "1 min"],
  [200_000, "3 min 20 s"],
  [hour + 5 * second, "1 h"],
  [30 * day + 2 * hour + 3 * minute, "30 days 2 h"],
  [365 * day, "1 year"],
  [730 * day, "2 years"],
])("a span of %d ms is %s", (ms, words) => {
  expect(spanWords(ms)).toBe(words);
});

test("zooming keeps the time under the pointer, within its limits", () => {
  const near = zoomed(view, 4, 0.25);
  expect(near.span).toBe(25 * second);
  expect(shareOf(near, noon + 25 * second)).toBe(0.25);
  expect(zoomed(view, 1e9, 0.5).span).toBe(SHORTEST);
  expect(zoomed(view, 1e-12, 0.5).span).toBe(LONGEST);
});

test("panning, fitting and revealing", () => {
  expect(panned(view, 0.5)).toEqual({ from: noon + 50 * second, span: 100 * second });
  const all = fitted({ from: noon, to: noon + day });
  expect(shareOf(all, noon)).toBeGreaterThan(0.02);
  expect(shareOf(all, noon + day)).toBeLessThan(0.98);
  expect(fitted({ from: noon, to: noon })).toEqual({ from: noon - 5 * second, span: 10 * second });
  expect(shareOf(fitted({ from: noon, to: 8.64e15 }), noon)).toBeCloseTo(0.06);
  expect(revealing(view, noon + 50 * second)).toBe(view);
  expect(shareOf(revealing(view, noon - day), noon - day)).toBeCloseTo(0.2);
  expect(shareOf(revealing(view, noon + day), noon + day)).toBeCloseTo(0.75);
});

test("following keeps now in place, or visible", () => {
  expect(shareOf(following(view, noon + day), noon + day)).toBeCloseTo(NOW_SHARE);
  expect(steppedTo(view, noon + 84 * second)).toBe(view);
  expect(shareOf(steppedTo(view, noon + 86 * second), noon + 86 * second)).toBeCloseTo(0.25);
});

test.each([
  // The next alarm is in sight.
  [minute, noon + 20 * second, 0, 1, minute],
  [minute, undefined, 0, 1, minute],
  [minute, noon - 5, 0, 1, minute],
  // The next alarm is far off, or too close to now.
  [minute, noon + 30 * day, 0, 1, 75 * day],
  [75 * day, noon + 20 * second, 0, 1, 50 * second],
  [75 * day, noon + second, 0, 1, 30 * second],
  // The clock jumped: the skipped time is in sight.
  [minute, noon + second, day, 1, day / 0.36],
  [minute, noon + day, minute, 1, day / 0.45],
  // The clock runs fast, or is frozen.
  [minute, undefined, 0, 60, 30 * minute],
  [minute, noon + 10 * minute, 0, 60, 30 * minute],
  [minute, undefined, 0, 0, minute],
])(
  "a span of %d with the next alarm at %s, after a jump of %d, at ×%d, becomes %d",
  (span, next, jumped, rate, to) => {
    expect(followingSpan(span, { now: noon, next, jumped, rate, slowed: false })).toBeCloseTo(to);
  },
);

test("the span shrinks when the clock slows down", () => {
  const around = { now: noon, next: undefined, jumped: 0, slowed: true };
  expect(followingSpan(30 * hour, { ...around, rate: 1 })).toBe(30 * second);
  expect(followingSpan(30 * hour, { ...around, rate: 1, next: noon + minute })).toBe(150 * second);
  expect(followingSpan(30 * hour, { ...around, rate: 0 })).toBe(30 * hour);
});

test("at every zoom there are labels: they fit, differ and are round times", () => {
  const width = 800;
  for (let span = 100; span < 366 * day; span *= 1.3) {
    for (const from of [noon, noon + 123_456_789, new Date(2026, 2, 28, 23).getTime()]) {
      const shown = ticksOf({ from, span }, width);
      const labels = shown.filter(({ label }) => label !== undefined);
      const seen = labels.filter(({ time }) => time >= from && time <= from + span);
      expect(seen.length, `labels of ${span} ms`).toBeGreaterThanOrEqual(1);
      expect(shown.length).toBeLessThan(250);
      for (let index = 1; index < labels.length; index++) {
        const [a, b] = [labels[index - 1], labels[index]];
        const gap = (((b?.time ?? 0) - (a?.time ?? 0)) / span) * width;
        expect(gap, `between ${a?.label} and ${b?.label}`).toBeGreaterThan(78);
        expect(a?.label).not.toBe(b?.label);
      }
      expect(shown.map(({ time }) => time)).toEqual(
        shown.map(({ time }) => time).toSorted((a, b) => a - b),
      );
      expect(endOf({ from, span })).toBeLessThanOrEqual(labels.at(-1)?.time ?? 0);
    }
  }
});

test.each([
  [500, "12:00:00", "24 Nov 2026"],
  [30 * second, "12:00:00", "24 Nov 2026"],
  [2 * hour, "12:00", "24 Nov 2026"],
  [8 * day, "24 Nov", "2026"],
  [300 * day, "Oct", "2026"],
  [5 * 365 * day, "2026", ""],
])("a view of %d ms has the label %s, in %s", (span, label, context) => {
  const from = noon - span / 2;
  expect(ticksOf({ from, span }, 800).map((tick) => tick.label)).toContain(label);
  expect(contextOf({ from, span }, 800)).toBe(context);
});

const marked = (time: number, outcome: "succeeded" | "failed" = "succeeded"): LaneMark => {
  const entry = {
    seq: time,
    time,
    realTime: time,
    event: { type: "page-loaded" },
  } as const;
  const base = { key: `m${time}`, time, entry, scheduledTime: time, due: time, late: false };
  const end = { end: time, retryCount: 0, error: null, retryAt: null, counted: false, next: null };
  return { kind: "run", ...base, ...end, outcome, last: entry };
};

test("a long row of marks is cut into clusters", () => {
  const marks = Array.from({ length: 20 }, (_, index) => marked(index * 5));
  const clusters = clustersOf(marks, 10);
  expect(clusters.map(({ from, to }) => [from, to])).toEqual([
    [0, 30],
    [35, 65],
    [70, 95],
  ]);
});

const coming: ComingMark = {
  kind: "coming",
  key: "coming",
  time: 6,
  entry: undefined,
  scheduledTime: 6,
  retryCount: 0,
};

test("close marks form a cluster; pending alarms do not", () => {
  const marks = [marked(1), marked(5, "failed"), marked(6), coming, marked(12), marked(100)];
  const clusters = clustersOf(marks, 10);
  expect(clusters.map(({ key, from, to, count }) => [key, from, to, count])).toEqual([
    ["m1", 1, 12, 4],
    ["coming", 6, 6, 1],
    ["m100", 100, 100, 1],
  ]);
  expect(clusters[0]?.face.key).toBe("m5");
  expect(clusterWith(clusters, "m6")).toBe(clusters[0]);
  expect([0, 1, 2, 7, 101].map((time) => firstFrom(clusters, time))).toEqual([0, 0, 1, 2, 3]);
});
