import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, expect, type Page, test } from "@playwright/test";
import { chromiumArgs, findChromium } from "../../scripts/browser.mjs";

/** Opens the page and starts the server. */
async function open(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => "harness" in globalThis);
  await page.evaluate(() => harness.startHoarder());
  return page;
}

/** The count of the unrelated object; each call increments it. */
function add(page: Page): Promise<number> {
  return page.evaluate(async () => await harness.hoarding.keeper.add());
}

test("a handler that takes all memory crashes the tab unless kill() stops it; acknowledged writes stay", async ({
  baseURL,
}) => {
  const url = new URL("test/e2e/pages/harness.html", baseURL).href;
  const profile = mkdtempSync(join(tmpdir(), "tabd-memory-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await findChromium(),
    // A heap of the default size takes long to fill.
    args: [...chromiumArgs, "--js-flags=--max-old-space-size=128"],
  });
  try {
    const page = await open(context, url);
    expect(await add(page)).toBe(1);
    await page.evaluate(async () => await harness.hoarding.keeper.wakeIn(300));
    await page.evaluate(async () => {
      harness.hoarding.hoarder.hoard("slowly").catch(() => undefined);
      while (!harness.events.some(({ type }) => type === "host-unresponsive")) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      harness.server.kill();
      await harness.startHoarder();
    });
    await page.waitForFunction(async () => await harness.hoarding.keeper.woken());
    expect(await add(page)).toBe(2);

    const crashed = page.waitForEvent("crash");
    const dies = page.evaluate(async () => await harness.hoarding.hoarder.hoard("at once"));
    await Promise.all([crashed, expect(dies).rejects.toThrow("crash")]);

    const after = await open(context, url);
    expect(await add(after)).toBe(3);
    expect(await after.evaluate(async () => await harness.server.verify())).toMatchObject({
      ok: true,
    });
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
});
