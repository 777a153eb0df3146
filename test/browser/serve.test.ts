import { type ConsoleEvent, serve } from "tabd";
import { describe, expect, test } from "vitest";

import { bundled, newDisk, rejection, seen, start, thingOf, thingsOn } from "./serving/serving.ts";

const HOUR = 3_600_000;

describe.each([
  ["modules", {}],
  ["worker", { modules: undefined, worker: bundled }],
])("code given as %s", (_, code) => {
  test("an alarm set before a kill fires after it", async () => {
    const disk = newDisk();
    const before = await start(thingsOn(disk, code));
    // Late enough that it cannot fire before the kill on a slow machine.
    await before.clock.freeze();
    const time = (await before.clock.now()) + 1;
    const instance = await thingOf(before, "tea").instance();
    await thingOf(before, "tea").put("text", "The tea is ready");
    await thingOf(before, "tea").setAlarm(time);
    before.kill();

    const after = await start(thingsOn(disk, code));
    await seen(after, "alarm-succeeded");
    const [delivery, ...others] = await thingOf(after, "tea").deliveries();
    expect(others).toEqual([]);
    expect(delivery).toMatchObject({ name: "tea", scheduledTime: time });
    expect(delivery?.at).toBeGreaterThanOrEqual(time);
    expect(await thingOf(after, "tea").get("text")).toBe("The tea is ready");
    expect(await thingOf(after, "tea").instance()).not.toBe(instance);
    expect((await after.inspect.alarms()).total).toBe(0);
  });

  test("the default handler answers", async () => {
    const server = await start(thingsOn(newDisk(), code));
    const response = await server.fetch("http://thing/path", { method: "POST", body: "body" });
    expect(await response.text()).toBe("POST /path body [THINGS]");
    expect([response.status, response.headers.get("x-worker")]).toEqual([201, "thing"]);
  });

  test("a relative URL is resolved against http://tabd/", async () => {
    const server = await start(thingsOn(newDisk(), code));
    const response = await server.fetch("/path", { method: "POST", body: "body" });
    expect(await response.text()).toBe("POST /path body [THINGS]");
  });
});

test("a host whose script waits before it listens loses no message", async () => {
  const hostUrl = new URL("./serving/bundled-host.ts", import.meta.url).href;
  const text = `await new Promise((go) => setTimeout(go, 200)); await import("${hostUrl}");`;
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const worker = (): Worker => new Worker(url, { type: "module" });
  const server = await start(thingsOn(newDisk(), { modules: undefined as never, worker }));
  expect(await thingOf(server, "a").get("key")).toBe(undefined);
});

test("scheduled() calls the handler and waits for its promises; fetch() passes cf on", async () => {
  const server = await start({
    modules: {
      "main.js": `
        const seen = [];
        export default {
          fetch: ({ cf }) => Response.json(cf ?? seen.splice(0)),
          async scheduled(controller, env, ctx) {
            const { cron, scheduledTime, constructor } = controller;
            seen.push([constructor.name, cron, scheduledTime, env.NAME]);
            ctx.waitUntil(scheduler.wait(5).then(() => seen.push("waited")));
            if (cron === "no retry") controller.noRetry();
            if (cron === "throw") throw new Error("on purpose");
            if (cron === "reject") ctx.waitUntil(Promise.reject(new Error("later")));
          },
        };
      `,
    },
    compatibilityDate: "2026-11-17",
    bindings: { NAME: { text: "env" } },
  });
  const seen = async (): Promise<unknown> => (await server.fetch("/")).json();
  const located = await server.fetch("/", { cf: { country: "DE" } });
  expect(await located.json()).toEqual({ country: "DE" });
  const event = { cron: "0 * * * *", scheduledTime: new Date(5000) };
  expect(await server.scheduled(event)).toEqual({ outcome: "ok", noRetry: false });
  expect(await seen()).toEqual([["ScheduledController", "0 * * * *", 5000, "env"], "waited"]);
  expect(await server.scheduled({ cron: "no retry" })).toEqual({ outcome: "ok", noRetry: true });
  expect(await server.scheduled({ cron: "throw" })).toMatchObject({ outcome: "exception" });
  expect(await server.scheduled({ cron: "reject" })).toMatchObject({ outcome: "exception" });
  const errors = server.events.past.filter(
    (one) => one.type === "console" && one.level === "error",
  ) as ConsoleEvent[];
  expect(errors.map(({ text }) => text.split("\n")[0])).toEqual([
    "Error: on purpose",
    "Error: later",
  ]);
});

test("an overdue alarm fires before serve() returns or soon after, and its event is reported", async () => {
  const disk = newDisk();
  const before = await start(thingsOn(disk));
  await before.clock.freeze();
  await thingOf(before, "a").setAlarm((await before.clock.now()) + 10);
  await before.close();
  const heard: string[] = [];
  const after = await start(thingsOn(disk), { onEvent: ({ type }) => heard.push(type) });
  await seen(after, "alarm-succeeded");
  expect(heard).toEqual(expect.arrayContaining(["alarm-fired", "alarm-succeeded"]));
  expect(after.events.past.map(({ type }) => type)).toEqual(heard);
});

test("an alarm fires at its time in a running host", async () => {
  const server = await start(thingsOn(newDisk()));
  await thingOf(server, "a").setAlarm(Date.now() + 500);
  const fired = await seen(server, "alarm-fired");
  expect(fired.time).toBeGreaterThanOrEqual(fired.scheduledTime);
});

