import { Stage } from "./stage.mjs";

/** The time limits of a test and of each of its rounds, in ms. */
const patience = { test: 180_000, round: 60_000 };

/**
 * Pseudorandom numbers in [0, 1), determined by the seed.
 *
 * @param {number} seed
 * @returns {import("./stage.mjs").Random}
 */
function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Runs a test on a new profile.
 *
 * @param {import("./driver.d.ts").FoundEngine} engine
 * @param {import("./stage.mjs").EngineTest} test
 * @param {{ url: string, seed: number, rounds: number }} options
 * @throws what the test throws
 */
export async function runTest(engine, test, { url, seed, rounds }) {
  const stage = await Stage.set(engine, { url, random: mulberry32(seed), rounds });
  const limit = patience.test + rounds * patience.round;
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const tooLate = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${limit / 1000} s`)), limit);
  });
  try {
    await Promise.race([test.run(stage).then(() => stage.checkErrors()), tooLate]);
  } finally {
    clearTimeout(timer);
    await stage.clear();
  }
}
