import { expect, test } from "vitest";

import { HostEvents } from "../../../src/page/events.ts";
import type { HostEvent } from "../../../src/protocol/events.ts";

const commit = (bytes: number): HostEvent => ({
  type: "commit",
  time: 0,
  disk: "d",
  bytes,
  files: 1,
});
const line = (text: string): HostEvent => ({
  type: "console",
  time: 0,
  level: "log",
  text,
  actor: null,
});

test("a listener receives events of its type until it is removed", () => {
  const events = new HostEvents();
  const heard: unknown[] = [];
  const stopLines = events.on("console", (event) => heard.push(event.text));
  const stopAll = events.on("*", (event) => heard.push(event.type));
  events.push([commit(1), line("a")]);
  stopLines();
  events.push([line("b")]);
  stopAll();
  events.push([line("c")]);
  expect(heard).toEqual(["commit", "a", "console", "console"]);
});

test("a listener may remove itself while it is called", () => {
  const events = new HostEvents();
  const heard: string[] = [];
  const stop = events.on("*", () => {
    heard.push("first");
    stop();
  });
  events.on("*", () => heard.push("second"));
  events.push([commit(1), commit(2)]);
  expect(heard).toEqual(["first", "second", "second"]);
});

test("a loop receives events since its start, in order, and ends with the server", async () => {
  const events = new HostEvents();
  events.push([commit(0)]);
  const loop = events[Symbol.asyncIterator]();
  events.push([commit(1), commit(2)]);
  const heard: unknown[] = [(await loop.next()).value, (await loop.next()).value];
  const waiting = loop.next();
  events.push([commit(3)]);
  heard.push((await waiting).value);
  const last = loop.next();
  events.push([commit(4)]);
  events.end();
  heard.push((await last).value);
  expect(heard).toEqual([commit(1), commit(2), commit(3), commit(4)]);
  await expect(loop.next()).resolves.toEqual({ done: true, value: undefined });
  const after = events[Symbol.asyncIterator]();
  await expect(after.next()).resolves.toEqual({ done: true, value: undefined });
});

test("a loop receives no event after break", async () => {
  const events = new HostEvents();
  const heard: HostEvent[] = [];
  const loop = (async () => {
    for await (const event of events) {
      heard.push(event);
      break;
    }
  })();
  events.push([commit(1), commit(2)]);
  await loop;
  expect(heard).toEqual([commit(1)]);
});

test("the past has the last thousand events", () => {
  const events = new HostEvents();
  events.push(Array.from({ length: 1005 }, (_, i) => commit(i)));
  expect(events.past).toHaveLength(1000);
  expect(events.past[0]).toEqual(commit(5));
});
