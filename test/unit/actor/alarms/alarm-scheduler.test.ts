import { expect, test } from "vitest";
import { HORIZON_MS } from "../../../../src/actor/alarms/alarm-heap.ts";
import type { AlarmResult } from "../../../../src/actor/alarms/alarm.ts";
import { SLICE } from "../../../../src/actor/alarms/alarm-timer.ts";
import {
  CANCELED,
  failure,
  Harness,
  MapTable,
  OK,
  type Script,
  START,
} from "./scheduler-harness.ts";

const DAY = 86_400_000;
const error = new Error("thrown by the handler");

const NOT_FOUND: AlarmResult = {
  outcome: "scriptNotFound",
  retry: false,
  retryCountsAgainstLimit: false,
};

const ABANDON: AlarmResult = {
  outcome: "aborted",
  retry: false,
  retryCountsAgainstLimit: true,
  error,
};

function setUp(options?: ConstructorParameters<typeof Harness>[0]): Harness {
  const harness = new Harness(options);
  harness.scheduler.load();
  return harness;
}

test("an alarm fires once, at its time, with the actor's name", async () => {
  const h = setUp();
  h.set("a", 1000, "Ada");
  expect(h.scheduler.next()).toBe(START + 1000);
  await h.pass(999);
  expect(h.runs).toEqual([]);
  await h.pass(DAY);
  expect(h.log).toEqual(["1000: run of 1000"]);
  expect(h.runs[0]?.name).toBe("Ada");
  expect(h.scheduler.count()).toBe(0);
  expect(h.scheduler.next()).toBe(null);
  expect(h.news).toEqual(["set a 1000", "fired a 1000", "succeeded a 1000"]);
});

test("an alarm in the past fires at once, but not in the call", async () => {
  const h = setUp();
  h.set("a", -DAY);
  expect(h.runs).toEqual([]);
  h.platform.pass(0);
  await h.settle();
  expect(h.times).toEqual([0]);
});

test("alarms fire in the order of their times, then in the order of setAlarm()", async () => {
  const h = setUp();
  const order = [5, 3, 9, 3, 1, 5];
  order.forEach((time, n) => h.set(`${n}`, time));
  await h.pass(10);
  expect(h.runs.map(({ actorId }) => actorId)).toEqual(["4", "1", "3", "0", "5", "2"]);
});

