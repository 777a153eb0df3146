/** How code detects Workers, and its clock. */

const each = async (t, cases) => {
  const outcomes = {};
  for (const [name, run] of Object.entries(cases)) outcomes[name] = await t.outcome(run);
  return outcomes;
};
const aborted =
  (...reason) =>
  () => {
    const controller = new AbortController();
    controller.abort(...reason);
    return controller.signal.reason;
  };

const atStart = [(0, eval)("1 + 1"), new Function("a", "return a * 3")(1)];

/** The global names, sorted, without those of `Object.prototype`. */
const namesOf = (scope) => {
  const names = new Set();
  for (let next = scope; next !== Object.prototype; next = Object.getPrototypeOf(next)) {
    for (const name of Object.getOwnPropertyNames(next)) names.add(name);
  }
  return [...names].toSorted();
};

/** Names that only workerd has, and browser names that tabd keeps. */
const DIFFERENT =
  /^(?:Body|HTMLRewriter|(?:Extendable|Fetch|Scheduled|Tail|Trace)Event|SharedArrayBuffer|.*Navigator|IDB.+|indexedDB|BroadcastChannel|Lock|LockManager|PERSISTENT|TEMPORARY|__vitest.+)$/;

export const options = { compatibilityFlags: ["nodejs_als"] };

export const scenarios = {
  "navigator: properties": () => {
    const { userAgent, language, languages, platform, hardwareConcurrency } = navigator;
    return [userAgent, language, languages, platform, typeof hardwareConcurrency];
  },
  "performance: the time of day": () => [
    Math.abs(performance.now() - Date.now()) < 1000,
    Number.isInteger(performance.now()),
    performance.timeOrigin,
  ],
  "global: its class": () => [
    globalThis instanceof ServiceWorkerGlobalScope,
    {} instanceof ServiceWorkerGlobalScope,
    self === globalThis,
  ],
  "Cloudflare: flags that change something in tabd": () => {
    const { nodejs_als, nodejs_compat, rpc, delete_all_deletes_alarm } =
      Cloudflare.compatibilityFlags;
    return [nodejs_als, nodejs_compat, rpc, delete_all_deletes_alarm];
  },
  "Cloudflare: flags that change nothing in tabd": () => Cloudflare.compatibilityFlags.url_standard,
  "abort: reasons": (ctx, t) =>
    each(t, {
      none: aborted(),
      undefined: aborted(undefined),
      null: aborted(null),
      text: aborted("why"),
      "of a signal": () => AbortSignal.abort().reason,
      "of a signal with one": () => AbortSignal.abort("why").reason,
      "of several": () => AbortSignal.any([AbortSignal.abort()]).reason,
      "of time": async () => {
        const signal = AbortSignal.timeout(1);
        await t.wait(50);
        return signal.reason;
      },
    }),
  "abort: of a request": {
    fetch: () => new Promise(() => undefined),
    steps: [
      {
        outside: (stub, t) => {
          const fetch = (signal) => () => stub.fetch("http://scenario/raw", { signal });
          return each(t, {
            before: fetch(AbortSignal.abort()),
            "before, with an error": fetch(AbortSignal.abort(new RangeError("why"))),
            "before, with a text": fetch(AbortSignal.abort("why")),
            during: fetch(AbortSignal.timeout(20)),
          });
        },
      },
    ],
  },
  "timers: arguments": (ctx, t) =>
    each(t, {
      "setTimeout: nothing": () => setTimeout(),
      "setTimeout: text": () => setTimeout("code", 1),
      "setInterval: null": () => setInterval(null),
      "clearTimeout: nothing": () => clearTimeout(),
      "clearTimeout: text": () => clearTimeout("x"),
      "clearTimeout: null": () => clearTimeout(null),
      "wait: nothing": () => scheduler.wait(),
      "wait: text": () => scheduler.wait("1"),
      "wait: negative": () => scheduler.wait(-1),
      "wait: options of a number": () => scheduler.wait(1, 5),
      "wait: no signal": () => scheduler.wait(1, { signal: 5 }),
      "wait: aborted": () => scheduler.wait(1, { signal: AbortSignal.abort("why") }),
      "wait: aborted with a text": () => {
        const controller = new AbortController();
        const waiting = scheduler.wait(1000, { signal: controller.signal });
        controller.abort("why");
        return waiting;
      },
    }),
  "scheduler: shape": () => [String(scheduler), typeof scheduler.postTask, typeof scheduler.yield],
  "global: its names": () => namesOf(globalThis).filter((name) => !DIFFERENT.test(name)),
  "global: names that only one of the two has": () =>
    namesOf(globalThis).filter((name) => DIFFERENT.test(name)),
  "global: names by which libraries detect a browser": () => [
    typeof window,
    typeof document,
    typeof location,
    typeof importScripts,
    typeof XMLHttpRequest,
    typeof requestAnimationFrame,
    typeof localStorage,
    typeof DedicatedWorkerGlobalScope,
    "postMessage" in globalThis,
  ],
  "code from strings: in handlers": (ctx, t) =>
    each(t, {
      eval: () => eval("1"),
      "eval of a number": () => (0, eval)(1),
      Function: () => Function("return 1"),
      "new Function": () => new Function("a", "return a"),
      "new Function of nothing": () => typeof new Function(),
      "by a constructor": () => (() => 1).constructor("return 1"),
      asynchronous: () => (async () => 1).constructor("return 1"),
      generator: () => new function* () {}.constructor(""),
      "by Reflect": () => Reflect.construct(Function, ["return 1"]),
      "a subclass": () => new (class extends Function {})("return 1"),
      shapes: () => [
        each instanceof Function,
        namesOf.constructor === Function,
        Function.prototype.constructor === Function,
        [Function.name, Function.length, eval.name, eval.length],
      ],
    }),
  "code from strings: at module scope": () => atStart,
  "code from bytes: WebAssembly": (ctx, t) =>
    t.outcome(() => WebAssembly.compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))),
  "DOMException: from user code, over RPC and from the platform": async (ctx, t) => {
    const seen = (error) => [
      [
        error.name,
        error.message,
        error.code,
        typeof error.stack,
        String(error.stack).split("\n")[0],
      ],
      [error instanceof DOMException, error instanceof Error, error.constructor === DOMException],
      Object.prototype.toString.call(error),
    ];
    class Mine extends DOMException {}
    const refused = await ctx.storage.put("a", () => 1).catch((error) => error);
    await ctx.storage.put("b", new DOMException("kept", "AbortError"));
    return [
      seen(new DOMException("no", "NotFoundError")),
      seen(new DOMException()),
      seen(new Mine("mine", "SyntaxError")),
      seen(refused),
      seen(await ctx.storage.get("b")),
      [DOMException.name, DOMException.length, DOMException.ABORT_ERR],
    ];
  },
};
