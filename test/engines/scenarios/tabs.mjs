import { deepEqual, equal, ok } from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { overlaps } from "../../e2e/overlaps.mjs";

/** @typedef {import("../harness-tab.mjs").HarnessTab} HarnessTab */
/** @typedef {import("../stage.mjs").Stage} Stage */

const names = ["a", "b", "c"];
const most = 4;

/** How long an increment may take until some tab has acknowledged it, in ms. */
const patience = 60_000;

/**
 * Events of a tab. `"gone"`: the tab no longer exists.
 *
 * @type {Readonly<Record<string, (stage: Stage, tab: HarnessTab) => Promise<"gone" | "stays">>>}
 */
const actions = {
  async reload(_, tab) {
    await tab.reload();
    return "stays";
  },
  async close(stage, tab) {
    await stage.closeTab(tab);
    return "gone";
  },
  async "host killed"(_, tab) {
    await tab.evaluate(() => harness.server.kill());
    await tab.evaluate(() => harness.startCounters());
    return "stays";
  },
  async "server closed"(stage, tab) {
    await tab.evaluate(() => harness.server.close());
    await stage.closeTab(tab);
    return "gone";
  },
};

/** Increments in flight. Each is repeated until a tab has acknowledged it. */
class Increments {
  /** @type {Record<string, number>} */
  acknowledged = Object.fromEntries(names.map((name) => [name, 0]));
  failed = 0;
  /** By token. @type {Map<string, { name: string, tab: HarnessTab | undefined }>} */
  #open = new Map();
  #tokens = 0;

  /** @param {HarnessTab} tab */
  async begin(tab) {
    for (const name of names) {
      const token = `${++this.#tokens}`;
      this.#open.set(token, { name, tab });
      await this.#ask(tab, name, token);
    }
  }

  /** The results of calls from this tab are lost with it. @param {HarnessTab} tab */
  forget(tab) {
    for (const increment of this.#open.values()) {
      if (increment.tab === tab) increment.tab = undefined;
    }
  }

  /** Waits until all are acknowledged. @param {readonly HarnessTab[]} tabs */
  async settle(tabs) {
    const end = Date.now() + patience;
    for (let turn = 0; this.#open.size > 0; turn++) {
      ok(Date.now() < end, `not acknowledged: ${[...this.#open.keys()].join(", ")}`);
      for (const [token, { name, tab }] of [...this.#open]) {
        const outcome = await tab?.evaluate((token) => harness.outcomes[token] ?? null, token);
        if (outcome?.ok) {
          this.#open.delete(token);
          this.acknowledged[name] = (this.acknowledged[name] ?? 0) + 1;
        } else if (outcome || tab === undefined) {
          if (outcome) {
            this.failed++;
            ok(outcome.retryable, outcome.message);
          }
          const next = tabs[turn % tabs.length];
          ok(next !== undefined);
          this.#open.set(token, { name, tab: next });
          await this.#ask(next, name, token);
        }
      }
      await sleep(20);
    }
  }

  /**
   * @param {HarnessTab} tab
   * @param {string} name
   * @param {string} token
   */
  #ask(tab, name, token) {
    return tab.evaluate((name, token) => harness.begin(name, token), name, token);
  }
}

/**
 * @template T
 * @param {readonly T[]} all
 * @param {import("../stage.mjs").Random} random
 * @returns {T}
 */
function pick(all, random) {
  const one = all[Math.floor(random() * all.length)];
  if (one === undefined) throw new Error("There is nothing to choose from.");
  return one;
}

/** @param {HarnessTab} tab */
function role(tab) {
  return tab.evaluate(() => harness.server.role);
}

/** @param {HarnessTab} tab @returns {Promise<Record<string, number>>} */
function counts(tab) {
  return tab.evaluate(async (names) => {
    /** @type {Record<string, number>} */
    const all = {};
    for (const name of names) all[name] = await harness.counter(name).count();
    return all;
  }, names);
}

/** There is one leader at any time. @type {import("../stage.mjs").EngineTest[]} */
export const tests = [
  {
    name: "tabs come and go: acknowledged is counted, once, and no two instances overlap",
    async run(stage) {
      const oracle = await stage.openTab("counters");
      await oracle.evaluate(() => harness.server.close());
      await oracle.evaluate(() => harness.listen());
      const tabs = [await stage.openTab("counters"), await stage.openTab("counters")];
      const increments = new Increments();
      for (let round = 0; round < stage.rounds; round++) {
        for (const tab of tabs) await increments.begin(tab);
        let tab = pick(tabs, stage.random);
        if (stage.random() < 0.6) {
          for (const one of tabs) if ((await role(one)) === "leader") tab = one;
        }
        if (tabs.length < 2 || (stage.random() < 0.35 && tabs.length < most)) {
          tabs.push(await stage.openTab("counters"));
        } else {
          const name = pick(Object.keys(actions), stage.random);
          if (name !== "host killed") increments.forget(tab);
          if ((await actions[name]?.(stage, tab)) === "gone") tabs.splice(tabs.indexOf(tab), 1);
          if (tabs.length === 0) tabs.push(await stage.openTab("counters"));
        }
        await increments.settle(tabs);
      }
      for (const tab of tabs) deepEqual(await counts(tab), increments.acknowledged);
      const roles = [];
      for (const tab of tabs) roles.push(await role(tab));
      equal(roles.filter((one) => one === "leader").length, 1, roles.join(", "));
      const heard = await oracle.evaluate(() => harness.heard);
      deepEqual(overlaps(heard), []);
      const starts = heard.filter(({ type }) => type === "start").length;
      ok(starts > names.length, "the leader never changed");
    },
  },
];
