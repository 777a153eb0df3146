import { deepEqual, ok } from "node:assert/strict";

/** Hostile zips and databases are refused. @type {import("../stage.mjs").EngineTest[]} */
export const tests = [
  {
    name: "hostile zips and databases are refused, and nothing is lost",
    async run(stage) {
      const tab = await stage.openTab();
      await tab.evaluate(() => hostile.begin());
      // In steps, because a wait has a time limit.
      for (const count of [26, 40, 50, 60, 72, 1000]) {
        await tab.until((count) => hostile.finished || hostile.refused >= count, count);
      }
      deepEqual(await tab.evaluate(() => hostile.problems), []);
      ok((await tab.evaluate(() => hostile.refused)) > 70);
    },
  },
];