test("a failing alarm runs seven times and is abandoned", async () => {
  const h = setUp();
  h.scripts.set("a", [failure(error)]);
  h.set("a", 1000);
  await h.pass(DAY);
  expect(h.times).toEqual([0, 2, 6, 14, 30, 62, 126].map((seconds) => 1000 + seconds * 1000));
  expect(h.runs.map(({ retryCount }) => retryCount)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(new Set(h.runs.map(({ scheduledTime }) => scheduledTime))).toEqual(
    new Set([START + 1000]),
  );
  expect(h.abandoned).toEqual(["a 1000"]);
  expect(h.scheduler.count()).toBe(0);
  expect(h.news.slice(-3)).toEqual([
    "fired a 1000",
    "failed a 1000 again never as 6",
    "abandoned a 1000",
  ]);
});

test("the longest jitter is a quarter of the delay", async () => {
  const h = setUp({ random: () => 1 - Number.EPSILON });
  h.scripts.set("a", [failure(error)]);
  h.set("a", 0);
  await h.pass(DAY);
  expect(h.times).toEqual([0, 2.5, 7.5, 17.5, 37.5, 77.5, 157.5].map((seconds) => seconds * 1000));
});

test.each<[what: string, fail: (h: Harness) => void]>([
  ["the actor cannot be got", (h) => (h.getActorThrows = error)],
  ["runAlarm rejects", (h) => h.scripts.set("a", [() => Promise.reject(error)])],
  ["it does not count", (h) => h.scripts.set("a", [failure(error, false)])],
])("a failure outside the handler is retried forever: %s", async (_, fail) => {
  const h = setUp();
  fail(h);
  h.set("a", 0);
  await h.pass(2046_000 + 10 * 1024_000);
  const fired = h.events.filter(({ type }) => type === "alarm-fired");
  expect(fired.length).toBe(1 + 10 + 10);
  expect(fired.every((event) => "retryCount" in event && event.retryCount === 0)).toBe(true);
  expect(h.scheduler.count()).toBe(1);
});

// Each outcome: is the alarm retried (with which count), abandoned or deleted?
test.each<[outcome: AlarmResult, then: string[]]>([
  [OK, ["succeeded a 0"]],
  [failure(error), ["failed a 0 again 2000 as 1"]],
  [failure(error, false), ["failed a 0 again 2000 as 0"]],
  [
    { outcome: "exceededWallTime", retry: true, retryCountsAgainstLimit: true, error },
    ["failed a 0 again 2000 as 1"],
  ],
  [
    { outcome: "aborted", retry: true, retryCountsAgainstLimit: true, error },
    ["failed a 0 again 2000 as 1"],
  ],
  [
    { outcome: "aborted", retry: false, retryCountsAgainstLimit: true, error },
    ["failed a 0 again never as 0", "abandoned a 0"],
  ],
  [NOT_FOUND, ["failed a 0 again never as 0"]],
  [CANCELED, ["canceled a 0 is never"]],
])("handling of the outcome %o", async (result, then) => {
  const h = setUp();
  h.scripts.set("a", [result]);
  h.set("a", 0);
  await h.pass(0);
  expect(h.news.slice(2)).toEqual(then);
  const again = result.retry;
  expect(h.scheduler.count()).toBe(again ? 1 : 0);
  expect(h.scheduler.next()).toBe(again ? START + 2000 : null);
  expect(h.abandoned).toEqual(result.outcome === "aborted" && !again ? ["a 0"] : []);
});

test("an actor with another time on record cancels, and the alarm fires at that time", async () => {
  const h = setUp();
  h.set("a", 0, "Ada");
  h.records.set("a", START + 5000);
  await h.pass(10_000);
  expect(h.log).toEqual(["0: canceled of 0", "5000: run of 5000"]);
  expect(h.runs[1]?.name).toBe("Ada");
  expect(h.news).toContain("canceled a 0 is 5000");
  expect(h.scheduler.count()).toBe(0);
});

test("an actor without an alarm on record cancels, and the alarm does not fire again", async () => {
  const h = setUp();
  h.set("a", 0, "Ada");
  h.records.clear();
  await h.pass(DAY);
  expect(h.log).toEqual(["0: canceled of 0"]);
  expect(h.news.at(-1)).toBe("canceled a 0 is never");
  expect(h.scheduler.count()).toBe(0);
});

// Operations in each state. The first run begins at 0, is running at 500, and ends at 1000; if it
// fails, the retry is at 3000. Operations happen at 500 in "waiting" (the alarm is then
// set for 1000) and "started", and at 2000 in "finished".
type State = "waiting" | "started" | "finished";
const set = (delay: number) => (h: Harness, now: number) => h.set("a", now + delay);
const del = (h: Harness, _now: number) => h.delete("a");

test.each<[state: State, what: string, operations: (typeof del)[], runs: string[]]>([
  ["waiting", "nothing", [], ["1000: run of 1000"]],
  ["waiting", "set later", [set(9000)], ["9500: run of 9500"]],
  ["waiting", "set earlier", [set(100)], ["600: run of 600"]],
  ["waiting", "set to the past", [set(-100)], ["500: run of 400"]],
  ["waiting", "delete", [del], []],
  ["waiting", "delete twice", [del, del], []],
  ["waiting", "set, delete", [set(100), del], []],
  ["waiting", "delete, set", [del, set(100)], ["600: run of 600"]],
  ["started", "nothing", [], ["0: run of 0"]],
  // A running handler is never stopped; the new alarm waits until it ends.
  ["started", "set later", [set(9000)], ["0: run of 0", "9500: run of 9500"]],
  ["started", "set within the run", [set(100)], ["0: run of 0", "1000: run of 600"]],
  ["started", "set to the same time", [set(-500)], ["0: run of 0", "1000: run of 0"]],
  ["started", "set twice", [set(9000), set(7000)], ["0: run of 0", "7500: run of 7500"]],
  ["started", "delete", [del], ["0: run of 0"]],
  ["started", "set, delete", [set(9000), del], ["0: run of 0"]],
  ["started", "delete, set", [del, set(9000)], ["0: run of 0", "9500: run of 9500"]],
  ["finished", "nothing", [], ["0: run of 0", "3000: retry 1 of 0"]],
  // The retry comes first. If the new alarm is overdue by then, the retry counts as its run.
  [
    "finished",
    "set later",
    [set(9000)],
    ["0: run of 0", "3000: canceled of 0", "11000: run of 11000"],
  ],
  ["finished", "set earlier", [set(100)], ["0: run of 0", "3000: retry 1 of 0"]],
  ["finished", "delete", [del], ["0: run of 0"]],
  ["finished", "delete, set", [del, set(100)], ["0: run of 0", "2100: run of 2100"]],
  // The queued alarm replaces the retry, although the actor's record no longer has it.
  ["finished", "set, delete", [set(5000), del], ["0: run of 0", "7000: canceled of 7000"]],
  ["finished", "set, delete twice", [set(5000), del, del], ["0: run of 0"]],
])("%s: %s", async (state, _, operations, expected) => {
  const h = setUp();
  const firstRun: Script = async () => {
    await h.at(1000);
    return state === "finished" ? failure(error) : OK;
  };
  h.scripts.set("a", state === "waiting" ? [OK] : [firstRun, OK]);
  h.set("a", state === "waiting" ? 1000 : 0);
  const now = state === "finished" ? 2000 : 500;
  await h.pass(now);
  for (const operation of operations) operation(h, now);
  await h.pass(DAY);
  expect(h.log).toEqual(expected);
  expect(h.scheduler.count()).toBe(0);
  expect(h.scheduler.next()).toBe(null);
  expect(h.scheduler.running).toBe(0);
  expect(h.scheduler.ended).toBe(expected.length);
});

test("a queued alarm replaces a failed one, and starts with no failures", async () => {
  const h = setUp();
  h.scripts.set("a", [
    failure(error),
    () => {
      h.set("a", 10_000);
      return failure(error);
    },
    failure(error),
    OK,
  ]);
  h.set("a", 0);
  await h.pass(DAY);
  expect(h.times).toEqual([0, 2000, 10_000, 12_000]);
  expect(h.runs.map(({ retryCount }) => retryCount)).toEqual([0, 1, 0, 1]);
  expect(h.news).toContain("failed a 0 again never as 1");
});

test.each<[what: string, act: (h: Harness) => void, events: string[]]>([
  ["set", (h) => h.set("b", 1), ["set b 1"]],
  [
    "replace",
    (h) => {
      h.set("b", 1);
      h.set("b", 2);
    },
    ["set b 1", "replaced b 2 for 1"],
  ],
  [
    "replace behind the horizon",
    (h) => {
      h.set("b", DAY);
      h.set("b", 2 * DAY);
    },
    [`set b ${DAY}`, `replaced b ${2 * DAY} for ${DAY}`],
  ],
  [
    "delete",
    (h) => {
      h.set("b", 1);
      h.delete("b");
    },
    ["set b 1", "deleted b 1"],
  ],
  [
    "delete behind the horizon",
    (h) => {
      h.set("b", DAY);
      h.delete("b");
    },
    [`set b ${DAY}`, `deleted b ${DAY}`],
  ],
  ["delete a missing alarm", (h) => h.delete("b"), []],
])("events: %s", (_, act, events) => {
  const h = setUp();
  act(h);
  expect(h.news).toEqual(events);
  expect(h.events.every((event) => event.namespace === "key" && event.className === "Class")).toBe(
    true,
  );
});

test("deleting an alarm that does not exist writes nothing", () => {
  const h = setUp();
  h.delete("a");
  expect(h.commits).toBe(0);
});

test("the deletion at the end of a handler is not reported, and not done twice", async () => {
  const h = setUp();
  h.set("a", 0);
  await h.pass(0);
  expect(h.news).toEqual(["set a 0", "fired a 0", "succeeded a 0"]);
  expect(h.commits).toBe(2);
});

test("a row that the actor has not deleted is deleted at the end", async () => {
  const h = setUp();
  h.scripts.set("a", [NOT_FOUND]);
  h.set("a", 0);
  await h.pass(0);
  expect(h.table.count()).toBe(0);
  expect(h.commits).toBe(2);
});

test("the name is kept when a later alarm is set without one", async () => {
  const h = setUp();
  h.set("a", DAY, "Ada");
  h.set("a", 1000);
  await h.pass(1000);
  expect(h.runs[0]?.name).toBe("Ada");
});

// Loading

test("all overdue alarms fire at load, in order", async () => {
  const h = new Harness();
  for (let n = 0; n < 5; n++) h.onDisk(`${n}`, -n * DAY);
  h.scheduler.load();
  expect(h.runs).toEqual([]);
  await h.pass(0);
  expect(h.runs.map(({ actorId }) => actorId)).toEqual(["4", "3", "2", "1", "0"]);
  expect(h.times).toEqual([0, 0, 0, 0, 0]);
});

test("after a restart an alarm that was running or failing runs again, counted from 0", async () => {
  const h = setUp();
  h.scripts.set("a", [failure(error), failure(error), () => new Promise(() => {})]);
  h.set("a", 0, "Ada");
  await h.pass(6000);
  expect(h.scheduler.running).toBe(1);
  h.scheduler.close();
  h.scripts.clear();
  h.restart().load();
  await h.pass(0);
  expect(h.runs.map(({ retryCount }) => retryCount)).toEqual([0, 1, 2, 0]);
  expect(h.runs.at(-1)).toMatchObject({ name: "Ada", scheduledTime: START, at: 6000 });
  expect(h.table.count()).toBe(0);
});

test("alarms behind the horizon fire at their times, in few steps", async () => {
  const h = new Harness();
  h.onDisk("in 30 days", 30 * DAY, "Ada");
  h.scheduler.load();
  h.set("in 10 days", 10 * DAY);
  h.set("in 40 days", 40 * DAY);
  h.set("at the horizon", HORIZON_MS);
  h.set("behind it", HORIZON_MS + 1);
  expect(h.scheduler.next()).toBe(START + HORIZON_MS);
  let steps = 0;
  await h.clock.advance(100 * DAY, () => {
    steps++;
    return h.settle();
  });
  expect(h.times).toEqual([HORIZON_MS, HORIZON_MS + 1, 10 * DAY, 30 * DAY, 40 * DAY]);
  expect(h.runs[3]?.name).toBe("Ada");
  expect(steps).toBeLessThanOrEqual(10);
});

test("next() includes alarms behind the horizon", async () => {
  const h = new Harness();
  h.onDisk("a", 30 * DAY);
  h.scheduler.load();
  expect(h.scheduler.next()).toBe(START + 30 * DAY);
  h.set("b", 20 * DAY);
  expect(h.scheduler.next()).toBe(START + 20 * DAY);
  h.set("c", 10);
  expect(h.scheduler.next()).toBe(START + 10);
  for (const actor of ["a", "b", "c"]) h.delete(actor);
  expect(h.scheduler.next()).toBe(null);
});

test("an alarm is moved over the horizon and back", async () => {
  const h = setUp();
  h.set("a", 10);
  h.set("a", DAY);
  await h.pass(20);
  expect(h.runs).toEqual([]);
  h.set("a", 30);
  await h.pass(2 * DAY);
  expect(h.times).toEqual([30]);
});

test("the clock is set back: alarms wait for their times", async () => {
  const h = setUp();
  h.set("a", 1000);
  await h.clock.set(START - 10 * DAY, h.settle);
  h.set("b", -5 * DAY);
  await h.clock.set(START + 999, h.settle);
  expect(h.times).toEqual([-5 * DAY]);
  await h.pass(1);
  expect(h.times).toEqual([-5 * DAY, 1000]);
});

test("there is one timer for any number of alarms", () => {
  const h = setUp();
  h.clock.useReal();
  for (let n = 0; n < 100; n++) h.set(`${n}`, 1000 + n);
  expect(h.platform.pending).toBe(1);
});

test("setting and deleting never read the whole table", () => {
  const table = new MapTable();
  const h = setUp({ table });
  const { scans } = table;
  for (let n = 0; n < 100; n++) h.set(`${n}`, n * HORIZON_MS);
  for (let n = 0; n < 100; n++) h.set(`${n}`, 1000 - n);
  for (let n = 0; n < 100; n++) h.delete(`${n}`);
  expect(table.scans).toBe(scans);
});

test("many alarms due together start in slices", async () => {
  const h = new Harness();
  const actors = SLICE * 3 + 1;
  for (let n = 0; n < actors; n++) h.onDisk(`${n}`, -1);
  const atFirst: number[] = [];
  h.scripts.set("0", [
    () => {
      h.loop.post(() => atFirst.push(h.runs.length));
      return OK;
    },
  ]);
  h.scheduler.load();
  h.platform.pass(0);
  expect(h.runs.length).toBe(SLICE);
  expect(h.scheduler.busy).toBe(true);
  await h.settle();
  expect(atFirst).toEqual([SLICE]);
  expect(h.yields).toBe(3);
  expect(h.runs.length).toBe(actors);
  expect(h.scheduler.busy).toBe(false);
});

// Abandoning

test("an alarm set while the last one is being abandoned is kept", async () => {
  const h = setUp();
  h.scripts.set("a", [ABANDON, OK]);
  h.abandon = (actorId) => {
    h.delete(actorId);
    h.set(actorId, 5000);
    return Promise.resolve();
  };
  h.set("a", 0);
  await h.pass(10_000);
  expect(h.times).toEqual([0, 5000]);
  expect(h.news).toEqual([
    "set a 0",
    "fired a 0",
    "failed a 0 again never as 0",
    "set a 5000",
    "abandoned a 0",
    "fired a 5000",
    "succeeded a 5000",
  ]);
});

test("an alarm that cannot be abandoned is retried, because its record remains", async () => {
  const h = setUp();
  h.scripts.set("a", [ABANDON, OK]);
  const { abandon } = h;
  h.abandon = () => Promise.reject(new Error("the disk is full"));
  h.set("a", 0);
  await h.pass(1000);
  expect(h.table.count()).toBe(1);
  expect(h.news.at(-1)).toBe("failed a 0 again 2000 as 0");
  h.abandon = abandon;
  await h.pass(DAY);
  expect(h.times).toEqual([0, 2000]);
  expect(h.table.count()).toBe(0);
});

// A failed commit

test("reload: waiting alarms follow the table", async () => {
  const h = setUp();
  h.set("lost", 1000);
  h.set("moved", 1000);
  h.set("kept", 1000);
  h.lose(["moved", 2000], ["kept", 1000], ["back", 3000]);
  h.scheduler.reload();
  await h.pass(DAY);
  expect(h.runs.map(({ actorId, at }) => [actorId, at])).toEqual([
    ["kept", 1000],
    ["moved", 2000],
    ["back", 3000],
  ]);
});

test.each<[what: string, queued: number | null, row: number | null, times: number[]]>([
  ["its row exists: it continues", null, 0, [0, 3000]],
  ["its row is gone: the retry is canceled", null, null, [0]],
  ["the queued alarm is lost", 9000, 0, [0, 3000]],
  ["the queued alarm exists", 9000, 9000, [0, 9000]],
  ["an earlier alarm is queued", 9000, 8000, [0, 8000]],
  ["its own time was queued", 0, 0, [0, 1000]],
])("reload while a handler runs: %s", async (_, queued, row, times) => {
  const h = setUp();
  h.scripts.set("a", [
    async () => {
      await h.at(1000);
      return failure(error);
    },
    OK,
  ]);
  h.set("a", 0);
  await h.pass(500);
  if (queued !== null) h.set("a", queued);
  h.lose(...(row === null ? [] : [["a", row] as const]));
  h.scheduler.reload();
  expect(h.scheduler.running).toBe(1);
  await h.pass(DAY);
  expect(h.times).toEqual(times);
  expect(h.scheduler.running).toBe(0);
});

test.each<[what: string, row: number | null, times: number[]]>([
  ["its row exists: it continues", 0, [0, 2000]],
  ["its row is gone", null, [0]],
  ["another is on record: the retry is canceled", 9000, [0, 9000]],
])("reload between two tries: %s", async (_, row, times) => {
  const h = setUp();
  h.scripts.set("a", [failure(error), OK]);
  h.set("a", 0);
  await h.pass(1000);
  h.lose(...(row === null ? [] : [["a", row] as const]));
  h.scheduler.reload();
  await h.pass(DAY);
  expect(h.times).toEqual(times);
});

test("while the file is unavailable, setAlarm() is refused and all else waits for reload()", async () => {
  const table = new MapTable();
  const h = new Harness({ table });
  h.onDisk("far", DAY);
  h.scheduler.load();
  h.scripts.set("a", [
    () => {
      table.broken = true;
      return NOT_FOUND;
    },
  ]);
  h.set("a", 0);
  h.platform.pass(0);
  await h.settle();
  expect(h.news.at(-1)).toBe("failed a 0 again never as 0");
  expect(() => h.set("b", 0)).toThrow("not available");
  expect(() => h.delete("far")).toThrow("not available");
  await h.pass(2 * DAY);
  expect(h.runs.length).toBe(1);
  table.broken = false;
  h.lose(["far", DAY]);
  h.scheduler.reload();
  await h.pass(0);
  expect(h.runs.map(({ actorId }) => actorId)).toEqual(["a", "far"]);
});

// Closing

test("after close() no timer fires, nothing is written, nothing is reported", async () => {
  const h = setUp();
  let end: ((result: AlarmResult) => void) | undefined;
  h.scripts.set("running", [() => new Promise<AlarmResult>((resolve) => (end = resolve))]);
  h.set("running", 0);
  h.set("waiting", 1000);
  h.set("far", DAY);
  await h.pass(0);
  h.scheduler.close();
  const { commits } = h;
  const { length } = h.events;
  expect(h.clock.nextTimer()).toBe(null);
  end?.(NOT_FOUND);
  h.scheduler.reload();
  await h.pass(2 * DAY);
  expect(h.runs.length).toBe(1);
  expect([h.commits, h.events.length]).toEqual([commits, length]);
  expect(() => h.set("b", 0)).toThrow("is closed");
  expect(() => h.delete("waiting")).toThrow("is closed");
  expect(h.table.count()).toBe(3);
  expect(h.clock.nextTimer()).toBe(null);
});

test("close() ends the start of a slice", async () => {
  const h = new Harness();
  for (let n = 0; n < SLICE * 3; n++) h.onDisk(`${n}`, -1);
  h.scheduler.load();
  h.platform.pass(0);
  h.scheduler.close();
  await h.settle();
  await h.settle();
  expect(h.runs.length).toBe(SLICE);
});

test("closing while an alarm is being abandoned", async () => {
  const h = setUp();
  h.scripts.set("a", [ABANDON]);
  h.abandon = async () => {
    h.scheduler.close();
    throw new Error("the disk is closed");
  };
  h.set("a", 0);
  await h.pass(DAY);
  expect(h.table.count()).toBe(1);
  expect(h.times).toEqual([0]);
});

// Inspection

test("pending() returns the state of each alarm on record", async () => {
  const h = setUp();
  h.scripts.set("retrying", [failure(error)]);
  h.scripts.set("running", [() => new Promise(() => {})]);
  h.scripts.set("queued", [() => new Promise(() => {})]);
  h.set("waiting", 1000, "Ada");
  h.set("far", 30 * DAY);
  h.set("retrying", 0);
  h.set("running", 0);
  h.set("queued", 0);
  await h.pass(0);
  h.set("queued", 5000);
  const rest = { actorName: null, retryCount: 0, running: false };
  expect(h.scheduler.pending()).toEqual([
    {
      ...rest,
      actorId: "waiting",
      actorName: "Ada",
      scheduledTime: START + 1000,
      nextTry: START + 1000,
    },
    { ...rest, actorId: "far", scheduledTime: START + 30 * DAY, nextTry: START + 30 * DAY },
    { ...rest, actorId: "retrying", scheduledTime: START, nextTry: START + 2000, retryCount: 1 },
    { ...rest, actorId: "running", scheduledTime: START, nextTry: START, running: true },
    { ...rest, actorId: "queued", scheduledTime: START + 5000, nextTry: START + 5000 },
  ]);
  expect(h.scheduler.count()).toBe(5);
  expect(h.scheduler.running).toBe(2);
  expect(h.scheduler.pending(1, 1).map(({ actorId }) => actorId)).toEqual(["far"]);
});

test.each([
  ["soon", 1000],
  ["behind the horizon", 30 * DAY],
])("runNow() delivers an alarm that is due %s", async (_, ms) => {
  const h = setUp();
  h.set("a", ms, "Ada");
  const running = h.scheduler.runNow("a");
  await h.settle();
  expect(await running).toEqual(OK);
  expect(h.log).toEqual([`0: run of ${ms}`]);
  expect(h.runs[0]).toMatchObject({ name: "Ada", retryCount: 0 });
  expect([h.scheduler.count(), h.scheduler.next()]).toEqual([0, null]);
  await h.pass(40 * DAY);
  expect(h.log).toHaveLength(1);
});

test("an alarm that was delivered early and fails is retried as usual", async () => {
  const h = setUp({ random: () => 0 });
  h.scripts.set("a", [failure(error), failure(error), OK]);
  h.set("a", DAY);
  await Promise.all([h.scheduler.runNow("a"), h.settle()]);
  expect(h.scheduler.pendingOf("a")).toMatchObject({ retryCount: 1, running: false });
  const retryAt = h.scheduler.next() ?? 0;
  expect(retryAt).toBeLessThan(START + 60_000);
  // It may be delivered again between two tries; the count goes on.
  await Promise.all([h.scheduler.runNow("a"), h.settle()]);
  expect(h.runs.map(({ retryCount }) => retryCount)).toEqual([0, 1]);
  await h.pass(60_000);
  expect(h.runs.map(({ retryCount }) => retryCount)).toEqual([0, 1, 2]);
  expect(h.scheduler.count()).toBe(0);
});

test("runNow() between two tries delivers a newly set alarm", async () => {
  const h = setUp({ random: () => 0 });
  h.scripts.set("a", [failure(error), OK]);
  h.set("a", 0);
  await h.pass(0);
  h.set("a", DAY);
  await Promise.all([h.scheduler.runNow("a"), h.settle()]);
  expect(h.log).toEqual(["0: run of 0", `0: run of ${DAY}`]);
  expect(h.runs[1]?.retryCount).toBe(0);
  await h.pass(2 * DAY);
  expect(h.log).toHaveLength(2);
});

test("runNow() refuses: no alarm, a running alarm, a closed scheduler", async () => {
  const h = setUp();
  await expect(h.scheduler.runNow("a")).rejects.toThrow("a has no alarm");
  let end: ((result: AlarmResult) => void) | undefined;
  const running = new Promise<AlarmResult>((resolve) => {
    end = resolve;
  });
  h.scripts.set("a", [() => running]);
  h.set("a", 0);
  await h.pass(0);
  await expect(h.scheduler.runNow("a")).rejects.toThrow("is already being delivered");
  end?.(OK);
  await h.settle();
  expect(h.log).toHaveLength(1);
  h.scheduler.close();
  await expect(h.scheduler.runNow("a")).rejects.toThrow("is closed");
});
