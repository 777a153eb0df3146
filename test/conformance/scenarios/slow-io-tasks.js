/**
 * `durable_object_io_tasks_prevent_eviction`: on Cloudflare, pending I/O prevents an eviction for
 * up to 15 minutes. workerd accepts the flag without effect (compare `slow-sweep.js`).
 */
export const options = {
  slow: true,
  together: { rate: 20 },
  compatibilityFlags: ["durable_object_io_tasks_prevent_eviction"],
};

const LONGER_THAN_TWO_SWEEPS = 160_000;

const instances = new Map();

const left = (name, begin) => ({
  [`io tasks: ${name}: begins`]: {
    calls: {
      begin,
      slow: (ctx, t) => t.wait(155_000),
      look: (ctx, t) => ({ same: instances.get(name) === t.instance, log: t.log }),
    },
    construct: (ctx, t) => void (instances.has(name) || instances.set(name, t.instance)),
    steps: [{ outside: (_stub, t) => t.call(t.stub(), "begin").then(() => "begun") }],
  },
  [`io tasks: ${name}: 160 s later`]: {
    steps: [
      {
        outside: async (_stub, t) => {
          await t.wait(LONGER_THAN_TWO_SWEEPS);
          return t.call(t.env.SCENARIOS.getByName(`io tasks: ${name}: begins`), "look");
        },
      },
    ],
  },
});

export const scenarios = {
  ...left("a timer of 155 s", (ctx, t) => {
    setTimeout(() => t.log.push("fired"), 155_000);
  }),
  ...left("waitUntil() for 155 s", (ctx, t) =>
    ctx.waitUntil(t.wait(155_000).then(() => t.log.push("done"))),
  ),
  ...left("a call of another object for 155 s", (ctx, t) => {
    void t.call(t.stub("other"), "slow").then(() => t.log.push("answered"));
  }),
  ...left("waitUntil() for ever", (ctx) => ctx.waitUntil(new Promise(() => {}))),
};
