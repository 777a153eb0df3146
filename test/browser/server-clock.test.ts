import { serve, type Server } from "tabd";
import { expect, test } from "vitest";

import { newDisk, rejection, seen, start, thingOf, thingsOn } from "./serving/serving.ts";

const DAY = 24 * 3_600_000;
const START = Date.UTC(2030, 0, 1);

test("advancing thirty days fires alarms in order, each at its time", async () => {
  const server = await start(thingsOn(newDisk()));
  await server.clock.freeze(START);
  await thingOf(server, "late").setAlarm(START + 30 * DAY);
  await thingOf(server, "early").setAlarm(START + DAY);
  await server.clock.advance(30 * DAY - 1);
  expect(await server.clock.state()).toEqual({ mode: "frozen", now: START + 30 * DAY - 1 });
  expect(await thingOf(server, "early").deliveries()).toMatchObject([{ at: START + DAY }]);
  expect(await thingOf(server, "late").deliveries()).toEqual([]);
  await server.clock.advance(1);
  expect(await thingOf(server, "late").deliveries()).toMatchObject([{ at: START + 30 * DAY }]);
  const fired = server.events.past.filter(({ type }) => type === "alarm-fired");
  expect(fired).toMatchObject([
    { actorName: "early", time: START + DAY },
    { actorName: "late", time: START + 30 * DAY },
  ]);
});

test("a kept clock survives its host: frozen, running, and real again", async () => {
  const config = thingsOn(newDisk());
  const restart = async (before?: Server): Promise<Server> => {
    before?.kill();
    return start(config, { clock: "kept" });
  };
  let server = await restart();
  expect(await server.clock.state()).toMatchObject({ mode: "real" });
  await server.clock.freeze(START);
  await server.clock.advance(DAY);
  server = await restart(server);
  expect(await server.clock.state()).toEqual({ mode: "frozen", now: START + DAY });

  await server.clock.run(1000, START);
  const reached = await server.clock.now();
  server = await restart(server);
  const { now, ...clock } = await server.clock.state();
  expect(clock).toEqual({ mode: "rated", rate: 1000 });
  expect(now).toBeGreaterThan(reached);

  await server.clock.real();
  server = await restart(server);
  expect(await server.clock.state()).toMatchObject({ mode: "real" });
});

test("a kept clock needs a disk", async () => {
  const config = thingsOn("", { durableObjectStorage: "inMemory" });
  expect(await rejection(serve(config, { clock: "kept" }))).toMatchObject({
    message: expect.stringContaining('clock: "kept" keeps the clock with the disk'),
  });
});

test("runNextAlarm() fires the next alarm, runUntilIdle() all of them", async () => {
  const server = await start(thingsOn(newDisk()));
  await server.clock.freeze(START);
  expect(await server.clock.runNextAlarm()).toBe(false);
  for (const [name, days] of [
    ["c", 3],
    ["a", 1],
    ["b", 2],
  ] as const) {
    await thingOf(server, name).setAlarm(START + days * DAY);
  }
  expect(await server.clock.runNextAlarm()).toBe(true);
  expect(await server.clock.now()).toBe(START + DAY);
  expect((await server.inspect.alarms()).alarms.map(({ name }) => name)).toEqual(["b", "c"]);
  expect(await server.clock.runUntilIdle()).toBe(2);
  expect(await server.clock.now()).toBe(START + 3 * DAY);
});

test("runUntilIdle() fails at its limit if an object always sets another alarm", async () => {
  const server = await start(
    thingsOn(newDisk(), {
      modules: {
        "main.js": `
          import { DurableObject } from "cloudflare:workers";
          export class Thing extends DurableObject {
            async start() { await this.ctx.storage.setAlarm(Date.now() + 1000); }
            async alarm() { await this.start(); }
          }
        `,
      },
    }),
  );
  await server.clock.freeze(START);
  await server.env["THINGS"].getByName("a").start();
  expect((await rejection(server.clock.runUntilIdle({ limit: 3 }))).message).toMatch(
    /^3 alarms ran, and one more of class Thing is pending at 2030-01-01T00:00:04\.000Z/,
  );
});

