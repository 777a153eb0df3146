import type { ActorRef, ConsoleEvent, HostEvent } from "tabd";
import { expect, test } from "vitest";
import {
  actorsOf,
  blocksOf,
  consoleLines,
  filtered,
  lastBlocks,
  type LineFilter,
  linesAsText,
  NO_FILTER,
} from "../../../../demo/console/console-lines.ts";
import type { HistoryEntry, PageEvent } from "../../../../demo/history/history-event.ts";
import { linesOf } from "../../../../demo/history/lines-of.ts";

const ref = (name: string | null, className = "Thing"): ActorRef => ({
  namespace: "n",
  className,
  actorId: (name ?? "nameless").padEnd(64, "x"),
  actorName: name,
});
const tea = ref("tea");
const mail = ref("mail");

const said = (
  text: string,
  actor: ActorRef | null,
  level: ConsoleEvent["level"] = "log",
): ConsoleEvent => ({ type: "console", time: 1, level, text, actor });
const alarm = (
  type: "alarm-fired" | "alarm-succeeded" | "alarm-failed",
  actor: ActorRef,
  retryCount = 0,
): HostEvent => {
  const base = { ...actor, time: 1, scheduledTime: 1 };
  if (type === "alarm-fired") return { ...base, type, retryCount };
  if (type === "alarm-succeeded") return { ...base, type };
  const error = {
    name: "TypeError",
    message: "no tea",
    stack: "TypeError: no tea\n    at a.ts:3:5",
  };
  return { ...base, type, retryCount, retryAt: 9, counted: true, error };
};

const entriesOf = (...events: (HostEvent | PageEvent)[]): HistoryEntry[] =>
  events.map((event, index) => ({ seq: index + 1, time: 1000 + index, realTime: 1, event }));

const past = entriesOf(
  said("before", tea),
  alarm("alarm-fired", tea),
  said("in the alarm", tea),
  said("beside it", mail),
  said("of nobody", null, "warn"),
  alarm("alarm-failed", tea),
  said("between", tea, "debug"),
  alarm("alarm-fired", tea, 1),
  said("again", tea),
  alarm("alarm-succeeded", tea),
  said("after", tea),
);

test("lines have their object and event", () => {
  const lines = consoleLines(past).map(({ text, actor, event, level }) => [
    text.split("\n")[0],
    actor?.name,
    event,
    level,
  ]);
  expect(lines).toEqual([
    ["before", "tea", "", "log"],
    ["in the alarm", "tea", "alarm", "log"],
    ["beside it", "mail", "", "log"],
    ["of nobody", undefined, "", "warn"],
    ["Alarm failed: TypeError: no tea", "tea", "alarm", "error"],
    ["between", "tea", "", "debug"],
    ["again", "tea", "alarm, retry 1", "log"],
    ["after", "tea", "", "log"],
  ]);
});

test("all kinds of errors are lines; successes are not", () => {
  const error = { name: "Error", message: "no room" };
  const lines = consoleLines(
    entriesOf(
      { type: "host-started" },
      { type: "host-failed", problem: "SyntaxError: no" },
      { type: "commit-failed", time: 1, disk: "d", error, paths: [] },
      { ...tea, type: "actor-broken", time: 1, error },
      { ...tea, type: "actor-started", time: 1 },
      { ...tea, type: "alarm-abandoned", time: 1, scheduledTime: 1, error },
    ),
  );
  expect(lines.map(({ text }) => text)).toEqual([
    "Host did not start: SyntaxError: no",
    "Commit failed: no room",
    "Object broken: Error: no room",
    "Alarm abandoned. It will not be retried.",
  ]);
});

