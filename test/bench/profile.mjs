import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright";
import { chromiumArgs, findChromium } from "../../scripts/browser.mjs";

/**
 * Opens a browser with a new profile that lies on the disk, and removes it afterwards. Playwright's
 * other contexts are private windows: what they store is in memory only, and costs less.
 *
 * @template T
 * @param {(page: import("playwright").Page, version: string) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withProfile(use) {
  const directory = await mkdtemp(join(tmpdir(), "tabd-bench-profile-"));
  const executablePath = await findChromium();
  const context = await chromium.launchPersistentContext(directory, {
    executablePath,
    args: chromiumArgs,
  });
  try {
    return await use(await context.newPage(), context.browser()?.version() ?? "");
  } finally {
    await context.close();
    await rm(directory, { recursive: true, force: true });
  }
}
