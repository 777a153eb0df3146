/**
 * Node's globals in the first version of `nodejs_compat`: timers are numbers, `process` is small.
 */
export const options = {
  compatibilityDate: "2024-10-01",
  compatibilityFlags: ["nodejs_compat"],
  bindings: { TEXT: { text: "of a binding" } },
};

export const scenarios = {
  "old globals: process": (ctx, t) => ({
    keys: Object.keys(process),
    kind: [Object.prototype.toString.call(process), process.constructor.name],
    env: { ...process.env },
    platform: process.platform,
    features: process.features,
    version: t.describe(process.version),
  }),
  "old globals: kinds": () =>
    ["Buffer", "clearImmediate", "global", "process", "setImmediate"].map((name) => [
      name,
      typeof globalThis[name],
    ]),
  "old globals: timers are numbers": async (ctx, t) => {
    const timeout = setTimeout(() => undefined, 1);
    const interval = setInterval(() => undefined, 1000);
    clearInterval(interval);
    return [typeof timeout, typeof interval, await t.outcome(() => void setTimeout(1))];
  },
  "old globals: setImmediate()": async (ctx, t) => {
    const log = [];
    setImmediate((...args) => log.push(args), 1, 2);
    clearImmediate(setImmediate(() => log.push("cleared")));
    await t.wait(20);
    return log;
  },
};
