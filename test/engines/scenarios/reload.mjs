import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

/** @typedef {import("../harness-tab.mjs").HarnessTab} HarnessTab */
/** @typedef {import("../stage.mjs").Stage} Stage */

/** An alarm outlives its page. @type {import("../stage.mjs").EngineTest[]} */
export const tests = [
  {
    name: "an alarm set before a reload fires in a new instance, with its name (code as modules)",
    run: (stage) => delivered(stage, "modules"),
  },
  {
    name: "an alarm set before a reload fires in a new instance, with its name (code as worker)",
    run: (stage) => delivered(stage, "worker"),
  },
  {
    name: "an alarm that became overdue while there was no page fires at once",
    async run(stage) {
      const tab = await stage.openTab();
      const time = await setSoon(tab);
      await tab.leave();
      await past(time);
      await tab.open();
      await deliveredOnce(tab, time);
    },
  },
  {
    name: "an alarm that became overdue while there was no browser fires at once",
    needsProfile: true,
    async run(stage) {
      const tab = await stage.openTab();
      const time = await setSoon(tab);
      await stage.killBrowser();
      await past(time);
      await stage.startBrowser();
      await deliveredOnce(await stage.openTab(), time);
    },
  },
  {
    name: "a page that was left does not keep the disk, and works again after going back",
    async run(stage) {
      const tab = await stage.openTab();
      await tab.open("?first");
      await tab.evaluate(() => harness.probe("tea").put("kept", 1));
      await tab.open("?second");
      equal(await tab.evaluate(() => harness.server.role), "leader");
      await tab.evaluate(() => harness.probe("tea").put("kept", 2));
      await tab.back("?first");
      equal(await tab.evaluate(() => harness.server.role), "leader");
      equal(await tab.evaluate(() => harness.probe("tea").get("kept")), 2);
    },
  },
  {
    name: "an alarm whose handler a reload interrupted fires again",
    async run(stage) {
      const tab = await stage.openTab();
      await tab.evaluate(async () => {
        await harness.probe("tea").hangOnce();
        await harness.probe("tea").setAlarm(0);
      });
      await tab.until(() =>
        harness.events.some((event) => event.type === "console" && event.text === "hanging"),
      );
      await tab.reload();
      await deliveredOnce(tab);
    },
  },
];

/**
 * @param {Stage} stage
 * @param {import("../../e2e/pages/harness.ts").Code} code
 */
async function delivered(stage, code) {
  const tab = await stage.openTab(code);
  const before = await tab.evaluate(async () => {
    const probe = harness.probe("tea");
    return { time: await probe.setAlarm(2000), instance: await probe.instance() };
  });
  await tab.reload();
  const { at, instance } = await deliveredOnce(tab, before.time);
  ok(at >= before.time, `delivered at ${at}, which is before ${before.time}`);
  notEqual(instance, before.instance);
}

/**
 * Waits for the one delivery to "tea". This page does not name the object before the delivery.
 *
 * @param {HarnessTab} tab
 * @param {number} [time] the alarm's time
 */
async function deliveredOnce(tab, time) {
  await tab.event("alarm-succeeded", "tea");
  const deliveries = await tab.evaluate(() => harness.probe("tea").deliveries());
  const [delivery] = deliveries;
  ok(delivery !== undefined);
  deepEqual(deliveries, [delivery]);
  equal(delivery.name, "tea");
  if (time !== undefined) equal(delivery.scheduledTime, time);
  return delivery;
}

/**
 * Sets an alarm that this page cannot deliver, even on a slow machine: its clock is frozen.
 *
 * @param {HarnessTab} tab
 */
function setSoon(tab) {
  return tab.evaluate(async () => {
    await harness.server.clock.freeze();
    return harness.probe("tea").setAlarm(300);
  });
}

/** @param {number} time */
async function past(time) {
  while (Date.now() <= time) await sleep(20);
}
