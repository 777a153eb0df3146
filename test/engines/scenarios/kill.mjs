import { equal, ok } from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { checkFiles } from "../check-files.mjs";

/** @typedef {import("../harness-tab.mjs").HarnessTab} HarnessTab */
/** @typedef {import("../stage.mjs").Stage} Stage */

const names = ["a", "b", "c"];
const alarmTime = Date.UTC(2100, 0, 1);

/** The longest time from the first acknowledgments to the end, in ms. */
const longest = 400;

/**
 * The ways to end a host while it writes. Each returns the tab for the next steps.
 *
 * @type {Readonly<Record<string, (stage: Stage, tab: HarnessTab) => Promise<HarnessTab>>>}
 */
const ends = {
  async "host killed"(_, tab) {
    await tab.evaluate(() => harness.server.kill());
    await tab.evaluate(() => harness.start());
    return tab;
  },
  async "page reloaded"(_, tab) {
    await tab.reload();
    return tab;
  },
  async "tab closed"(stage, tab) {
    await stage.closeTab(tab);
    return stage.openTab();
  },
  async "browser killed"(stage) {
    await stage.killBrowser();
    await stage.startBrowser();
    return stage.openTab();
  },
};

/** No way to end a host loses acknowledged writes. @type {import("../stage.mjs").EngineTest[]} */
export const tests = [
  {
    name: "an end at a random moment while writing loses nothing",
    async run(stage) {
      const ways = Object.keys(ends).filter(
        (way) => stage.keepsProfiles || way !== "browser killed",
      );
      let tab = await stage.openTab();
      for (let round = 0; round < stage.rounds; round++) {
        const way = ways[round % ways.length] ?? "";
        await start(tab);
        const acknowledged = await watch(tab, stage.random() * longest);
        try {
          tab = (await ends[way]?.(stage, tab)) ?? tab;
          await check(tab, acknowledged);
        } catch (cause) {
          throw new Error(`round ${round + 1} of ${stage.rounds}, ${way}`, { cause });
        }
      }
    },
  },
];

/** @param {HarnessTab} tab */
async function start(tab) {
  await tab.evaluate(
    (names, time) => {
      for (const name of names) delete harness.acknowledged[name];
      harness.write(names, time);
    },
    names,
    alarmTime,
  );
  await tab.until((count) => Object.keys(harness.acknowledged).length === count, names.length);
}

/**
 * What has been acknowledged when it returns, or a little before.
 *
 * @param {HarnessTab} tab
 * @param {number} ms
 */
async function watch(tab, ms) {
  await sleep(ms);
  return tab.evaluate(() => ({ ...harness.acknowledged }));
}

/**
 * What was acknowledged is there; a later value may be, unacknowledged. Value and alarm are one
 * commit.
 *
 * @param {HarnessTab} tab
 * @param {Readonly<Record<string, number>>} acknowledged
 */
async function check(tab, acknowledged) {
  await checkFiles(await tab.evaluate(() => harness.files()));
  const { alarms } = await tab.evaluate(() => harness.server.inspect.alarms());
  for (const name of names) {
    const found = await tab.evaluate(async (name) => {
      const probe = harness.probe(name);
      return { count: Number(await probe.get("count")), alarm: await probe.getAlarm() };
    }, name);
    const least = acknowledged[name] ?? NaN;
    ok(found.count >= least, `${name}: ${least} was acknowledged, ${found.count} is there`);
    equal(found.alarm, alarmTime + found.count, `${name}: its alarm and its count`);
    const listed = alarms.find((alarm) => alarm.name === name);
    equal(listed?.scheduledTime, found.alarm, `${name}: its alarm in the list of all`);
  }
}
