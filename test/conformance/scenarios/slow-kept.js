/** Objects of a namespace with `preventEviction`. */
export const options = { slow: true, preventEviction: true, together: { rate: 20 } };

const look = (ctx, t) => ({ events: t.log.push("look") });

const left = (ms) => ({
  calls: { look },
  steps: [
    {
      outside: async (_stub, t) => [
        await t.call(t.stub(), "look"),
        await t.wait(ms),
        await t.call(t.stub(), "look"),
      ],
    },
  ],
});

export const scenarios = {
  "kept: after 16 s": left(16_000),
  "kept: after 160 s": left(160_000),
};
