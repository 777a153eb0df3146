import { expect, test } from "vitest";

import { newDisk, PATIENCE, seen, start, thingOf, thingsOn } from "./serving/serving.ts";

test("the events of an object arrive in order", async () => {
  const server = await start(thingsOn(newDisk()));
  await server.clock.freeze(1_000_000);
  const stub = thingOf(server, "a");
  const stop = server.events.on("console", ({ text }) => heard.push(text));
  const heard: string[] = [];
  await stub.setAlarm(1_010_000);
  await stub.setAlarm(1_020_000);
  await stub.say("hello");
  stop();
  await stub.say("nobody hears this");
  await server.clock.advance(20_000);
  const actor = {
    namespace: "things",
    className: "Thing",
    actorId: String(server.env["THINGS"].idFromName("a")),
    actorName: "a",
  };
  const about = server.events.past.filter(
    (event) => !["commit", "clock-changed"].includes(event.type) && event.time < 1e12,
  );
  expect(about).toMatchObject([
    { type: "actor-started", time: 1_000_000, ...actor },
    { type: "alarm-set", time: 1_000_000, scheduledTime: 1_010_000, ...actor },
    { type: "alarm-replaced", previousTime: 1_010_000, scheduledTime: 1_020_000, ...actor },
    { type: "console", level: "log", text: "I say hello", actor },
    { type: "console", level: "log", text: "I say nobody hears this", actor },
    { type: "actor-evicted", time: 1_010_000, ...actor },
    { type: "alarm-fired", time: 1_020_000, retryCount: 0, ...actor },
    { type: "actor-started", time: 1_020_000, ...actor },
    { type: "alarm-succeeded", ...actor },
  ]);
  expect(heard).toEqual(["I say hello"]);
});

test("a commit event reports the written files; an object and its alarm share one commit", async () => {
  const disk = newDisk();
  const server = await start(thingsOn(disk));
  await thingOf(server, "a").put("key", 1);
  const before = server.events.past.length;
  await thingOf(server, "a").setAlarm(Date.now() + 1e6);
  await expect
    .poll(() => server.events.past.slice(before).filter(({ type }) => type === "commit"), {
      timeout: PATIENCE,
    })
    .toMatchObject([{ type: "commit", disk, files: 2, bytes: expect.any(Number) }]);
});

test("the event stream ends when the server ends", async () => {
  const server = await start(thingsOn(newDisk()));
  const types: string[] = [];
  const loop = (async () => {
    for await (const { type } of server.events) types.push(type);
  })();
  await thingOf(server, "a").instance();
  await server.close();
  await loop;
  expect(types).toContain("actor-started");
  expect(types).not.toContain("actor-broken");
});

test("inspecting does not start objects", async () => {
  const disk = newDisk();
  const before = await start(thingsOn(disk));
  const time = Date.now() + 1e7;
  await thingOf(before, "a").setAlarm(time + 1);
  await thingOf(before, "b").setAlarm(time);
  await before.close();

  const server = await start(thingsOn(disk));
  const id = (name: string): string => String(server.env["THINGS"].idFromName(name));
  expect(await server.inspect.namespaces()).toEqual([
    {
      className: "Thing",
      uniqueKey: "things",
      storage: "disk",
      runningActors: 0,
      pendingAlarms: 2,
    },
  ]);
  const alarm = { className: "Thing", retryCount: 0, running: false };
  expect(await server.inspect.alarms()).toEqual({
    alarms: [
      { ...alarm, id: id("b"), name: "b", scheduledTime: time, nextTry: time },
      { ...alarm, id: id("a"), name: "a", scheduledTime: time + 1, nextTry: time + 1 },
    ],
    total: 2,
  });
  const { alarms, total } = await server.inspect.alarms({
    limit: 1,
    offset: 1,
    className: "Thing",
  });
  expect([alarms.map(({ name }) => name), total]).toEqual([["a"], 2]);

  const files = await server.inspect.files();
  expect(files.map(({ path }) => path)).toEqual(
    [id("a"), id("b"), "metadata"].map((name) => `things/${name}.sqlite`).toSorted(),
  );
  for (const { path, size } of files) {
    const bytes = await server.inspect.readFile(path);
    expect(bytes.length).toBe(size);
    expect(new TextDecoder().decode(bytes.slice(0, 15))).toBe("SQLite format 3");
  }
  await expect(server.inspect.readFile("things/none.sqlite")).rejects.toThrow(
    'There is no file "things/none.sqlite"',
  );
  expect(await server.inspect.actors()).toEqual([]);

  await thingOf(server, "a").instance();
  expect(await server.inspect.actors("Thing")).toEqual([
    { className: "Thing", id: id("a"), name: "a" },
  ]);
  await expect(server.inspect.actors("Thin")).rejects.toThrow(
    'There is no Durable Object namespace of class "Thin" in worker "main". It has: Thing.',
  );
});

test("the events of a page that becomes visible do not disturb the alarms", async () => {
  const server = await start(thingsOn(newDisk()));
  await thingOf(server, "a").setAlarm(Date.now() + 300);
  // Their purpose, a check for overdue alarms, cannot be tested without a frozen tab.
  window.dispatchEvent(new Event("pageshow"));
  document.dispatchEvent(new Event("resume"));
  expect(await seen(server, "alarm-succeeded")).toMatchObject({ actorName: "a" });
});
