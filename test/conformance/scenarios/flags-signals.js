/** AbortSignals over RPC, with the flag `enable_abortsignal_rpc`. */

export const classes = ({ DurableObject }) => {
  class Signals extends DurableObject {
    async watch(signal) {
      const before = [signal.constructor.name, signal.aborted, signal.reason];
      const events = [];
      signal.onabort = ({ type, target }) => events.push([type, target === signal]);
      await new Promise((resolve) => {
        signal.addEventListener("abort", resolve);
        setTimeout(resolve, 500);
      });
      let thrown = "nothing";
      try {
        signal.throwIfAborted();
      } catch (error) {
        thrown = error;
      }
      return kept.describe({ before, events, after: [signal.aborted, signal.reason], thrown });
    }
    same(a, b) {
      return a === b;
    }
    give(ms) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(Object.assign(new RangeError("late"), { own: 1 })), ms);
      return { signal: controller.signal };
    }
    async pass(signal) {
      return this.env.SIGNALS.getByName("other").watch(signal);
    }
    async store(signal) {
      const { storage } = this.ctx;
      return kept.describe([
        await kept.outcome(() => storage.put("a", signal)),
        await kept.outcome(() => storage.kv.put("a", { signal })),
      ]);
    }
  }
  return { Signals };
};

const kept = {};

export const options = {
  experimental: true,
  compatibilityFlags: ["enable_abortsignal_rpc"],
  exports: ["Signals"],
  durableObjectNamespaces: [{ className: "Signals", uniqueKey: "signals", enableSql: true }],
  bindings: { SIGNALS: { durableObjectNamespace: "Signals" } },
};

/** A signal that is aborted later. */
const later = (reason, ms = 100) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), ms);
  return controller.signal;
};

const outside = (ask) => [
  {
    outside: (_stub, t) => {
      Object.assign(kept, { describe: t.describe, outcome: t.outcome });
      return ask(t.env.SIGNALS.getByName("a"), t);
    },
  },
];

const given = {
  "aborted with an error": () => later(Object.assign(new RangeError("why"), { own: 1 })),
  "aborted without a reason": () => later(),
  "aborted with text": () => later("text"),
  "aborted with an object": () => later({ a: [1n] }),
  "aborted with a function": () => later(() => 1),
  "aborted with null": () => later(null),
  "aborted before": () => AbortSignal.abort("before"),
  "aborted before without a reason": () => AbortSignal.abort(),
  "that is never aborted": () => new AbortController().signal,
  "of a time": () => AbortSignal.timeout(100),
  "of any": () => AbortSignal.any([new AbortController().signal, later("one of them")]),
  "of any, aborted before": () => AbortSignal.any([AbortSignal.abort("one of them")]),
};

export const scenarios = {
  ...Object.fromEntries(
    Object.entries(given).flatMap(([name, make]) => [
      [`signal: ${name}`, outside((stub, t) => t.outcome(async () => stub.watch(make())))],
      [
        `signal: ${name}, passed on`,
        outside((stub, t) => t.outcome(async () => stub.pass(make()))),
      ],
    ]),
  ),
  "signal: one that arrives twice": outside(async (stub, t) => {
    const signal = later();
    return t.outcome(async () => stub.same(signal, signal));
  }),
  "signal: in a result": outside(async (stub, t) => {
    const { signal } = await stub.give(100);
    const before = signal.aborted;
    await t.wait(400);
    return [before, signal.aborted, signal.reason];
  }),
  "signal: where it cannot be kept": outside(async (stub, t) => ({
    stored: await stub.store(later()).catch((error) => error),
    controller: await t.outcome(async () => stub.watch(new AbortController())),
    "in storage": await t.outcome(async () => stub.same(1, 2)),
  })),
};
scenarios["signal: in an object's own storage"] = async (ctx, t) => [
  await t.outcome(() => ctx.storage.put("a", AbortSignal.abort())),
  await t.outcome(() => ctx.storage.kv.put("a", new AbortController().signal)),
];
