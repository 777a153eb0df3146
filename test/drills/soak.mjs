// Loads a page with a mix of calls for a long time and fails if its memory or its storage grows.
// One page stays open for the whole time. The load: KV, SQL, alarms, RPC, fetch, WebSockets and
// evictions on 550 objects per disk; an isolated leader, a follower, and a host that is not isolated.
//
//   node test/drills/soak.mjs                   60 minutes
//   node test/drills/soak.mjs --minutes 10      a shorter run
//   node test/drills/soak.mjs --no-build        with the current site in dist-site/
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { buildSite, openPage } from "./browser.mjs";
import { Sampler, measures } from "./samples.mjs";

/** Growth over the second half, as a part of the mean, that counts as noise; see also `slack`. */
const TOLERANCE = 0.05;
/** ms between two beats of nine operations each. */
const BEAT = 800;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    minutes: { type: "string", default: "60" },
    build: { type: "boolean", default: true },
  },
});
const duration = Number(values.minutes) * 60_000;
const pause = duration / 120;

if (values.build) buildSite();
const { browser, page, close } = await openPage("test/e2e/pages/harness.html");
/** @type {import("./samples.mjs").Sample[]} */
const samples = [];
try {
  await page.evaluate(() => soaking.start());
  const sampler = await Sampler.of(browser, page);
  console.log(`${await browser.version()}, ${values.minutes} minutes`);
  console.log(["  time", ...measures.map(({ name }) => name), "operations", "alarms"].join("  "));
  const start = performance.now();
  let beats = 0;
  while (performance.now() - start < duration) {
    await page.evaluate(() => soaking.beat());
    beats++;
    const now = performance.now() - start;
    if (now >= (samples.length + 1) * pause) {
      const sample = await sampler.take(now);
      samples.push(sample);
      const { done, alarms } = await page.evaluate(() => ({
        done: soaking.done,
        alarms: soaking.alarms,
      }));
      const time = `${(now / 60_000).toFixed(1)} min`;
      console.log([time, ...measures.map(({ show }) => show(sample)), done, alarms].join("  "));
    }
    await sleep(Math.max(0, beats * BEAT - (performance.now() - start)));
  }
  await page.evaluate(() => soaking.verify());
  const problems = await page.evaluate(() => soaking.problems);
  const half = samples.filter(({ time }) => time >= duration / 2);
  for (const { name, read, slack } of measures) {
    const points = half.map((sample) => /** @type {const} */ ([sample.time, read(sample)]));
    const { mean, growth } = fit(points);
    const allowed = Math.max(mean * TOLERANCE, slack);
    const numbers = [mean, growth, allowed].map((megabytes) => megabytes.toFixed(2));
    console.log(
      `${name}, second half: mean ${numbers[0]} MB, growth ${numbers[1]} MB of ${numbers[2]} MB allowed`,
    );
    if (growth > allowed) problems.push(`${name} grew`);
  }
  console.log(`processor: ${(sampler.cores() * 100).toFixed(0)} % of a core`);
  for (const problem of problems) console.log(`PROBLEM ${problem}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await close();
}

/**
 * The mean of the second half of a run, and its growth in that time by a linear fit.
 *
 * @param {readonly (readonly [number, number])[]} points
 */
function fit(points) {
  const mean = (/** @type {number[]} */ of) => of.reduce((a, b) => a + b, 0) / of.length;
  const x = mean(points.map(([time]) => time));
  const y = mean(points.map(([, value]) => value));
  const covariance = mean(points.map(([time, value]) => (time - x) * (value - y)));
  const variance = mean(points.map(([time]) => (time - x) ** 2));
  const times = points.map(([time]) => time);
  return { mean: y, growth: (covariance / variance) * (Math.max(...times) - Math.min(...times)) };
}
