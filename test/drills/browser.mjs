import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { chromiumArgs, findChromium } from "../../scripts/browser.mjs";
import { serveSite } from "../engines/site.mjs";

const root = join(import.meta.dirname, "..", "..");

/** Builds the package, and the site from it. */
export function buildSite() {
  for (const script of ["build", "build:site"]) {
    const { status } = spawnSync("npm", ["run", "--silent", script], {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
    });
    if (status !== 0) throw new Error(`npm run ${script} failed.`);
  }
}

/**
 * Opens a page of the built site in a new profile on the disk: a private window would keep its
 * storage in memory.
 *
 * @param {string} path
 */
export async function openPage(path) {
  const profile = await mkdtemp(join(tmpdir(), "tabd-drill-"));
  const site = await serveSite(root);
  const browser = await puppeteer.launch({
    executablePath: await findChromium(),
    args: chromiumArgs,
    userDataDir: profile,
    headless: true,
    protocolTimeout: 3_600_000,
  });
  const [page = await browser.newPage()] = await browser.pages();
  await page.goto(`${site.url}${path}`);
  return {
    browser,
    page,
    async close() {
      await browser.close();
      await site.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
