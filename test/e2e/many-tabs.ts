import puppeteer, { type Browser, type CDPSession, type Page } from "puppeteer-core";
import { chromiumArgs, findChromium } from "../../scripts/browser.mjs";
import type { HostRole } from "../../src/protocol/events.ts";
import type { OracleMessage } from "./pages/counter.ts";
import type { Outcome } from "./pages/harness.ts";

/** A tab that serves counters. */
export class CounterTab {
  readonly page: Page;
  readonly #session: CDPSession;
  readonly #gone: Promise<void>;
  #leave = (): void => {};

  private constructor(page: Page, session: CDPSession) {
    this.page = page;
    this.#session = session;
    this.#gone = new Promise((resolve) => {
      this.#leave = resolve;
    });
    page.once("error", () => this.#leave());
  }

  static async open(browser: Browser, url: string): Promise<CounterTab> {
    const page = await browser.newPage();
    const tab = new CounterTab(page, await page.createCDPSession());
    await page.goto(url);
    await tab.#start();
    return tab;
  }

  role(): Promise<HostRole> {
    return this.page.evaluate(() => harness.server.role);
  }

  /** @returns undefined when the tab is closed or navigates. */
  async increment(name: string, token: string): Promise<Outcome | undefined> {
    // A call to a crashed tab never settles.
    return Promise.race([
      this.page
        .evaluate(async (name, token) => harness.increment(name, token), name, token)
        .catch(() => undefined),
      this.#gone.then(() => undefined),
    ]);
  }

  async counts(names: readonly string[]): Promise<Record<string, number>> {
    return this.page.evaluate(async (names) => {
      const counts: Record<string, number> = {};
      for (const name of names) counts[name] = await harness.counter(name).count();
      return counts;
    }, names);
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.#start();
  }

  /** Kills the host and serves again. */
  async restart(): Promise<void> {
    await this.page.evaluate(async () => {
      harness.server.kill();
      await harness.startCounters();
    });
  }

  close(): Promise<void> {
    return this.page.close();
  }

  /** Stops the server cleanly, then closes the tab. */
  async end(): Promise<void> {
    await this.page.evaluate(() => harness.server.close());
    await this.page.close();
  }

  /** Ends the tab's process at once. */
  async crash(): Promise<void> {
    this.#session.send("Page.crash").catch(() => undefined);
    await this.#gone;
    await this.page.close();
  }

  /** Freezes page and host, as browsers do with background tabs. The tab must be hidden. */
  async freeze(): Promise<void> {
    await this.#session.send("Page.setWebLifecycleState", { state: "frozen" });
  }

  async resume(): Promise<void> {
    await this.#session.send("Page.setWebLifecycleState", { state: "active" });
  }

  /** Pauses the host in a debugger. @returns a function that resumes it. */
  async stopHost(): Promise<() => Promise<void>> {
    const [worker] = this.page.workers();
    if (worker === undefined) throw new Error("The tab has no host.");
    await worker.client.send("Debugger.enable");
    await worker.client.send("Debugger.pause");
    return async () => void (await worker.client.send("Debugger.resume"));
  }

  async #start(): Promise<void> {
    await this.page.waitForFunction(() => "harness" in globalThis);
    await this.page.evaluate(() => harness.startCounters());
  }
}

/**
 * A browser whose background tabs are hidden and can be frozen. Playwright's own contexts keep
 * every tab visible.
 */
export class ManyTabs {
  readonly #browser: Browser;
  readonly #url: string;
  /** A page that serves nothing and receives the messages of all instances. */
  readonly #oracle: Page;

  private constructor(browser: Browser, url: string, oracle: Page) {
    this.#browser = browser;
    this.#url = url;
    this.#oracle = oracle;
  }

  /** @param url of the test page. */
  static async launch(url: string): Promise<ManyTabs> {
    const browser = await puppeteer.launch({
      executablePath: await findChromium(),
      args: chromiumArgs,
      protocolTimeout: 120_000,
    });
    const oracle = await browser.newPage();
    await oracle.goto(url);
    await oracle.waitForFunction(() => "harness" in globalThis);
    await oracle.evaluate(() => harness.listen());
    return new ManyTabs(browser, url, oracle);
  }

  open(): Promise<CounterTab> {
    return CounterTab.open(this.#browser, this.#url);
  }

  /** Hides every tab by bringing another page to the front. */
  hideAll(): Promise<void> {
    return this.#oracle.bringToFront();
  }

  heard(): Promise<OracleMessage[]> {
    return this.#oracle.evaluate(() => harness.heard);
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