test("a restart loses in-memory namespaces and keeps those on the disk", async () => {
  const disk = newDisk();
  const config = thingsOn(disk, {
    durableObjectNamespaces: [
      { className: "Thing", uniqueKey: "things" },
      { className: "Other", uniqueKey: "others", durableObjectStorage: "inMemory" },
    ],
    bindings: {
      THINGS: { durableObjectNamespace: "Thing" },
      OTHERS: { durableObjectNamespace: "Other" },
    },
  });
  const before = await start(config);
  for (const binding of ["THINGS", "OTHERS"]) {
    await thingOf(before, "a", binding).put("key", binding);
    await thingOf(before, "a", binding).setAlarm(Date.now() + HOUR);
  }
  expect((await before.inspect.alarms()).total).toBe(2);
  expect((await before.inspect.files()).map(({ path }) => path.split("/")[0])).toEqual([
    "others",
    "others",
    "things",
    "things",
  ]);
  await before.close();

  const after = await start(config);
  expect(await thingOf(after, "a", "THINGS").get("key")).toBe("THINGS");
  expect(await thingOf(after, "a", "OTHERS").get("key")).toBe(undefined);
  expect((await after.inspect.alarms()).alarms.map(({ className }) => className)).toEqual([
    "Thing",
  ]);
});

test("two configurations that share a uniqueKey on one disk share its objects and alarms", async () => {
  const disk = newDisk();
  const time = Date.now() + HOUR;
  const first = await start(thingsOn(disk));
  const id = first.env["THINGS"].idFromName("a").toString();
  await thingOf(first, "a").put("key", 1);
  await thingOf(first, "a").setAlarm(time);
  await first.close();
  const second = await start(
    thingsOn(disk, {
      name: "another",
      durableObjectNamespaces: [{ className: "Other", uniqueKey: "things" }],
      bindings: { OTHERS: { durableObjectNamespace: "Other" } },
    }),
  );
  expect(await thingOf(second, "a", "OTHERS").get("key")).toBe(1);
  expect((await second.inspect.alarms()).alarms).toMatchObject([
    { className: "Other", id, name: "a", scheduledTime: time },
  ]);
});

test("splitting a configuration in two and joining it again loses no data", async () => {
  const disk = newDisk();
  const things = { className: "Thing", uniqueKey: "things" };
  const others = { className: "Other", uniqueKey: "others" };
  const bindings = {
    THINGS: { durableObjectNamespace: "Thing" },
    OTHERS: { durableObjectNamespace: "Other" },
  };
  const joined = thingsOn(disk, { durableObjectNamespaces: [things, others], bindings });
  const parts = [
    thingsOn(disk, { durableObjectNamespaces: [things], bindings: { THINGS: bindings.THINGS } }),
    thingsOn(disk, { durableObjectNamespaces: [others], bindings: { OTHERS: bindings.OTHERS } }),
  ];
  const time = Date.now() + HOUR;
  const before = await start(joined);
  for (const binding of ["THINGS", "OTHERS"]) {
    await thingOf(before, binding, binding).put("steps", ["joined"]);
    await thingOf(before, binding, binding).setAlarm(time);
  }
  const files = await before.inspect.files();
  await before.close();

  for (const part of parts) {
    const server = await start(part);
    const [binding = ""] = Object.keys(part.bindings ?? {});
    const stub = thingOf(server, binding, binding);
    expect((await server.inspect.alarms()).alarms).toMatchObject([{ scheduledTime: time }]);
    await stub.put("steps", [...((await stub.get("steps")) as string[]), "split"]);
    await server.close();
  }

  const after = await start(joined);
  for (const binding of ["THINGS", "OTHERS"]) {
    expect(await thingOf(after, binding, binding).get("steps")).toEqual(["joined", "split"]);
  }
  expect((await after.inspect.alarms()).total).toBe(2);
  expect(await after.inspect.files()).toEqual(files);
});

test("disks are isolated from each other", async () => {
  const one = await start(thingsOn(newDisk()));
  const two = await start(thingsOn(newDisk()));
  await thingOf(one, "a").put("key", 1);
  expect(await thingOf(two, "a").get("key")).toBe(undefined);
});

test("an abort signal cancels a start", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const starting = serve(thingsOn(newDisk()), { signal: controller.signal });
  controller.abort(reason);
  await expect(starting).rejects.toBe(reason);
  const late = serve(thingsOn(newDisk()), { signal: controller.signal });
  await expect(late).rejects.toBe(reason);
});

test("close() completes acknowledged writes and frees the disk at once", async () => {
  const disk = newDisk();
  const before = await start(thingsOn(disk));
  const writes = Array.from({ length: 20 }, (_, i) => thingOf(before, `${i}`).put("key", i));
  const settled = Promise.allSettled(writes);
  await before.close();
  const acknowledged = (await settled).flatMap(({ status }, i) =>
    status === "fulfilled" ? i : [],
  );
  const after = await start(thingsOn(disk));
  const found = await Promise.all(acknowledged.map((i) => thingOf(after, `${i}`).get("key")));
  expect(found).toEqual(acknowledged);
  // Closing twice has no effect.
  await before.close();
  await expect(thingOf(before, "0").get("key")).rejects.toThrow("this server was closed");
});

test("after a kill every call fails with a lost connection", async () => {
  const server = await start(thingsOn(newDisk()));
  const stub = thingOf(server, "a");
  await stub.put("key", 1);
  const call = rejection(server.fetch("http://thing/"));
  server.kill();
  expect(await call).toMatchObject({ message: "Network connection lost.", retryable: true });
  for (const promise of [
    stub.get("key"),
    thingOf(server, "b").get("key"),
    server.fetch("http://thing/"),
    server.inspect.alarms(),
    server.clock.now(),
  ]) {
    expect((await rejection(promise)).message).toBe("Network connection lost.");
  }
  await server.close();
  server.kill();
});
