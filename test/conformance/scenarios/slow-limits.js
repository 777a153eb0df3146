/** Calls of `evict()`, which waits for up to 30 seconds. */
export const options = {
  slow: true,
  experimental: true,
  together: { rate: 1 },
  compatibilityFlags: ["unsafe_module"],
};

const load = (specifier) => import(/* @vite-ignore */ specifier);

/** `evict()` while the object does `begin`. */
const busy = (begin) => ({
  calls: { begin, look: () => "there" },
  steps: [
    {
      outside: async (stub, t) => {
        const begun = t.outcome(() => t.call(stub, "begin"));
        await t.wait(1000);
        const started = Date.now();
        const { default: unsafe } = await load("workerd:unsafe");
        const evicted = await t.outcome(async () => void (await unsafe.evict(stub)));
        const seconds = (Date.now() - started) / 1000;
        return {
          evicted,
          took: seconds < 5 ? "no time" : seconds < 25 ? "some time" : "about 30 s",
          begun: await begun,
          after: await t.outcome(() => t.call(t.stub(), "look")),
        };
      },
    },
  ],
});

export const scenarios = {
  "evict: an object that answers for 34 s": busy((ctx, t) => t.wait(34_000).then(() => "ended")),
  "evict: an object that waits for 34 s": busy((ctx, t) => {
    ctx.waitUntil(t.wait(34_000));
    return "begun";
  }),
  "evict: an object that answers for 10 s": busy((ctx, t) => t.wait(10_000).then(() => "ended")),
};
