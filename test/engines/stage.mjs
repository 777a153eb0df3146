import { deepEqual } from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HarnessTab } from "./harness-tab.mjs";

/** What a tab serves. @typedef {import("../e2e/pages/harness.ts").Code | "counters"} Code */

/**
 * One test of a scenario. It has its own profile.
 *
 * @typedef {object} EngineTest
 * @property {string} name
 * @property {boolean} [needsProfile] whether it needs a profile that outlives its browser
 * @property {(stage: Stage) => Promise<void>} run
 */

/** Reproducible numbers in [0, 1), from a seed. @typedef {() => number} Random */

/** A test's browser, which can be killed and restarted on the same profile. */
export class Stage {
  /** @type {Random} */
  random;
  /** The number of rounds of a repeating test. */
  rounds;
  keepsProfiles;
  #engine;
  #url;
  #profile;
  #browser;
  /** @type {Set<HarnessTab>} */
  #tabs = new Set();

  /**
   * @param {import("./driver.d.ts").FoundEngine} engine
   * @param {{ url: string, random: Random, rounds: number }} options
   */
  static async set(engine, options) {
    const profile = await mkdtemp(join(tmpdir(), "tabd-engines-"));
    return new Stage(engine, options, profile, await engine.open(profile));
  }

  /**
   * @param {import("./driver.d.ts").FoundEngine} engine
   * @param {{ url: string, random: Random, rounds: number }} options
   * @param {string} profile
   * @param {import("./driver.d.ts").Browser} browser
   */
  constructor(engine, { url, random, rounds }, profile, browser) {
    this.random = random;
    this.rounds = rounds;
    this.keepsProfiles = engine.keepsProfiles;
    this.#engine = engine;
    this.#url = url;
    this.#profile = profile;
    this.#browser = browser;
  }

  /**
   * Opens a tab with the test page and its host.
   *
   * @param {Code} [code]
   */
  async openTab(code = "modules") {
    const tab = new HarnessTab(await this.#browser.newTab(), this.#url, code);
    this.#tabs.add(tab);
    await tab.open();
    return tab;
  }

  /** @param {HarnessTab} tab */
  async closeTab(tab) {
    this.#tabs.delete(tab);
    await tab.close();
  }

  /** Kills the browser and all its tabs. */
  async killBrowser() {
    this.#tabs.clear();
    await this.#browser.kill();
  }

  /** Restarts the browser on the same profile. */
  async startBrowser() {
    this.#browser = await this.#engine.open(this.#profile);
  }

  /** Checks that no open page has had an uncaught error. */
  async checkErrors() {
    for (const tab of this.#tabs) deepEqual(await tab.errors(), []);
  }

  async clear() {
    await this.#browser.kill();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
