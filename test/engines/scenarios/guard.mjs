import { deepEqual, equal } from "node:assert/strict";

/**
 * The user's code cannot reach the host's own objects, in any engine.
 *
 * @type {import("../stage.mjs").EngineTest[]}
 */
export const tests = [
  {
    name: "a worker's code gets none of its host's objects, and the host keeps running",
    async run(stage) {
      const tab = await stage.openTab();
      const reached = await tab.evaluate(async () => {
        return { ...(await harness.probe("thief").reach("tabd-e2e")) };
      });
      deepEqual(reached, {
        postMessage: "undefined",
        close: "undefined",
        worker: "undefined",
        inherited: "undefined",
        channel: "TypeError",
        lock: "TypeError",
        open: "TypeError",
        delete: "TypeError",
        list: "0",
        spy: "TypeError",
      });
      await tab.evaluate(() => harness.probe("tea").put("kept", 1));
      equal(await tab.evaluate(() => harness.probe("tea").get("kept")), 1);
      equal(await tab.evaluate(async () => (await harness.server.verify()).ok), true);
    },
  },
  ...["isolated", "direct"].map((kind) => ({
    name: `${kind} code reaches nothing that is not its own`,
    /** @param {import("../stage.mjs").Stage} stage */
    async run(stage) {
      const tab = await stage.openTab();
      const { outcomes, ...rest } = await tab.evaluate(
        (how) => harness.attack(/** @type {"isolated" | "direct"} */ (how)),
        kind,
      );
      const reached = Object.entries(outcomes).filter(([, outcome]) =>
        outcome.startsWith("REACHED"),
      );
      deepEqual(reached, []);
      deepEqual(rest, {
        victim: "kept",
        cached: "the page's own",
        lockHeld: true,
        heard: [],
        ownDisk: true,
        serviceWorkers: 0,
      });
    },
  })),
];
