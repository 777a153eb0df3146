import { setTimeout as sleep } from "node:timers/promises";

/** The time limit for each wait on the page, in ms. */
const patience = 60_000;

/** A tab with the page of the end-to-end tests, and the steps that many scenarios share. */
export class HarnessTab {
  #tab;
  #url;
  #code;

  /**
   * @param {import("./driver.d.ts").Tab} tab
   * @param {string} url the site's
   * @param {import("../e2e/pages/harness.ts").Code | "counters"} code
   */
  constructor(tab, url, code) {
    this.#tab = tab;
    this.#url = url;
    this.#code = code;
  }

  /**
   * Opens the page and starts the host.
   *
   * @param {string} [query] makes it another page of the same site
   */
  async open(query = "") {
    await this.#tab.goto(`${this.#url}test/e2e/pages/harness.html${query}`);
    await this.#start();
  }

  async reload() {
    await this.#tab.reload();
    await this.#start();
  }

  /**
   * Goes back to the page with this query, waits for the reload, and starts its host.
   *
   * @param {string} query
   */
  async back(query) {
    // Delayed, so that this page can answer first.
    await this.evaluate(() => void setTimeout(() => history.back(), 100));
    const loadedAnew = (/** @type {string} */ query) =>
      location.search === query && "harness" in globalThis && !("pageErrors" in globalThis);
    const end = Date.now() + patience;
    // During the navigation, calls fail.
    while (!(await this.evaluate(loadedAnew, query).catch(() => false))) {
      if (Date.now() > end) throw new Error(`The page ${query} was not reloaded.`);
      await sleep(50);
    }
    await this.#start();
  }

  /** Navigates to a page without a host. */
  leave() {
    return this.#tab.goto("about:blank");
  }

  close() {
    return this.#tab.close();
  }

  async #start() {
    await this.until(() => "harness" in globalThis);
    await this.evaluate((code) => {
      /** @type {string[]} */
      const errors = [];
      Object.assign(globalThis, { pageErrors: errors });
      addEventListener("error", (event) => errors.push(event.message));
      addEventListener("unhandledrejection", (event) => errors.push(String(event.reason)));
      return code === "counters" ? harness.startCounters() : harness.start(code);
    }, this.#code);
  }

  /** The uncaught errors of this page. @returns {Promise<string[]>} */
  errors() {
    return this.evaluate(
      () => /** @type {{ pageErrors?: string[] }} */ (globalThis).pageErrors ?? [],
    );
  }

  /**
   * Calls a function on the page; arguments and result go as JSON.
   *
   * @template {readonly unknown[]} Args
   * @template Result
   * @param {(...args: Args) => Result | PromiseLike<Result>} call
   * @param {Args} args
   * @returns {Promise<Result>}
   */
  async evaluate(call, ...args) {
    const text = await this.#tab.evaluate(
      `Promise.resolve((${call})(...${JSON.stringify(args)}))` +
        ".then((value) => JSON.stringify({ value }))",
    );
    return JSON.parse(text).value;
  }

  /**
   * Waits until a function is true on the page.
   *
   * @template {readonly unknown[]} Args
   * @param {(...args: Args) => unknown} condition
   * @param {Args} args
   */
  async until(condition, ...args) {
    const end = Date.now() + patience;
    while (!(await this.evaluate(condition, ...args))) {
      if (Date.now() > end) {
        throw new Error(
          `This condition did not become true on the page: ${condition} ${args.join(", ")}`,
        );
      }
      await sleep(50);
    }
  }

  /**
   * Waits for an event of this type about this object.
   *
   * @param {string} type
   * @param {string} name
   */
  event(type, name) {
    return this.until(
      (type, name) =>
        harness.events.some(
          (event) => event.type === type && "actorName" in event && event.actorName === name,
        ),
      type,
      name,
    );
  }
}
