/** Promises that nothing can settle any more. */
const look = (ctx, t) => ({ events: t.log.push("look") });
const never = () => new Promise(() => {});

export const options = { slow: true, together: { rate: 4 } };

const asked = (name) => ({
  outside: async (stub, t) => ({
    call: await t.outcome(() => t.call(stub, name)),
    again: await t.outcome(() => t.call(stub, "look")),
    "new stub": await t.outcome(() => t.call(t.stub(), "look")),
  }),
});

export const scenarios = {
  "section: a promise that can never settle": {
    calls: { look, begin: (ctx) => ctx.blockConcurrencyWhile(never) },
    steps: [asked("begin")],
  },
};
