import type { ActorEvent, ConsoleEvent } from "tabd";
import { expect, test } from "vitest";
import { EventHistory } from "../../demo/history/event-history.ts";

let disks = 0;
const newDisk = (): string => `history-${Date.now()}-${disks++}`;

const line = (text: string, time = 1): ConsoleEvent => ({
  type: "console",
  time,
  level: "log",
  text,
  actor: null,
});

const started: ActorEvent & { readonly type: "actor-started" } = {
  type: "actor-started",
  time: 5,
  namespace: "things",
  className: "Thing",
  actorId: "a".repeat(64),
  actorName: "a",
};

const words = (history: EventHistory): string[] =>
  history.entries.map(({ event }) => (event.type === "console" ? event.text : event.type));

test("added events are stored, in order, when the disk is reopened", async () => {
  const disk = newDisk();
  const history = await EventHistory.open(disk);
  history.add({ type: "page-loaded" });
  history.add(started);
  history.add(line("one"));
  history.add({ ...started, type: "actor-evicted" });
  history.add(line("two"));
  await history.flush();

  const again = await EventHistory.open(disk);
  expect(again.kept).toBe(true);
  expect(words(again)).toEqual(words(history));
  expect(again.entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  expect(again.entries[1]).toMatchObject({ time: 5, event: started });
  expect(words(await EventHistory.open(newDisk()))).toEqual([]);
});

test("commit events are skipped, and a very long line is cut", async () => {
  const history = await EventHistory.open(newDisk());
  expect(history.add({ type: "commit", time: 1, disk: "d", bytes: 1, files: 1 })).toBe(undefined);
  history.add(line("x".repeat(10_003)));
  expect(words(history)).toEqual([`${"x".repeat(10_000)}… (3 more characters)`]);
});

test("one change event covers all events of one turn", async () => {
  const history = await EventHistory.open(newDisk());
  let changes = 0;
  history.addEventListener("change", () => changes++);
  const before = history.entries;
  history.add(line("one"));
  history.add(line("two"));
  await history.flush();
  expect(changes).toBe(1);
  expect(before).toEqual([]);
  expect(history.entries).not.toBe(before);
  expect(history.entries).toBe(history.entries);
});

test("console lines do not displace other events, in memory or in the database", async () => {
  const disk = newDisk();
  const history = await EventHistory.open(disk, 20);
  history.add(started);
  for (let index = 0; index < 60; index++) {
    history.add(line(`line ${index}`));
    await history.flush();
  }
  history.add({ type: "page-loaded" });
  await history.flush();
  expect(history.entries.length).toBeLessThanOrEqual(24);
  expect(words(history)).toContain("actor-started");
  expect(words(history).at(-2)).toBe("line 59");

  const again = await EventHistory.open(disk, 20);
  expect(words(again)).toEqual([
    "actor-started",
    ...Array.from({ length: 20 }, (_, index) => `line ${index + 40}`),
    "page-loaded",
  ]);
});

test("two tabs that record the same events leave no duplicates", async () => {
  const disk = newDisk();
  const [one, two] = [await EventHistory.open(disk), await EventHistory.open(disk)];
  for (const tab of [one, two]) tab.add({ type: "page-loaded" });
  for (let index = 0; index < 50; index++) {
    one.add(line("same", index));
    two.add(line("same", index));
  }
  // Happened twice, before the second tab was open.
  one.add(line("twice", 7));
  one.add(line("twice", 7));
  await Promise.all([one.flush(), two.flush()]);
  const all = words(await EventHistory.open(disk));
  expect(all.filter((word) => word === "page-loaded")).toHaveLength(2);
  expect(all.filter((word) => word === "same")).toHaveLength(50);
  expect(all.filter((word) => word === "twice")).toHaveLength(2);
});

test("events do not stay in the future when the clock is set back to real time", async () => {
  const disk = newDisk();
  const history = await EventHistory.open(disk);
  const ahead = Date.now() + 3_600_000;
  const real = (): number => Date.now();
  history.add(line("before", real()));
  history.add({
    type: "clock-changed",
    time: ahead,
    clock: { mode: "rated", now: ahead, rate: 3600 },
  });
  history.add({ ...started, type: "actor-evicted", time: ahead + 1000 });
  expect(history.entries.at(-1)?.time).toBe(ahead + 1000);
  history.add({ type: "clock-changed", time: ahead + 2000, clock: { mode: "real" } });
  history.add(line("after", real()));
  await history.flush();
  for (const { entries } of [history, await EventHistory.open(disk)]) {
    expect(entries.map(({ time }) => time <= Date.now())).toEqual(entries.map(() => true));
    expect(entries.map(({ hostTime }) => hostTime)).toEqual([
      undefined,
      ahead,
      ahead + 1000,
      ahead + 2000,
      undefined,
    ]);
  }
});

test("clearing the history during a write also discards that write", async () => {
  const disk = newDisk();
  const history = await EventHistory.open(disk);
  history.add(line("before"));
  history.clear();
  history.add(line("after"));
  await history.flush();
  expect(words(history)).toEqual(["after"]);
  expect(words(await EventHistory.open(disk))).toEqual(["after"]);
});

test("page events get the time of the host's clock", async () => {
  const disk = newDisk();
  const history = await EventHistory.open(disk);
  const killed = (): number | undefined => history.add({ type: "host-killed" })?.time;
  expect(Math.abs((killed() ?? 0) - Date.now())).toBeLessThan(1000);
  history.add({ type: "clock-changed", time: 77, clock: { mode: "frozen", now: 77 } });
  expect(killed()).toBe(77);
  await history.flush();

  const reloaded = await EventHistory.open(disk);
  expect(reloaded.add({ type: "page-loaded" })?.time).toBe(77);
  reloaded.add({ type: "host-starting" });
  expect(reloaded.hostTime.clock).toEqual({ mode: "real" });
});

test("without a host, a fast clock continues at the computer's speed from its last event", async () => {
  const disk = newDisk();
  const history = await EventHistory.open(disk);
  history.add({ type: "clock-changed", time: 100, clock: { mode: "rated", now: 100, rate: 3600 } });
  history.add(line("later", 5_000_000));
  await history.flush();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const reloaded = await EventHistory.open(disk);
  const time = reloaded.add({ type: "page-loaded" })?.time ?? 0;
  expect(time).toBeGreaterThanOrEqual(5_000_015);
  expect(time).toBeLessThan(5_060_000);
});
