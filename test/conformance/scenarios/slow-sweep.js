/** Objects that nobody has come to for 70 s go, though they wait for something. */
export const options = { slow: true, together: { rate: 20 } };

/** Whether each object is still the one that began: it outlives them, as it is the worker's. */
const instances = new Map();

/**
 * Two scenarios, as a caller that is still there would keep the object: one begins something, the
 * other comes later, as the object's next caller.
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
