// Compares tabd with IndexedDB and with alternatives, in a production build and headless Chromium.
// The contenders of a suite take turns in each round, so that other load affects them all. The
// first round is a warm-up and does not count.
//
//   node test/bench/run.mjs                  everything, written to docs/performance.md
//   node test/bench/run.mjs --quick          fewer rounds, calls and actors, only printed
//   node test/bench/run.mjs put alarm        only these suites, only printed
//   node test/bench/run.mjs way --only=rpc,kv  only these workloads of the suite `way`
//   node test/bench/run.mjs way --json       the results as JSON on the last line
//   node test/bench/run.mjs way --check      few rounds; fails if a row's best takes twice its goal
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { measured } from "./measures.mjs";
import { withProfile } from "./profile.mjs";
import { toMarkdown, writeReport } from "./report.mjs";
import { buildSite } from "./site.mjs";
import { measureOverdue, measureStarts } from "./starts.mjs";
import { measureSecondStart, measureWay, ratios, tooSlow, wayTable } from "./way.mjs";

const suites = [
  {
    name: "put",
    title: "One small put, until it is durable",
    note: "In ms, by the size of the file that it goes to. In brackets: the lowest and highest median of a round, and the ratio to the first row.",
    sizes: [0.1, 1, 10, 50],
    column: (/** @type {number} */ size) => `${size < 1 ? `${size * 1000} KB` : `${size} MB`}`,
    unit: "ms",
  },
  {
    name: "alarm",
    title: "An actor's value and its alarm, until both files are durable",
    note: "In ms.",
    sizes: [0],
    column: () => "ms",
    unit: "ms",
  },
  {
    name: "actors",
    title: "Many actors at once, each waiting for its own commits",
    note: "Commits a second.",
    sizes: [1, 10, 100],
    column: (/** @type {number} */ size) => `${size} actor${size === 1 ? "" : "s"}`,
    unit: "1/s",
  },
  {
    name: "setAlarm",
    title: "setAlarm, by the number of alarms that are pending",
    note: "In ms.",
    sizes: [10, 1000, 100_000],
    column: (/** @type {number} */ size) => `${size.toLocaleString("en-US")} pending`,
    unit: "ms",
  },
];

const args = process.argv.slice(2);
const quick = args.includes("--quick");
const chosen = args.filter((arg) => !arg.startsWith("--"));
const wants = (/** @type {string} */ name) => chosen.length === 0 || chosen.includes(name);
const rounds = quick ? 2 : 5;
const times = quick ? 8 : 40;

/**
 * Runs a suite at one size.
 *
 * @param {import("playwright").Page} page
 * @param {(typeof suites)[number]} suite
 * @param {number} size
 * @returns {Promise<import("./measures.mjs").Measured[]>}
 */
async function runSuite(page, suite, size) {
  const { name, unit } = suite;
  await page.goto(`${site.url}index.html`);
  const names = /** @type {string[]} */ (
    await page.evaluate((request) => bench.ask(request), {
      do: /** @type {const} */ ("prepare"),
      suite: name,
      size,
      times,
    })
  );
  const results = names.map(() => /** @type {number[]} */ ([]));
  for (let round = 0; round <= rounds; round++) {
    for (const contender of names.keys()) {
      const value = await page.evaluate((request) => bench.ask(request), {
        do: /** @type {const} */ ("round"),
        contender,
      });
      if (round > 0) results[contender]?.push(Number(value));
    }
  }
  await page.evaluate(() => bench.ask({ do: "end" }));
  return names.map((contender, index) => measured(contender, unit, results[index] ?? []));
}

/**
 * Runs a suite at all its sizes, each in a browser of its own.
 *
 * @param {(typeof suites)[number]} suite
 * @returns {Promise<import("./report.mjs").Table>}
 */
async function runSizes(suite) {
  const { title, note, sizes } = suite;
  /** @type {import("./measures.mjs").Measured[][]} */
  const columns = [];
  for (const size of sizes) {
    console.log(`${suite.name}: ${suite.column(size)} …`);
    columns.push(await inBrowser((page) => runSuite(page, suite, size)));
  }
  const rows = (columns[0] ?? []).map(({ name }, row) => ({
    name,
    cells: columns.map((column) => column[row] ?? null),
  }));
  return { title, note, columns: sizes.map((size) => suite.column(size)), rows, ratios: true };
}

/**
 * @template T
 * @param {(page: import("playwright").Page) => Promise<T>} use
 */
function inBrowser(use) {
  return withProfile((page, version) => {
    chromium = version;
    return use(page);
  });
}

const began = loadavg();
const site = await buildSite([
  "index.html",
  ...(wants("way") ? ["way.html"] : []),
  ...(wants("start") ? ["start.html"] : []),
]);
let chromium = "";
/** @type {import("./report.mjs").Table[]} */
const tables = [];
/** @param {import("./report.mjs").Table} table */
const add = (table) => {
  tables.push(table);
  console.log(`\n${toMarkdown(table)}`);
};
/** @type {unknown} */
let wayResults;
try {
  if (wants("way")) {
    const only = (args.find((arg) => arg.startsWith("--only="))?.slice(7) ?? "").split(",");
    const names = only.filter((name) => name !== "");
    const check = args.includes("--check");
    const count = quick ? 3 : check ? 6 : 30;
    const results = await inBrowser((page) =>
      // A round of alarms takes seconds.
      measureWay(page, site.url, { rounds: count, only: names, skip: check ? ["alarms"] : [] }),
    );
    for (const slow of check ? tooSlow(results) : []) {
      console.error(`Too slow: ${slow}`);
      process.exitCode = 1;
    }
    if (names.length === 0) {
      results.push(await inBrowser((page) => measureSecondStart(page, site.url, count / 3)));
    }
    add(wayTable(results, count));
    wayResults = results.map((result) => Object.assign(result, { ratios: ratios(result) }));
  }
  for (const suite of suites.filter(({ name }) => wants(name))) add(await runSizes(suite));
  if (wants("start")) {
    const many = quick ? 1000 : 10_000;
    const sizes = [
      { actors: 10, alarms: 10 },
      { actors: many, alarms: 10 },
      { actors: many, alarms: many },
    ];
    const navigations = quick ? 3 : 15;
    add(await inBrowser((page) => measureStarts(page, site.url, sizes, navigations)));
    const overdue = quick ? [10, 1000] : [10, 1000, 100_000];
    add(await inBrowser((page) => measureOverdue(page, site.url, overdue)));
  }
  const machine =
    `Measured on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores ` +
    `(${cpus()[0]?.model.trim()}), Chromium ${chromium}, headless; ${rounds} rounds. Load of the ` +
    `machine before and after: ${[began, loadavg()].map(([load]) => load?.toFixed(1)).join(", ")}.`;
  console.log(machine);
  if (args.includes("--json")) console.log(JSON.stringify({ machine, way: wayResults }));
  if (!quick && chosen.length === 0) {
    const path = fileURLToPath(new URL("../../docs/performance.md", import.meta.url));
    writeReport(tables, machine, path);
  }
} finally {
  await site.close();
}
