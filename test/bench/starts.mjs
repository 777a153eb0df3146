import { measured } from "./measures.mjs";

const DAY = 86_400_000;

/** @typedef {{ readonly actors: number, readonly alarms: number }} StartSize */

/**
 * Fills a disk.
 *
 * @param {import("playwright").Page} page
 * @param {string} url
 * @param {StartSize & { readonly disk: string, readonly due: number }} request
 */
async function fill(page, url, request) {
  const { actors, alarms } = request;
  console.log(`start: a disk with ${actors} actors, ${alarms} with an alarm …`);
  await page.goto(`${url}index.html`);
  await page.evaluate((request) => bench.ask(request), {
    do: /** @type {const} */ ("fill"),
    ...request,
  });
}

/**
 * From the navigation to the delivery of an overdue alarm, with few and with many actors on the
 * disk, and with few and with many alarms that are not due, in turns.
 *
 * @param {import("playwright").Page} page
 * @param {string} url
 * @param {readonly StartSize[]} sizes
 * @param {number} times
 * @returns {Promise<import("./report.mjs").Table>}
 */
export async function measureStarts(page, url, sizes, times) {
  for (const [index, size] of sizes.entries()) {
    await fill(page, url, { disk: `start-${index}`, ...size, due: DAY });
  }
  const scripts = sizes.map(() => /** @type {number[]} */ ([]));
  const deliveries = sizes.map(() => /** @type {number[]} */ ([]));
  // The first time finds nothing overdue, and the second is not warm.
  for (let time = -2; time < times; time++) {
    for (const index of sizes.keys()) {
      await page.goto(`${url}start.html?disk=start-${index}`);
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
    note:
      `In ms; ${times} navigations each, in a warm browser. A start reads the namespace's alarms, ` +
      "all of them, and no actor's file but those of the alarms that are due.",
    ratios: false,
    columns: sizes.map(({ actors, alarms }) => `${count(actors)} actors, ${count(alarms)} alarms`),
    rows: [row("the page's first line runs", scripts), row("the alarm is delivered", deliveries)],
  };
}

/**
 * From the navigation until all of many overdue alarms have run, each in an actor of its own that
 * lies on the disk.
 *
 * @param {import("playwright").Page} page
 * @param {string} url
 * @param {readonly number[]} sizes how many alarms
 * @returns {Promise<import("./report.mjs").Table>}
 */
export async function measureOverdue(page, url, sizes) {
  /** @type {import("./measures.mjs").Measured[]} */
  const cells = [];
  const name = "alarms a second";
  for (const alarms of sizes) {
    const disk = `overdue-${alarms}`;
    await fill(page, url, { disk, actors: alarms, alarms, due: -DAY });
    await page.goto(`${url}start.html?disk=${disk}`);
    const ms = await page.evaluate(() => noneLeft());
    cells.push(measured(name, "1/s", [(alarms * 1000) / ms]));
  }
  return {
    title: "Many overdue alarms, from the navigation until the last has run",
    note: "Alarms a second, the start included; one run each.",
    ratios: false,
    columns: sizes.map((size) => `${count(size)} overdue`),
    rows: [{ name, cells }],
  };
}

/** @param {number} number */
function count(number) {
  return number.toLocaleString("en-US");
}
