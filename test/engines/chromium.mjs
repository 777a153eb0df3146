import { chromium as playwright } from "playwright";
import { chromiumArgs, findChromium } from "../../scripts/browser.mjs";
import { NotFound } from "./not-found.mjs";
import { killTree } from "./processes.mjs";

/** Chromium, through Playwright. @type {import("./driver.d.ts").Engine} */
export const chromium = {
  name: "chromium",

  async find() {
    const executablePath = await findChromium().catch((/** @type {Error} */ { message }) => {
      throw new NotFound(message);
    });
    const browser = await playwright.launch({ executablePath, args: chromiumArgs });
    const version = `Chromium ${browser.version()}`;
    await browser.close();
    return {
      version,
      limits: [],
      keepsProfiles: true,
      open: (profile) => open(executablePath, profile),
      close: async () => undefined,
    };
  },
};

/**
 * @param {string} executablePath
 * @param {string} profile
 * @returns {Promise<import("./driver.d.ts").Browser>}
 */
async function open(executablePath, profile) {
  // A new context would be a private window with in-memory storage.
  const context = await playwright.launchPersistentContext(profile, {
    executablePath,
    args: chromiumArgs,
    // Playwright turns off features that users have.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
    timeout: 120_000,
  });
  context.setDefaultTimeout(120_000);
  const session = await context.browser()?.newBrowserCDPSession();
  const { processInfo } = (await session?.send("SystemInfo.getProcessInfo")) ?? { processInfo: [] };
  const pid = processInfo.find(({ type }) => type === "browser")?.id;
  if (pid === undefined) throw new Error("Chromium's process id is unknown.");
  return {
    newTab: async () => tab(await context.newPage()),
    kill: () => killTree(pid),
  };
}

/**
 * @param {import("playwright").Page} page
 * @returns {import("./driver.d.ts").Tab}
 */
function tab(page) {
  return {
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    evaluate: (expression) => page.evaluate(expression),
    close: () => page.close(),
  };
}
