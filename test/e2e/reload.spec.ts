import { expect, test } from "./fixture.ts";
import type { Code } from "./pages/harness.ts";

const month = 30 * 24 * 3_600_000;

for (const code of ["modules", "worker"] satisfies Code[]) {
  test.describe(`code as ${code}`, () => {
    test.use({ code });

    test("an alarm set before a reload fires in a new instance", async ({ tab }) => {
      await tab.open();
      const before = await tab.page.evaluate(async () => {
        const probe = harness.probe("tea");
        return { time: await probe.setAlarm(2000), instance: await probe.instance() };
      });
      await tab.reload();
      await tab.event("alarm-succeeded", "tea");
      const deliveries = await tab.page.evaluate(async () => harness.probe("tea").deliveries());
      expect(deliveries).toHaveLength(1);
      expect(deliveries[0]).toMatchObject({ name: "tea", scheduledTime: before.time });
      expect(deliveries[0]?.at).toBeGreaterThanOrEqual(before.time);
      expect(deliveries[0]?.instance).not.toBe(before.instance);
    });

    test("the default handler answers", async ({ tab }) => {
      await tab.open();
      const answers = await tab.page.evaluate(async () => [
        await harness.probe("tea").instance(),
        await (await harness.server.fetch("https://example.com/?name=tea")).text(),
      ]);
      expect(answers[1]).toBe(answers[0]);
    });
  });
}

test("an alarm that became due while the tab was closed fires at once", async ({
  tab,
  context,
}) => {
  await tab.open();
  const time = await tab.page.evaluate(async () => harness.probe("tea").setAlarm(300));
  await tab.page.goto("about:blank");
  await expect.poll(() => Date.now()).toBeGreaterThan(time);
  await tab.open();
  await tab.event("alarm-succeeded", "tea");
  const [delivery] = await tab.page.evaluate(async () => harness.probe("tea").deliveries());
  expect(delivery).toMatchObject({ name: "tea", scheduledTime: time });
  expect(context.pages()).toHaveLength(1);
});

test("an alarm whose handler a reload interrupted fires again", async ({ tab }) => {
  await tab.open();
  await tab.page.evaluate(async () => {
    await harness.probe("tea").hangOnce();
    await harness.probe("tea").setAlarm(0);
  });
  await tab.page.waitForFunction(() =>
    harness.events.some((event) => event.type === "console" && event.text === "hanging"),
  );
  await tab.reload();
  await tab.event("alarm-succeeded", "tea");
  expect(await tab.page.evaluate(async () => harness.probe("tea").deliveries())).toHaveLength(1);
});

test("an object that an alarm starts after a reload knows its name", async ({ tab }) => {
  await tab.open();
  await tab.page.evaluate(async () => harness.probe("ein Name, 名前").setAlarm(1000));
  await tab.reload();
  // This page does not name the object before its alarm fires.
  await tab.event("alarm-succeeded", "ein Name, 名前");
  const [delivery] = await tab.page.evaluate(async () =>
    harness.probe("ein Name, 名前").deliveries(),
  );
  expect(delivery?.name).toBe("ein Name, 名前");
});

test("an in-memory namespace loses its data on reload, and one on disk keeps it", async ({
  tab,
}) => {
  await tab.open();
  const stored = (): Promise<unknown[]> =>
    tab.page.evaluate(async () => {
      const read: unknown[] = [];
      for (const binding of ["PROBES", "FORGETFUL"] as const) {
        const probe = harness.probe("tea", binding);
        read.push(await probe.get("kept"), (await probe.getAlarm()) !== null);
      }
      return read;
    });
  await tab.page.evaluate(async () => {
    for (const binding of ["PROBES", "FORGETFUL"] as const) {
      await harness.probe("tea", binding).put("kept", "yes");
      await harness.probe("tea", binding).setAlarm(3_600_000);
    }
  });
  expect(await stored()).toEqual(["yes", true, "yes", true]);
  await tab.reload();
  expect(await stored()).toEqual(["yes", true, undefined, false]);
  const { alarms } = await tab.page.evaluate(async () => harness.server.inspect.alarms());
  expect(alarms.map((alarm) => alarm.className)).toEqual(["Probe"]);
});

test("an alarm in thirty days fires neither early nor never", async ({ tab }) => {
  await tab.open();
  const time = await tab.page.evaluate(
    async (delay) => harness.probe("tea").setAlarm(delay),
    month,
  );
  await tab.reload();
  const pending = await tab.page.evaluate(async () => harness.server.inspect.alarms());
  expect(pending.alarms).toMatchObject([{ name: "tea", scheduledTime: time }]);
  const fired = (): Promise<boolean> =>
    tab.page.evaluate(() => harness.events.some((event) => event.type === "alarm-fired"));

  await tab.page.evaluate(async (now) => harness.server.clock.freeze(now), time - month);
  await tab.page.evaluate(async (ms) => harness.server.clock.advance(ms), month - 1);
  expect(await fired()).toBe(false);
  expect(await tab.page.evaluate(async () => harness.probe("tea").getAlarm())).toBe(time);

  await tab.page.evaluate(async () => harness.server.clock.advance(1));
  await tab.event("alarm-succeeded", "tea");
  const deliveries = await tab.page.evaluate(async () => harness.probe("tea").deliveries());
  expect(deliveries).toMatchObject([{ scheduledTime: time, at: time }]);
});

test("garbage collection keeps everything that the server needs", async ({ tab }) => {
  await tab.open();
  await tab.page.requestGC();
  await tab.page.evaluate(async () => harness.probe("tea").setAlarm(0));
  await tab.event("alarm-succeeded", "tea");
  await tab.page.requestGC();
  await tab.page.evaluate(async () => harness.probe("milk").setAlarm(0));
  await tab.event("alarm-succeeded", "milk");
});

test("ten reloads in a row lose nothing", async ({ tab }) => {
  const names = Array.from({ length: 10 }, (_, index) => `probe ${index}`);
  await tab.open();
  const times = await tab.page.evaluate(async (names) => {
    const set = names.map((name, index) => harness.probe(name).setAlarm(500 + 400 * index));
    return Promise.all(set);
  }, names);
  for (let reloads = 0; reloads < 10; reloads++) {
    await tab.reload();
    const seen = await tab.page.evaluate(async () => {
      const probe = harness.probe("reloads");
      const count = Number((await probe.get("count")) ?? 0);
      await probe.put("count", count + 1);
      return count;
    });
    expect(seen).toBe(reloads);
  }
  await expect
    .poll(() => tab.page.evaluate(async () => (await harness.server.inspect.alarms()).total))
    .toBe(0);
  const deliveries = await tab.page.evaluate(
    async (names) => Promise.all(names.map((name) => harness.probe(name).deliveries())),
    names,
  );
  for (const [index, ofOne] of deliveries.entries()) {
    // At least once: a reload may come between a handler's end and its commit.
    expect(ofOne.length).toBeGreaterThan(0);
    expect(ofOne[0]?.scheduledTime).toBe(times[index]);
    expect(ofOne[0]?.at).toBeGreaterThanOrEqual(times[index] ?? Infinity);
  }
});
