import type { ActorRef, AlarmInfo, HostEvent } from "tabd";
import { expect, test } from "vitest";
import type { HistoryEntry, PageEvent } from "../../../../demo/history/history-event.ts";
import { type PendingAlarms, timelineModel } from "../../../../demo/timeline/timeline-model.ts";
import type { Lane, LaneMark, RunMark } from "../../../../demo/timeline/marks.ts";

const id = "ab".repeat(32);
const actor: ActorRef = {
  namespace: "n",
  className: "Thing",
  actorId: id,
  actorName: "tea",
};
const error = { name: "Error", message: "no" };

/** Entries with numbers, and the times of their events. */
function entriesOf(...events: (HostEvent | (PageEvent & { at: number }))[]): HistoryEntry[] {
  return events.map((event, index) => {
    const time = "at" in event ? event.at : event.time;
    return { seq: index + 1, time, realTime: time, event };
  });
}

const set = (time: number, scheduledTime: number): HostEvent => ({
  ...actor,
  type: "alarm-set",
  time,
  scheduledTime,
});
const fired = (time: number, scheduledTime: number, retryCount = 0): HostEvent => ({
  ...actor,
  type: "alarm-fired",
  time,
  scheduledTime,
  retryCount,
});
const succeeded = (time: number, scheduledTime: number): HostEvent => ({
  ...actor,
  type: "alarm-succeeded",
  time,
  scheduledTime,
});
const failed = (time: number, scheduledTime: number, retryAt: number | null): HostEvent => ({
  ...actor,
  type: "alarm-failed",
  time,
  scheduledTime,
  retryAt,
  retryCount: 1,
  counted: true,
  error,
});

const info: AlarmInfo = {
  className: "Thing",
  id,
  name: "tea",
  scheduledTime: 0,
  nextTry: 0,
  retryCount: 0,
  running: false,
};

/** The host's answer: one alarm or none. */
const pendingOf = (seq: number, alarm?: Partial<AlarmInfo>): PendingAlarms => {
  const alarms = alarm === undefined ? [] : [{ ...info, ...alarm }];
  return { seq, total: alarms.length, alarms };
};

function laneOf(entries: readonly HistoryEntry[], pending?: PendingAlarms): Lane {
  const [lane] = timelineModel(entries, pending).lanes;
  if (lane === undefined) throw new Error("no lane");
  return lane;
}

const kinds = (lane: Lane): string[] =>
  lane.marks.map((mark) => (mark.kind === "run" ? `run ${mark.outcome}` : mark.kind));

const run = (lane: Lane): RunMark => {
  const mark = lane.marks.find((one: LaneMark) => one.kind === "run");
  if (mark?.kind !== "run") throw new Error("no run");
  return mark;
};

test("an alarm is set, fires and is delivered", () => {
  const lane = laneOf(entriesOf(set(10, 100), fired(102, 100), succeeded(105, 100)));
  expect(lane).toMatchObject({ title: "tea", actor: { className: "Thing", id, name: "tea" } });
  expect(kinds(lane)).toEqual(["set", "run succeeded"]);
  expect(run(lane)).toMatchObject({ time: 102, end: 105, due: 100, late: false, next: null });
  expect(lane.coming).toBe(undefined);
  expect(lane.spans).toEqual([
    { kind: "wait", from: 10, to: 100 },
    { kind: "running", from: 102, to: 105 },
  ]);
});

test("a pending alarm is known from the events alone", () => {
  const lane = laneOf(entriesOf(set(10, 100)));
  expect(lane.coming).toMatchObject({ kind: "coming", time: 100, scheduledTime: 100 });
  expect(lane.spans).toEqual([{ kind: "wait", from: 10, to: 100 }]);
});

test.each([
  [1999, 1, false],
  [2000, 1, true],
  // A second of the computer's time is a minute of the host's.
  [60_999, 60, false],
  [61_000, 60, true],
])("an alarm due at 1000 and fired at %d, with the clock at ×%d, is late: %s", (at, rate, late) => {
  const clock = { type: "clock-changed", time: 1, clock: { mode: "rated", now: 1, rate } } as const;
  expect(run(laneOf(entriesOf(clock, set(10, 1000), fired(at, 1000)))).late).toBe(late);
});

