import { setTimeout as sleep } from "node:timers/promises";
import { browserOf, processorTime, rendererOf, resident } from "./processes.mjs";

/**
 * Memory and storage at one moment, in MB; `time` in ms since the start.
 *
 * @typedef {object} Sample
 * @property {number} time
 * @property {number} page the page's JavaScript heap
 * @property {number} workers the JavaScript heaps of all its workers
 * @property {number} resident the resident size of the renderer process
 * @property {number} stored what the origin uses, as the browser estimates it
 */

const MB = 1e6;

/**
 * @param {keyof Sample} key
 * @param {string} name
 * @param {number} slack growth in MB that counts as noise
 */
const measure = (key, name, slack) => ({
  name,
  slack,
  read: (/** @type {Sample} */ sample) => sample[key],
  show: (/** @type {Sample} */ sample) => sample[key].toFixed(1).padStart(name.length),
});

export const measures = [
  measure("page", "heap of the page", 0.5),
  measure("workers", "heaps of its workers", 0.5),
  measure("resident", "resident size", 4),
  // LevelDB grows by its log before it compacts.
  measure("stored", "IndexedDB", 4),
];

/** Reads the memory of a page, of its workers and of their process. */
export class Sampler {
  /** @type {import("puppeteer-core").CDPSession} */
  #page;
  /** @type {Set<import("puppeteer-core").CDPSession>} */
  #workers = new Set();
  /** @type {import("puppeteer-core").Page} */
  #tab;
  #renderer;
  #browser;
  #start = performance.now();
  #cpuAtStart;

  /**
   * @param {import("puppeteer-core").Page} tab
   * @param {import("puppeteer-core").CDPSession} page
   * @param {{ browser: number, renderer: number }} processes
   */
  constructor(tab, page, { browser, renderer }) {
    this.#tab = tab;
    this.#page = page;
    this.#browser = browser;
    this.#renderer = renderer;
    this.#cpuAtStart = processorTime(browser);
  }

  /**
   * @param {import("puppeteer-core").Browser} browser
   * @param {import("puppeteer-core").Page} tab
   */
  static async of(browser, tab) {
    const session = await browser.target().createCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    const processes = { browser: browserOf(processInfo), renderer: rendererOf(processInfo) };
    const sampler = new Sampler(tab, await tab.createCDPSession(), processes);
    await sampler.#attach(sampler.#page);
    // A worker's own workers are attached after it.
    await sleep(1000);
    return sampler;
  }

  /** @param {number} time */
  async take(time) {
    const page = await heap(this.#page);
    let workers = 0;
    for (const worker of this.#workers) workers += await heap(worker);
    const stored = await this.#tab.evaluate(
      async () => (await navigator.storage.estimate()).usage ?? NaN,
    );
    return { time, page, workers, resident: resident(this.#renderer), stored: stored / MB };
  }

  /** The cores that the browser has used on average, with all its processes. */
  cores() {
    const elapsed = (performance.now() - this.#start) / 1000;
    return (processorTime(this.#browser) - this.#cpuAtStart) / elapsed;
  }

  /**
   * Attaches to the workers of a page or worker, and to theirs.
   *
   * @param {import("puppeteer-core").CDPSession} parent
   */
  async #attach(parent) {
    parent.on("sessionattached", (/** @type {import("puppeteer-core").CDPSession} */ worker) => {
      this.#workers.add(worker);
      void this.#attach(worker);
    });
    parent.on("sessiondetached", (/** @type {import("puppeteer-core").CDPSession} */ worker) => {
      this.#workers.delete(worker);
    });
    await parent.send("Target.setAutoAttach", {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: true,
    });
  }
}

/**
 * The JavaScript heap after a collection, in MB.
 * @param {import("puppeteer-core").CDPSession} session
 */
async function heap(session) {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize / MB;
}
