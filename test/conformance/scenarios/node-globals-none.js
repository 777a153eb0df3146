/** Before 2024-09-23, `nodejs_compat` adds modules but no globals. */
export const options = {
  compatibilityDate: "2024-09-22",
  compatibilityFlags: ["nodejs_compat"],
};

const load = (specifier) => import(/* @vite-ignore */ specifier);

export const scenarios = {
  "no globals: kinds": () =>
    ["Buffer", "clearImmediate", "global", "process", "setImmediate"].map((name) => [
      name,
      typeof globalThis[name],
    ]),
  "no globals: timers are numbers": () => {
    const interval = setInterval(() => undefined, 1000);
    clearInterval(interval);
    return [typeof setTimeout(() => undefined, 1), typeof interval];
  },
  "no globals: the module": async () => {
    const { default: inner } = await load("node:process");
    return [typeof inner, Object.keys(inner), typeof (await load("node:buffer")).Buffer];
  },
};
