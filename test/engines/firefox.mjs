import { execFileSync } from "node:child_process";
import puppeteer from "puppeteer-core";
import { NotFound } from "./not-found.mjs";
import { isExecutable, killTree, which } from "./processes.mjs";

const usualPlaces = ["/Applications/Firefox.app/Contents/MacOS/firefox"];

const missing = `Firefox was not found. Do one of these:
  - Debian: apt-get install firefox-esr
  - name one by its path: FIREFOX_PATH=/path/to/firefox`;

/** The Firefox of this machine, through puppeteer and WebDriver BiDi. @type {import("./driver.d.ts").Engine} */
export const firefox = {
  name: "firefox",

  async find() {
    const executablePath =
      process.env["FIREFOX_PATH"] ??
      which("firefox-esr") ??
      which("firefox") ??
      usualPlaces.find(isExecutable);
    if (executablePath === undefined) throw new NotFound(missing);
    const version = execFileSync(executablePath, ["--version"], { encoding: "utf8" });
    return {
      version: version.replace("Mozilla", "").trim(),
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
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath,
    userDataDir: profile,
    headless: true,
    timeout: 120_000,
    protocolTimeout: 120_000,
  });
  const pid = browser.process()?.pid;
  if (pid === undefined) throw new Error("Firefox's process id is unknown.");
  return {
    newTab: async () => tab(await browser.newPage()),
    kill: () => killTree(pid),
  };
}

/**
 * @param {import("puppeteer-core").Page} page
 * @returns {import("./driver.d.ts").Tab}
 */
function tab(page) {
  page.setDefaultTimeout(120_000);
  return {
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    evaluate: async (expression) => String(await page.evaluate(expression)),
    close: () => page.close(),
  };
}