test("a failed run has a retry, which is due then and not late", () => {
  const entries = entriesOf(set(10, 100), fired(100, 100), failed(101, 100, 2101));
  const waiting = laneOf(entries);
  expect(kinds(waiting)).toEqual(["set", "run failed", "coming"]);
  expect(run(waiting)).toMatchObject({ retryAt: 2101, counted: true, error });
  expect(waiting.coming).toMatchObject({ time: 2101, scheduledTime: 100, retryCount: 1 });
  const again = laneOf([...entries, ...entriesOf(set(0, 0), fired(2102, 100, 1)).slice(1)]);
  expect(kinds(again)).toEqual(["set", "run failed", "run running"]);
  expect(again.marks[2]).toMatchObject({ due: 2101, late: false, retryCount: 1 });
});

test("an alarm set by the handler belongs to its run", () => {
  const lane = laneOf(entriesOf(set(10, 100), fired(100, 100), set(101, 500), succeeded(102, 100)));
  expect(kinds(lane)).toEqual(["set", "run succeeded", "coming"]);
  expect(run(lane).next).toBe(500);
  expect(run(lane).last.seq).toBe(4);
  expect(lane.coming?.time).toBe(500);
});

test("an alarm can be replaced and deleted", () => {
  const replaced: HostEvent = {
    ...actor,
    type: "alarm-replaced",
    time: 20,
    previousTime: 100,
    scheduledTime: 300,
  };
  const deleted: HostEvent = { ...actor, type: "alarm-deleted", time: 30, scheduledTime: 300 };
  const lane = laneOf(entriesOf(set(10, 100), replaced, deleted));
  expect(kinds(lane)).toEqual(["set", "replaced", "deleted"]);
  expect(lane.marks[1]).toMatchObject({ previousTime: 100, scheduledTime: 300 });
  expect(lane.coming).toBe(undefined);
  expect(lane.spans).toEqual([
    { kind: "wait", from: 10, to: 20 },
    { kind: "wait", from: 20, to: 30 },
  ]);
});

test("an abandoned alarm is not pending", () => {
  const abandoned: HostEvent = {
    ...actor,
    type: "alarm-abandoned",
    time: 102,
    scheduledTime: 100,
    error,
  };
  const lane = laneOf(entriesOf(set(10, 100), fired(100, 100), failed(101, 100, null), abandoned));
  expect(kinds(lane)).toEqual(["set", "run failed", "abandoned"]);
  expect(lane.coming).toBe(undefined);
});

test("a canceled run takes the time of the object's own file", () => {
  const canceled: HostEvent = {
    ...actor,
    type: "alarm-canceled",
    time: 101,
    scheduledTime: 100,
    actualTime: 900,
  };
  const lane = laneOf(entriesOf(set(10, 100), fired(100, 100), canceled));
  expect(kinds(lane)).toEqual(["set", "run canceled", "coming"]);
  expect(lane.coming?.time).toBe(900);
});

test("a run is interrupted when its host ends, and its alarm is pending again", () => {
  const lane = laneOf(entriesOf(set(10, 100), fired(100, 100), { type: "host-killed", at: 150 }));
  expect(kinds(lane)).toEqual(["set", "run lost", "coming"]);
  expect(run(lane)).toMatchObject({ outcome: "lost", end: 150 });
  expect(lane.coming?.time).toBe(100);
});

test("a run does not go on after its object broke or was evicted, or the disk was wiped", () => {
  const broken: HostEvent = { ...actor, type: "actor-broken", time: 130, error };
  const evicted: HostEvent = { ...actor, type: "actor-evicted", time: 130 };
  const wiped: HostEvent = { type: "files-wiped", time: 130, files: 2 };
  for (const end of [broken, evicted, wiped]) {
    const lane = laneOf(entriesOf(set(10, 100), fired(100, 100), end));
    expect(run(lane)).toMatchObject({ outcome: "lost", end: 130 });
    expect(lane.spans).toContainEqual({ kind: "running", from: 100, to: 130 });
  }
  // The reason follows the break.
  const lane = laneOf(entriesOf(set(10, 100), fired(100, 100), broken, failed(131, 100, null)));
  expect(run(lane)).toMatchObject({ outcome: "failed", end: 131 });
});

