import type { ActorRef, HostEvent } from "tabd";
import { expect, test } from "vitest";
import type { HistoryEntry, PageEvent } from "../../../../demo/history/history-event.ts";
import { nextInHistory } from "../../../../demo/shell/next-known.ts";

const ref = (actorName: string): ActorRef => ({
  namespace: "n",
  className: "Thing",
  actorId: actorName.padEnd(64, "f"),
  actorName,
});

const set = (name: string, scheduledTime: number): HostEvent => ({
  ...ref(name),
  type: "alarm-set",
  time: 1,
  scheduledTime,
});

const entriesOf = (...events: (HostEvent | PageEvent)[]): HistoryEntry[] =>
  events.map((event, index) => ({ seq: index + 1, time: index, realTime: index, event }));

test("while no host answers, the history knows the earliest pending alarm", () => {
  const entries = entriesOf(set("late", 900), set("tea", 500), { type: "page-loaded" });
  expect(nextInHistory(entries)).toEqual({
    who: "tea",
    time: 500,
    running: false,
    retryCount: 0,
    source: "history",
  });
});

test("an alarm whose handler was interrupted is still pending; a delivered one is not", () => {
  const fired: HostEvent = {
    ...ref("tea"),
    type: "alarm-fired",
    time: 2,
    scheduledTime: 500,
    retryCount: 0,
  };
  const succeeded: HostEvent = {
    ...ref("tea"),
    type: "alarm-succeeded",
    time: 3,
    scheduledTime: 500,
  };
  expect(nextInHistory(entriesOf(set("tea", 500), fired, { type: "page-loaded" }))?.who).toBe(
    "tea",
  );
  expect(nextInHistory(entriesOf(set("tea", 500), fired, succeeded))).toBeUndefined();
  expect(nextInHistory([])).toBeUndefined();
});
