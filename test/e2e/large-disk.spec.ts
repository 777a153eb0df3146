import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, expect, type Page, test } from "@playwright/test";
import { chromiumArgs, findChromium } from "../../scripts/browser.mjs";
import { browserOf, rendererOf, resident } from "../drills/processes.mjs";

/** Long runs set 500. */
const megabytes = Number(process.env["TABD_DISK_MB"] ?? 24);

/** Two thirds in five files, the rest in files of 1 MB, or of less if there is less. */
const large = (megabytes * 2) / 3 / 5;
const small = Math.min(1, megabytes / 30);
const sizes = [
  ...Array.from({ length: 5 }, () => large),
  ...Array.from({ length: Math.ceil(megabytes / 3 / small) }, () => small),
];

/** Runs a step and prints its time and its peaks of resident size. */
async function step<T>(context: BrowserContext, name: string, run: () => Promise<T>): Promise<T> {
  const session = await context.browser()?.newBrowserCDPSession();
  const { processInfo } = (await session?.send("SystemInfo.getProcessInfo")) ?? { processInfo: [] };
  const processes = [rendererOf(processInfo), browserOf(processInfo)];
  const peaks = processes.map(() => 0);
  const look = (): void =>
    processes.forEach((pid, n) => {
      peaks[n] = Math.max(peaks[n] ?? 0, resident(pid));
    });
  const timer = setInterval(look, 50);
  const start = performance.now();
  try {
    return await run();
  } finally {
    look();
    clearInterval(timer);
    const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
    const [renderer, browser] = peaks.map((peak) => peak.toFixed(0).padStart(5));
    console.log(`${name.padEnd(8)} ${seconds} s, renderer ${renderer} MB, browser ${browser} MB`);
  }
}

/** Calls `use` for each file, in the page. */
async function forEachFile(
  page: Page,
  use: (page: Page, file: [number: number, size: number]) => Promise<void>,
): Promise<void> {
  for (const file of sizes.entries()) await use(page, file);
}

test(`${megabytes} MB on one disk are written, read, exported and verified`, async ({
  baseURL,
}) => {
  test.setTimeout(60_000 + megabytes * 2000);
  const profile = mkdtempSync(join(tmpdir(), "tabd-large-disk-"));
  // A private window would keep the disk in memory.
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await findChromium(),
    args: chromiumArgs,
  });
  try {
    const page = await context.newPage();
    await page.goto(new URL("test/e2e/pages/harness.html", baseURL).href);
    const start = (): Promise<void> => page.evaluate(() => filling.start());
    await step(context, "start", start);
    await step(context, "write", () =>
      forEachFile(page, (page, file) => page.evaluate((file) => filling.fill(...file), file)),
    );
    await page.reload();
    await step(context, "restart", start);
    await step(context, "read", () =>
      forEachFile(page, (page, file) => page.evaluate((file) => filling.check(...file), file)),
    );
    const exported = await step(context, "export", () => page.evaluate(() => filling.export()));
    expect(exported).toBeGreaterThan(megabytes * 1e6);
    expect(await step(context, "verify", () => page.evaluate(() => filling.verify()))).toBe(true);
    console.log(`${(exported / 1e6).toFixed(0)} MB in ${sizes.length} files`);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
});
