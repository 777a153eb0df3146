import { measured } from "./measures.mjs";

/**
 * From the navigation to the delivery of an overdue alarm, with few and with many actors on the
 * disk, in turns.
 *
 * @param {import("playwright").Page} page
 * @param {string} url
 * @param {readonly number[]} sizes how many actors there are
 * @param {number} times
 * @returns {Promise<import("./report.mjs").Table>}
 */
export async function measureStarts(page, url, sizes, times) {
  for (const actors of sizes) {
    console.log(`start: a disk with ${actors} actors …`);
    await page.goto(`${url}index.html`);
    await page.evaluate((request) => bench.ask(request), {
      do: /** @type {const} */ ("fill"),
      disk: `start-${actors}`,
      actors,
    });
  }
  const scripts = sizes.map(() => /** @type {number[]} */ ([]));
  const deliveries = sizes.map(() => /** @type {number[]} */ ([]));
  // The first time finds nothing overdue, and the second is not warm.
  for (let time = -2; time < times; time++) {
    for (const [index, actors] of sizes.entries()) {
      await page.goto(`${url}start.html?disk=start-${actors}`);
      if (time > -2) {
        const { script, delivered } = await page.evaluate(() => delivery());
        if (time >= 0) {
          scripts[index]?.push(script);
          deliveries[index]?.push(delivered);
        }
      }
      await page.evaluate(() => leaveOverdue());
    }
  }
  const row = (/** @type {string} */ name, /** @type {number[][]} */ values) => ({
    name,
    cells: values.map((all) => measured(name, "ms", all)),
  });
  return {
    title: "From the navigation to the delivery of an overdue alarm",
    note: `In ms; ${times} navigations each, in a warm browser.`,
    ratios: false,
    columns: sizes.map((size) => `${size.toLocaleString("en-US")} actors`),
    rows: [row("the page's first line runs", scripts), row("the alarm is delivered", deliveries)],
  };
}
