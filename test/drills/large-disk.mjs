// Writes 500 MB to one disk of an isolated host, reloads, and reads, exports and verifies all of it.
// Prints the time and the peak of the resident size of each step.
//
//   node test/drills/large-disk.mjs                    five files of 60 MB, and 200 of 1 MB
//   node test/drills/large-disk.mjs --no-build         with the current site in dist-site/
import { parseArgs } from "node:util";
import { buildSite, openPage } from "./browser.mjs";
import { rendererOf, resident } from "./processes.mjs";

const SIZES = [...Array(5).fill(60), ...Array(200).fill(1)];

const { values } = parseArgs({
  allowNegative: true,
  options: { build: { type: "boolean", default: true } },
});
if (values.build) buildSite();
const { browser, page, close } = await openPage("test/e2e/pages/harness.html");

/**
 * Runs a step and prints its cost.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} run
 * @returns {Promise<T>}
 */
async function step(name, run) {
  const renderer = await rendererOf(browser);
  const main = browser.process()?.pid ?? NaN;
  let [peak, peakOfBrowser] = [0, 0];
  const look = () => {
    peak = Math.max(peak, resident(renderer));
    peakOfBrowser = Math.max(peakOfBrowser, resident(main));
  };
  const timer = setInterval(look, 50);
  const start = performance.now();
  const result = await run();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  look();
  clearInterval(timer);
  const [own, browsers] = [peak, peakOfBrowser].map((size) => size.toFixed(0).padStart(5));
  console.log(
    `${name.padEnd(8)} ${seconds.padStart(6)} s, renderer ${own} MB, browser ${browsers} MB`,
  );
  return result;
}

try {
  const megabytes = SIZES.reduce((sum, size) => sum + size, 0);
  console.log(`${await browser.version()}: ${megabytes} MB in ${SIZES.length} files`);
  const start = () => page.evaluate(() => filling.start());
  await step("start", start);
  await step("write", async () => {
    for (const [number, size] of SIZES.entries()) {
      await page.evaluate((number, size) => filling.fill(number, size), number, size);
    }
  });
  await page.reload();
  await step("restart", start);
  await step("read", async () => {
    for (const [number, size] of SIZES.entries()) {
      await page.evaluate((number, size) => filling.check(number, size), number, size);
    }
  });
  const size = await step("export", () => page.evaluate(() => filling.export()));
  const ok = await step("verify", () => page.evaluate(() => filling.verify()));
  if (size < megabytes * 1e6) throw new Error(`The export has only ${size} bytes.`);
  if (!ok) throw new Error("verify() has found problems.");
  console.log(`${(size / 1e6).toFixed(0)} MB exported, all rows intact, verify() found no problem`);
} finally {
  await close();
}
