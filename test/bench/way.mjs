import { digits, median, quantile } from "./measures.mjs";

/** @typedef {{ name: string, title: string, floor: string, goal: number }} Workload */

/** @typedef {Workload & { ms: number[], base: number[] }} Result */

/**
 * Runs the workloads of `page/way.ts` in turns: a round measures the floor and then the workload.
 * The first round does not count.
 *
 * @param {import("playwright").Page} page
 * @param {string} url
 * @param {{ rounds: number, only: readonly string[], skip: readonly string[] }} options names of
 *   workloads; an empty `only` means all
 * @returns {Promise<Result[]>}
 */
export async function measureWay(page, url, { rounds, only, skip }) {
  await page.goto(`${url}way.html`);
  await page.waitForFunction(() => "way" in globalThis);
  const all = await page.evaluate(() => way.workloads);
  /** @type {Result[]} */
  const results = [];
  for (const { name, title, floor, goal } of all) {
    if (skip.includes(name) || (only.length > 0 && !only.includes(name))) continue;
    results.push({ name, title, floor, goal, ms: [], base: [] });
  }
  for (let round = 0; round <= rounds; round++) {
    for (const { name, ms, base } of results) {
      const [one, floor] = await page.evaluate((name) => way.round(name), name);
      if (round === 0) continue;
      ms.push(one);
      base.push(floor);
    }
  }
  return results;
}

/**
 * A first start and a second after `kill()`, each pair in a page of its own.
 *
 * @param {import("playwright").Page} page
 * @param {string} url
 * @param {number} rounds
 * @returns {Promise<Result>}
 */
export async function measureSecondStart(page, url, rounds) {
  /** @type {Result} */
  const result = {
    ...{ name: "again", title: "A second serve() after kill()", floor: "the first serve()" },
    ...{ goal: 0.5, ms: [], base: [] },
  };
  for (let round = 0; round <= rounds; round++) {
    await page.goto(`${url}way.html`);
    await page.waitForFunction(() => "way" in globalThis);
    const [ms, base] = await page.evaluate(() => way.secondStart());
    if (round === 0) continue;
    result.ms.push(ms);
    result.base.push(base);
  }
  return result;
}

/** The ratios of a result's rounds. @param {Result} result */
export function ratios({ ms, base }) {
  return ms.map((one, round) => one / (base[round] ?? NaN));
}

/** Rows that miss their goal by more than twice, with the reason in docs/performance.md. */
const MISSED = new Map([["rpc", 4]]);

/**
 * The rows whose best round takes more than twice their goal. The best one, because other load on
 * the machine makes rounds slower, never faster.
 *
 * @param {readonly Result[]} results
 * @returns {string[]}
 */
export function tooSlow(results) {
  return results.flatMap((result) => {
    const { name, title, goal } = result;
    const limit = 2 * (MISSED.get(name) ?? goal);
    const ratio = Math.min(...ratios(result));
    if (ratio <= limit) return [];
    return [`${title}: ${digits(ratio)} times ${result.floor}; at most ${digits(limit)}`];
  });
}

/**
 * @param {readonly Result[]} results
 * @param {number} rounds
 * @returns {import("./report.mjs").Table}
 */
export function wayTable(results, rounds) {
  return {
    title: "The whole way: from the page through RPC and gates to the disk and back",
    note:
      `Medians of ${rounds} rounds, in ms; a round measures the floor and then tabd. The ratio is ` +
      "that of a round: its median, in brackets the 10th and the 90th percentile.",
    ratios: false,
    plot: plotOf(results),
    columns: ["ms", "the floor", "its ms", "ratio", "goal"],
    rows: results.map((result) => {
      const all = ratios(result);
      const low = digits(quantile(all, 0.1));
      const high = digits(quantile(all, 0.9));
      return {
        name: result.title,
        cells: [
          digits(median(result.ms)),
          result.floor,
          digits(median(result.base)),
          `${digits(median(all))} (${low}-${high})`,
          digits(result.goal),
        ],
      };
    }),
  };
}

/** A bar for each row: its ratio as a multiple of its goal. @param {readonly Result[]} results */
function plotOf(results) {
  const names = results.map(({ name }) => name).join(", ");
  const bars = results.map((result) => digits(median(ratios(result)) / result.goal)).join(", ");
  return [
    "xychart-beta horizontal",
    '  title "Ratio as a multiple of its goal (1: the goal is reached)"',
    `  x-axis [${names}]`,
    `  bar [${bars}]`,
    `  line [${results.map(() => 1).join(", ")}]`,
  ].join("\n");
}
