/** workerd evicts objects without callers after 70 s, even if they wait for I/O. */
export const options = { slow: true, together: { rate: 20 } };

/** The first instance of each object. It outlives the objects, because the worker holds it. */
const instances = new Map();

/**
 * Two scenarios, because a present caller would prevent the eviction: one begins a task, the other
 * calls the same object later.
 */
const left = (name, begin, ms) => ({
  [`sweep: ${name}: begins`]: {
    calls: {
      begin,
      look: (ctx, t) => ({ same: instances.get(name) === t.instance, log: t.log }),
    },
    construct: (ctx, t) => void (instances.has(name) || instances.set(name, t.instance)),
    steps: [{ outside: (_stub, t) => t.call(t.stub(), "begin").then(() => "begun") }],
  },
  [`sweep: ${name}: ${ms / 1000} s later`]: {
    steps: [
      {
        outside: async (_stub, t) => {
          await t.wait(ms);
          return t.call(t.env.SCENARIOS.getByName(`sweep: ${name}: begins`), "look");
        },
      },
    ],
  },
});

const LONGER_THAN_TWO_SWEEPS = 160_000;

export const scenarios = {
  ...left(
    "a timer of 155 s",
    (ctx, t) => {
      setTimeout(() => t.log.push("fired"), 155_000);
    },
    LONGER_THAN_TWO_SWEEPS,
  ),
  ...left(
    "a timer of 45 s",
    (ctx, t) => {
      setTimeout(() => t.log.push("fired"), 45_000);
    },
    50_000,
  ),
  ...left(
    "an interval",
    (ctx, t) => {
      setInterval(() => {}, 5000);
    },
    LONGER_THAN_TWO_SWEEPS,
  ),
  ...left(
    "waitUntil() for 155 s",
    (ctx, t) => ctx.waitUntil(t.wait(155_000).then(() => t.log.push("done"))),
    LONGER_THAN_TWO_SWEEPS,
  ),
  ...left(
    "waitUntil() for ever",
    (ctx) => ctx.waitUntil(new Promise(() => {})),
    LONGER_THAN_TWO_SWEEPS,
  ),
};
