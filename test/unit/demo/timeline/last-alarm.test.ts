import type { ActorRef, HostEvent } from "tabd";
import { expect, test } from "vitest";
import type { HistoryEntry, PageEvent } from "../../../../demo/history/history-event.ts";
import { lastAlarm } from "../../../../demo/history/last-alarm.ts";

const ref = (name: string | null): ActorRef => ({
  namespace: "n",
  className: "Thing",
  actorId: (name ?? "0123456789").padEnd(64, "f"),
  actorName: name,
});
const tea = ref("tea");
const mail = ref("mail");

const set = (actor: ActorRef): HostEvent => ({
  ...actor,
  time: 1,
  scheduledTime: 9,
  type: "alarm-set",
});
const fired = (actor: ActorRef): HostEvent => ({
  ...actor,
  time: 1,
  scheduledTime: 9,
  type: "alarm-fired",
  retryCount: 0,
});
const succeeded = (actor: ActorRef): HostEvent => ({
  ...actor,
  time: 1,
  scheduledTime: 9,
  type: "alarm-succeeded",
});
const said = (text: string, actor: ActorRef): HostEvent => ({
  type: "console",
  time: 1,
  level: "log",
  text,
  actor,
});
const loaded: PageEvent = { type: "page-loaded" };
const killed: PageEvent = { type: "host-killed" };

const entriesOf = (...events: (HostEvent | PageEvent)[]): HistoryEntry[] =>
  events.map((event, index) => ({ seq: index + 1, time: 1000 + index, realTime: 1, event }));

test("without a delivery there is no last alarm", () => {
  expect(lastAlarm([])).toBeUndefined();
  expect(lastAlarm(entriesOf(set(tea), fired(tea)))).toBeUndefined();
});

test("the last alarm is the last one delivered, with the last line of its handler", () => {
  const entries = entriesOf(
    set(mail),
    fired(mail),
    succeeded(mail),
    set(tea),
    fired(tea),
    said("first", tea),
    said("ready", tea),
    succeeded(tea),
    said("afterwards", tea),
    fired(mail),
  );
  expect(lastAlarm(entries)).toEqual({
    who: "tea",
    time: 1007,
    survived: undefined,
    line: "ready",
  });
});

test("the last alarm names the last reload or crash between set and delivery", () => {
  const survived = (...between: (HostEvent | PageEvent)[]): unknown =>
    lastAlarm(entriesOf(loaded, killed, set(tea), ...between, fired(tea), succeeded(tea)))
      ?.survived;
  expect(survived()).toBeUndefined();
  expect(survived(loaded)).toBe("reload");
  expect(survived(killed)).toBe("crash");
  expect(survived(killed, loaded)).toBe("reload");
  expect(survived(loaded, killed, set(mail))).toBe("crash");
  expect(survived(loaded, set(tea))).toBeUndefined();
});

test("an object without a name is shown by the beginning of its id", () => {
  const nameless = ref(null);
  expect(lastAlarm(entriesOf(fired(nameless), succeeded(nameless)))).toMatchObject({
    who: "01234567…",
    line: "",
  });
});