test("a failing alarm handler is retried on the host's clock, then abandoned", async () => {
  const server = await start(
    thingsOn(newDisk(), {
      modules: {
        "main.js": `
          import { DurableObject } from "cloudflare:workers";
          export class Thing extends DurableObject {
            async set(time) { await this.ctx.storage.setAlarm(time); }
            async alarm() { throw new Error("not yet"); }
          }
        `,
      },
    }),
  );
  await server.clock.freeze(START);
  await server.env["THINGS"].getByName("a").set(START + 1000);
  expect(await server.clock.runUntilIdle()).toBe(7);
  await seen(server, "alarm-abandoned");
  expect((await server.inspect.alarms()).total).toBe(0);
});

test("an object's timeouts, waits and intervals follow the clock", async () => {
  const server = await start(
    thingsOn(newDisk(), {
      modules: {
        "main.js": `
          import { DurableObject } from "cloudflare:workers";
          export class Thing extends DurableObject {
            #log = [];
            #note(what) { this.#log.push(what + " at " + (Date.now() - ${START})); }
            start() {
              setTimeout((a, b) => this.#note(a + b), 5000, "time", "out");
              clearTimeout(setTimeout(() => this.#note("cleared"), 1));
              let left = 3;
              const interval = setInterval(() => {
                this.#note("interval");
                if (--left === 0) clearInterval(interval);
              }, 2000);
              scheduler.wait(3000).then(() => this.#note("waited"));
              setTimeout(() => { throw new Error("nobody catches this"); }, 10);
            }
            log() { return this.#log; }
          }
        `,
      },
    }),
  );
  await server.clock.freeze(START);
  const stub = server.env["THINGS"].getByName("a");
  await stub.start();
  expect(await stub.log()).toEqual([]);
  await server.clock.advance(10_000);
  expect(await stub.log()).toEqual([
    "interval at 2000",
    "waited at 3000",
    "interval at 4000",
    "timeout at 5000",
    "interval at 6000",
  ]);
  expect(await seen(server, "console")).toBeDefined();
  const uncaught = server.events.past.find(
    (event) => event.type === "console" && event.level === "error",
  );
  expect(uncaught).toMatchObject({
    text: expect.stringMatching(/^Uncaught Error: nobody catches this/),
    actor: { actorName: "a" },
  });
});

test("the state and the events report the mode: real, frozen or rated", async () => {
  const server = await start(thingsOn(newDisk()));
  expect((await server.clock.state()).mode).toBe("real");
  await server.clock.freeze(new Date(START));
  expect(await server.clock.now()).toBe(START);
  await server.clock.set(START + DAY);
  expect(await server.clock.now()).toBe(START + DAY);
  await server.clock.run(1000);
  const { mode, now } = await server.clock.state();
  expect([mode, now >= START + DAY]).toEqual(["rated", true]);
  await server.clock.real();
  expect((await server.clock.state()).mode).toBe("real");
  const changes = server.events.past.flatMap((event) =>
    event.type === "clock-changed" ? event.clock.mode : [],
  );
  expect(changes).toEqual(["frozen", "frozen", "rated", "real"]);
  await expect(server.clock.advance(-1)).rejects.toThrow("Cannot advance the clock by -1 ms");
  await expect(server.clock.run(0)).rejects.toThrow(RangeError);
});

test("a clock given to serve() is set before any alarm can fire", async () => {
  const disk = newDisk();
  const first = await start(thingsOn(disk));
  // Overdue in real time, but due in a day by this clock.
  const time = Date.UTC(2020, 0, 1);
  const now = time - DAY;
  await first.clock.freeze(now);
  await thingOf(first, "a").setAlarm(time);
  await first.close();
  const second = await start(thingsOn(disk), { clock: { mode: "frozen", now } });
  expect(await second.clock.state()).toEqual({ mode: "frozen", now });
  expect(await thingOf(second, "a").deliveries()).toEqual([]);
  await second.clock.advance(DAY);
  expect(await thingOf(second, "a").deliveries()).toMatchObject([{ at: time }]);
  const wrong = serve(thingsOn(newDisk()), { clock: { mode: "rated", now, rate: -1 } });
  expect(await rejection(wrong)).toBeInstanceOf(RangeError);
});