test("starts for an alarm have no mark; other starts, evictions and breaks have", () => {
  const started: HostEvent = { ...actor, type: "actor-started", time: 5 };
  const lane = laneOf(
    entriesOf(
      started,
      { ...actor, type: "actor-evicted", time: 50 },
      fired(100, 100),
      { ...started, time: 100 },
      { ...actor, type: "actor-broken", time: 101, error },
    ),
  );
  expect(kinds(lane)).toEqual(["started", "evicted", "run lost", "broken"]);
});

test("the host's answer about pending alarms counts until the next event", () => {
  const entries = entriesOf(set(10, 100));
  expect(laneOf(entries, pendingOf(1, { nextTry: 150, retryCount: 2 })).coming).toMatchObject({
    time: 150,
    retryCount: 2,
  });
  expect(laneOf(entries, pendingOf(1)).coming).toBe(undefined);
  expect(laneOf(entries, pendingOf(0)).coming?.time).toBe(100);
  expect(laneOf(entries, pendingOf(1, { running: true })).coming).toBe(undefined);
  // An incomplete list without this alarm.
  const others = { ...pendingOf(1, { id: "other" }), total: 2 };
  const { lanes } = timelineModel(entries, others);
  expect(lanes.map(({ coming }) => coming?.time)).toEqual([100, 0]);
});

test("lanes are sorted by class and name; later events supply names", () => {
  const nameless = { ...set(1, 9), actorName: null } as HostEvent;
  const entries = entriesOf(nameless, set(2, 9), {
    ...set(3, 9),
    actorId: "cd".repeat(32),
    actorName: "tea 10",
  } as HostEvent);
  const numbered = { ...set(4, 9), actorId: "ef".repeat(32), actorName: "tea 9" } as HostEvent;
  const { lanes } = timelineModel([...entries, ...entriesOf(numbered)], undefined);
  expect(lanes.map(({ title }) => title)).toEqual(["tea", "tea 9", "tea 10"]);
});

test("page and host have marks; a wipe ends pending alarms", () => {
  const entries = entriesOf(
    { type: "page-loaded", at: 1 },
    { type: "host-starting", at: 2 },
    { type: "host-started", at: 3 },
    set(4, 100),
    { type: "clock-changed", time: 5, clock: { mode: "frozen", now: 5 } },
    { type: "files-wiped", time: 6, files: 2 },
    { type: "host-killed", at: 7 },
    { type: "console", time: 8, level: "log", text: "a", actor },
  );
  const model = timelineModel(entries, undefined);
  expect(model.page.map(({ kind }) => kind)).toEqual([
    "page",
    "host",
    "clock",
    "disk",
    "host-lost",
  ]);
  expect(model.lanes[0]?.coming).toBe(undefined);
  expect(model.range).toEqual({ from: 1, to: 8 });
});

test("an unchanged clock of a starting host has no mark", () => {
  const fast = (now: number) => ({ mode: "rated", now, rate: 60 }) as const;
  const model = timelineModel(
    entriesOf(
      { type: "clock-changed", time: 1, clock: { mode: "real" } },
      { type: "clock-changed", time: 2, clock: fast(2) },
      { type: "host-starting", at: 3, clock: fast(3) },
      { type: "clock-changed", time: 4, clock: fast(4) },
      { type: "host-started", at: 5 },
      // The clock was moved.
      { type: "clock-changed", time: 6, clock: fast(6) },
    ),
    undefined,
  );
  const changes = model.page.filter(({ kind }) => kind === "clock");
  expect(changes.map(({ time }) => time)).toEqual([2, 6]);
});

test("the range includes pending alarms; an empty model has none", () => {
  expect(timelineModel([], undefined)).toEqual({ lanes: [], page: [], range: undefined });
  expect(timelineModel([], pendingOf(0, { nextTry: 70 })).range).toEqual({ from: 70, to: 70 });
});
