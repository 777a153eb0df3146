/** Alarm handlers that run for about 15 minutes, workerd's limit. */
export const alarm = true;

export const options = { slow: true, together: { rate: 40 } };

const MINUTE = 60_000;

/** A handler that runs for `ms` at its first try. */
const runs = (ms, words = false) => ({
  calls: {
    begin: (ctx) => ctx.storage.setAlarm(Date.now()),
    hold: (ctx, t) => t.wait(17 * MINUTE).then(() => "held"),
    look: async (ctx) => ({ alarm: await ctx.storage.getAlarm(), ...(await stored(ctx)) }),
  },
  construct: (ctx, t) => void t.journal.push("constructed"),
  alarm: async (ctx, t, { retryCount, isRetry }) => {
    t.journal.push({ retryCount, isRetry });
    if (retryCount > 0) return;
    await ctx.storage.put("begun", true);
    await t.wait(ms);
    await ctx.storage.put("ended", true);
    t.journal.push("went on");
  },
  steps: [
    {
      outside: async (stub, t) => {
        await t.call(stub, "begin");
        const held = t.outcome(() => t.call(stub, "hold"));
        await t.wait(14 * MINUTE);
        const before = [...t.journal];
        await t.wait(2 * MINUTE);
        const late = ms > 15 * MINUTE;
        const look = (one) => t.outcome(() => t.call(one, "look"));
        const outcomes = {
          held: late ? await held : "not asked",
          "same stub": await look(stub),
          "new stub": await look(t.stub()),
        };
        if (words) return wordsOf(outcomes);
        return { "after 14 minutes": before, ...withoutWords(outcomes), journal: t.journal };
      },
    },
  ],
});

/** Messages of errors. An internal error contains a unique reference to the log. */
const wordsOf = ({ held, "same stub": later }) =>
  [held, later].map(({ rejects }) =>
    rejects.$error.message.replace(/reference = \w+/, "reference = …"),
  );

const withoutWords = (outcomes) =>
  JSON.parse(JSON.stringify(outcomes, (key, value) => (key === "message" ? undefined : value)));

const stored = async (ctx) => Object.fromEntries(await ctx.storage.list());

export const scenarios = {
  "alarm limit: a handler that runs for 16.5 minutes": runs(16.5 * MINUTE),
  "alarm limit: errors of other callers": runs(16.5 * MINUTE, true),
  "alarm limit: a handler that runs for 14.5 minutes": runs(14.5 * MINUTE),
};