test.each([
  [undefined, "Error: no\ntea"],
  ["Error: no\ntea", "Error: no\ntea"],
  [
    "Error: no\ntea\n    at a.ts:3:5\n    at f (http://x/host.js:1:2)",
    "Error: no\ntea\n    at a.ts:3:5",
  ],
  ["alarm@a.ts:3:5\nrun@http://x/host.js:1:2\n", "Error: no\ntea\nalarm@a.ts:3:5"],
])("from the stack %o only the user's own lines are shown", (stack, text) => {
  const error = { name: "Error", message: "no\ntea", stack };
  const [line] = consoleLines(entriesOf({ ...tea, type: "actor-broken", time: 1, error }));
  expect(line?.text).toBe(`Object broken: ${text}`);
});

test("when a host ends, its events end", () => {
  const lines = consoleLines(
    entriesOf(alarm("alarm-fired", tea), { type: "host-killed" }, said("later", tea)),
  );
  expect(lines[0]?.event).toBe("");
});

const filters: [Partial<LineFilter>, string[]][] = [
  [{ level: "warn" }, ["of nobody", "Alarm failed: TypeError: no tea\n    at a.ts:3:5"]],
  [{ level: "log", actor: "Thing tea", text: "RETRY" }, ["again"]],
  [{ actor: "Thing mail" }, ["beside it"]],
  [{ text: "thing mail" }, ["beside it"]],
  [{ text: "no such" }, []],
];

test.each(filters)("the filter %o lets these lines through", (filter, texts) => {
  const lines = filtered(consoleLines(past), { ...NO_FILTER, ...filter });
  expect(lines.map(({ text }) => text)).toEqual(texts);
});

test("without a filter all lines are shown; objects are sorted by name", () => {
  const lines = consoleLines(
    entriesOf(said("", ref("b 10")), said("", ref("b 9")), said("", ref(null, "Other"))),
  );
  expect(filtered(lines, NO_FILTER)).toBe(lines);
  expect(actorsOf(lines)).toEqual(["Other nameless…", "Thing b 9", "Thing b 10"]);
});

test("lines as text have time, level, object and event", () => {
  expect(linesAsText(consoleLines(past).slice(1, 4))).toBe(
    "1970-01-01T00:00:01.002Z log [Thing tea, alarm] in the alarm\n" +
      "1970-01-01T00:00:01.003Z log [Thing mail] beside it\n" +
      "1970-01-01T00:00:01.004Z warn of nobody",
  );
});

test("blocks have fixed boundaries, and the last ones are complete", () => {
  const lines = Array.from({ length: 250 }, (_, index) => ({
    ...(consoleLines(past)[0] as ReturnType<typeof consoleLines>[number]),
    seq: index + 90,
  }));
  const blocks = blocksOf(lines);
  expect(blocks.map((block) => [block.key, block.lines.length])).toEqual([
    [0, 10],
    [1, 100],
    [2, 100],
    [3, 40],
  ]);
  expect(lastBlocks(blocks, 41).map(({ key }) => key)).toEqual([2, 3]);
  expect(lastBlocks(blocks, 40).map(({ key }) => key)).toEqual([3]);
  expect(lastBlocks(blocks, 1000)).toHaveLength(4);
});

test.each([
  // Each event of a delivery gives all lines of the delivery.
  [2, ["in the alarm", "alarm-failed"]],
  [6, ["in the alarm", "alarm-failed"]],
  [8, ["again"]],
  [10, ["again"]],
  // A line outside of a delivery gives itself.
  [7, ["between"]],
  [99, []],
])("the lines of event %d are %o", (seq, texts) => {
  const lines = linesOf(past, seq).map(({ event }) =>
    event.type === "console" ? event.text : event.type,
  );
  expect(lines).toEqual(texts);
});

test("only deliveries have lines", () => {
  const entries = entriesOf(
    alarm("alarm-fired", tea),
    alarm("alarm-succeeded", tea),
    { ...tea, type: "actor-evicted", time: 1 },
    said("later", tea),
    { type: "host-killed" },
  );
  expect(linesOf(entries, 3)).toEqual([]);
  expect(linesOf(entries, 5)).toEqual([]);
});
