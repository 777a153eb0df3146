import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, expect, type Page, test } from "@playwright/test";
import { chromiumArgs, findChromium } from "../../scripts/browser.mjs";
import { seededRandom } from "../unit/seeded-random.ts";
import type { Ack } from "./pages/drilling.ts";

/** Long runs set 200 or more. */
const rounds = Number(process.env["TABD_DRILL_ROUNDS"] ?? 8);
const deaths = ["terminate", "reload", "close", "SIGKILL"] as const;

/** A browser that can be killed and restarted on the same profile. */
class MortalBrowser {
  readonly #profile = mkdtempSync(join(tmpdir(), "tabd-drill-"));
  readonly #url: string;
  readonly #note: (ack: Ack) => void;
  #process: ChildProcess | undefined;
  #browser: Browser | undefined;
  #page: Page | undefined;

  constructor(url: string, note: (ack: Ack) => void) {
    this.#url = url;
    this.#note = note;
  }

  get page(): Page {
    if (this.#page === undefined) throw new Error("The browser has no page.");
    return this.#page;
  }

  async launch(): Promise<void> {
    const portFile = join(this.#profile, "DevToolsActivePort");
    rmSync(portFile, { force: true });
    const args = ["--headless", "--remote-debugging-port=0", "--no-first-run", ...chromiumArgs];
    args.push(`--user-data-dir=${this.#profile}`, "about:blank");
    this.#process = spawn(await findChromium(), args, { stdio: "ignore" });
    let port = "";
    await expect
      .poll(() => {
        try {
          port = readFileSync(portFile, "utf8").split("\n")[0] ?? "";
        } catch {
          // The file does not exist yet.
        }
        return port;
      })
      .not.toBe("");
    this.#browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    await this.openPage();
  }

  async openPage(): Promise<void> {
    const context = this.#browser?.contexts()[0];
    if (context === undefined) throw new Error("The browser has no context.");
    this.#page = await context.newPage();
    await this.#page.exposeFunction("note", this.#note);
    await this.#page.goto(this.#url);
    await this.start();
  }

  /** Starts the server in the loaded page. */
  async start(): Promise<void> {
    await this.page.waitForFunction(() => "drilling" in globalThis);
    await this.page.evaluate(() => drilling.start());
  }

  async kill(): Promise<void> {
    const process = this.#process;
    if (process === undefined || process.exitCode !== null || process.signalCode !== null) return;
    const ended = new Promise((resolve) => process.once("exit", resolve));
    process.kill("SIGKILL");
    await ended;
    await this.#browser?.close().catch(() => undefined);
  }

  async end(): Promise<void> {
    await this.kill();
    try {
      rmSync(this.#profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    } catch {
      // Children of the killed browser may still write there. The folder then stays in /tmp.
    }
  }
}

/** Ends the host in the given way and starts another. */
async function die(browser: MortalBrowser, how: (typeof deaths)[number]): Promise<void> {
  const { page } = browser;
  switch (how) {
    case "terminate":
      await page.evaluate(() => drilling.server.kill());
      return browser.start();
    case "reload":
      await page.reload();
      return browser.start();
    case "close":
      await page.close();
      return browser.openPage();
    case "SIGKILL":
      await browser.kill();
      return browser.launch();
  }
}

test("a host that dies at a random moment loses no acknowledged write", async ({ baseURL }) => {
  test.setTimeout(120_000 + rounds * 30_000);
  const seed = Number(process.env["TABD_SEED"] ?? Math.floor(Math.random() * 2 ** 32));
  console.log(`seed ${seed} (run it again with TABD_SEED=${seed}), ${rounds} rounds`);
  const random = seededRandom(seed);
  const all: Ack[] = [];
  const counts: Record<string, number> = {};
  const browser = new MortalBrowser(
    new URL("test/e2e/pages/harness.html", baseURL).href,
    (ack) => void all.push(ack),
  );
  try {
    await browser.launch();
    for (let round = 0; round < rounds; round++) {
      const before = all.length;
      const how = deaths[Math.floor(random() * deaths.length)] ?? "terminate";
      counts[how] = (counts[how] ?? 0) + 1;
      await browser.page.evaluate((round) => {
        drilling.work(round, (globalThis as unknown as { note: (ack: Ack) => void }).note);
      }, round);
      await expect.poll(() => all.length).toBeGreaterThan(before);
      await new Promise((resolve) => setTimeout(resolve, random() * 400));
      await die(browser, how);
      const acks = all.slice(before);
      const problems = await browser.page.evaluate(
        ([acks, patience]) => drilling.check(acks, patience),
        [acks, 20_000] as const,
      );
      expect(problems, `round ${round}: ${how}`).toEqual([]);
    }
    const problems = await browser.page.evaluate((acks) => drilling.check(acks, 0), all);
    expect(problems, "at the end").toEqual([]);
    const again = await browser.page.evaluate((acks) => drilling.redelivered(acks), all);
    console.log(
      `${all.length} acknowledged, deaths: ${JSON.stringify(counts)}, ${again} handlers retried`,
    );
    expect(again).toBeGreaterThan(0);
  } finally {
    await browser.end();
  }
});

test("an alarm whose host died inside its handler fires again and completes once", async ({
  baseURL,
}) => {
  const url = new URL("test/e2e/pages/harness.html", baseURL).href;
  const browser = new MortalBrowser(url, () => undefined);
  try {
    await browser.launch();
    for (const how of deaths) {
      await browser.page.evaluate((name) => drilling.enter(name), how);
      expect(await browser.page.evaluate((name) => drilling.handlers(name), how)).toEqual({
        begun: 1,
        fired: 0,
      });
      await die(browser, how);
      await expect
        .poll(() => browser.page.evaluate((name) => drilling.handlers(name), how), { message: how })
        .toEqual({ begun: 2, fired: 1 });
    }
    const pending = await browser.page.evaluate(() => drilling.server.inspect.alarms());
    expect(pending).toMatchObject({ total: 0 });
  } finally {
    await browser.end();
  }
});
