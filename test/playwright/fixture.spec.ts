import { expect, workerTest } from "tabd/playwright";

const source = `
  import { DurableObject } from "cloudflare:workers";

  export class Reminder extends DurableObject {
    async remind(text, delay) {
      await this.ctx.storage.put("text", text);
      await this.ctx.storage.setAlarm(Date.now() + delay);
      return this.ctx.storage.getAlarm();
    }
    async echo(...values) { return values; }
    async fail() { throw new RangeError("too late"); }
    async alarm() {
      const { storage } = this.ctx;
      console.log(await storage.get("text"));
      await storage.put("fired", ((await storage.get("fired")) ?? 0) + 1);
    }
    async fetch(request) {
      return new Response(request.method + " " + (await request.text()), { status: 201, headers: { "x-a": "b" } });
    }
  }
  export default {
    fetch(request, env) { return env.REMINDERS.getByName("tea").fetch(request); },
  };`;

const worker = {
  modules: { "main.js": source },
  compatibilityDate: "2026-11-17",
  durableObjectNamespaces: [{ className: "Reminder", uniqueKey: "reminders", enableSql: true }],
  bindings: { REMINDERS: { durableObjectNamespace: "Reminder" } },
} as const;

const test = workerTest(worker);
const DAY = 24 * 60 * 60 * 1000;

test("an alarm fires once over reloads, crashes and closed tabs", async ({ tabd }) => {
  const tea = tabd.object("REMINDERS", "tea");
  await tabd.clock.freeze("2026-11-17T12:00:00Z");
  const time = await tea.call("remind", "ready", 30 * DAY);
  await expect(tea).toHaveAlarm(time);
  await expect(tea).toHaveAlarm({ within: 30 * DAY });
  await expect(tea).not.toHaveAlarm({ within: DAY });
  await tabd.reload();
  await tabd.crash();
  await tabd.crashPage();
  expect(await tabd.clock.now()).toBe(Date.UTC(2026, 10, 17, 12));
  await expect(tea).toHaveAlarm(time);
  await expect(tea).not.toHaveFired();
  await tabd.closeTab();
  await tabd.clock.advance(31 * DAY);
  await tabd.newTab();
  await expect(tea).toHaveFired(1);
  await expect(tea).toHaveNoAlarm();
  await expect(tea).toHaveStored("fired", 1);
  await expect(tea).toHaveStored("text");
  await expect(tea).toHaveRun("remind");
  await expect(tea).toHaveRun("alarm");
  await expect(tea).not.toHaveRun("echo");
  expect((await tabd.events()).some(({ type }) => type === "console")).toBe(true);
});

test("values, errors and requests pass between test and object", async ({ tabd }) => {
  const tea = tabd.object("REMINDERS", "tea");
  const values = [
    new Map([["a", new Set([1])]]),
    new Date(0),
    5n,
    new Uint8Array([1]),
    undefined,
    NaN,
  ];
  expect(await tea.call("echo", ...values)).toEqual(values);
  const error: unknown = await tea.call("fail").catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "RangeError", message: "too late", remote: true });
  const answers = [
    await tea.fetch("/", { method: "POST", body: "hello" }),
    await tabd.fetch("/", { method: "POST", body: "hello" }),
  ];
  for (const answer of answers) {
    expect([answer.status, answer.headers.get("x-a"), await answer.text()]).toEqual([
      201,
      "b",
      "POST hello",
    ]);
  }
  await tea.sql("CREATE TABLE t (a, b)");
  await tea.sql("INSERT INTO t VALUES (?, ?)", 1, "x");
  expect(await tea.sql("SELECT * FROM t")).toEqual([{ a: 1, b: "x" }]);
});

test("alarms fail, are retried and fired by hand", async ({ tabd }) => {
  const tea = tabd.object("REMINDERS", "tea");
  await tabd.clock.freeze();
  await tea.call("remind", "ready", DAY);
  await tea.failNextAlarm("no network");
  expect(await tea.fireAlarm()).toMatchObject({ outcome: "failed" });
  await expect(tea).toHaveFailed(1);
  expect(await tabd.clock.runUntilIdle()).toBe(1);
  await expect(tea).toHaveFired(2);
  await tea.evict();
  expect(await tea.storage()).toEqual({ text: "ready", fired: 1 });
  const { files } = await tabd.export();
  await tabd.reset();
  await expect(tea).not.toHaveStored("fired");
  await expect(tea).not.toHaveFired();
  await tabd.import(files);
  await expect(tea).toHaveStored("fired", expect.any(Number));
});

test.describe("with a profile on disk", () => {
  test.use({ tabdOptions: { worker, persistent: true } });

  test("an alarm outlives the browser", async ({ tabd }) => {
    const tea = tabd.object("REMINDERS", "tea");
    const time = await tea.call("remind", "ready", DAY);
    await tabd.killBrowser();
    await expect(tea).toHaveAlarm(time);
    await tabd.goOffline();
    await tabd.reload();
    await tabd.clock.fastForward("24:00:00");
    await expect(tea).toHaveFired(1);
  });
});

const project = workerTest("./worker/wrangler.jsonc");

project("the worker of a wrangler file runs", async ({ tabd }) => {
  const counter = tabd.object("COUNTERS", "one");
  expect(await counter.call("add")).toBe(2);
  await tabd.reload();
  await expect(counter).toHaveStored("count", 2);
  expect(await (await tabd.fetch("/")).text()).toBe("counting");
});

project("two tabs count an event once", async ({ tabd }) => {
  await tabd.newTab();
  const counter = tabd.object("COUNTERS", "one");
  await counter.call("add");
  const calls = (await tabd.events()).filter(({ type }) => type === "actor-called");
  expect(calls).toHaveLength(1);
});
