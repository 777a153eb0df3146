/** The signal of a request that its caller abandons, with the flag `enable_request_signal`. */
export const options = {
  compatibilityFlags: ["enable_request_signal"],
  exports: ["Callee", "Between", "Service"],
  durableObjectNamespaces: [
    { className: "Callee", uniqueKey: "callee", enableSql: true },
    { className: "Between", uniqueKey: "between", enableSql: true },
  ],
  bindings: {
    CALLEE: { durableObjectNamespace: "Callee" },
    BETWEEN: { durableObjectNamespace: "Between" },
    SERVICE: { service: { entrypoint: "Service" } },
  },
};

const log = [];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const bytes = new TextEncoder().encode("x");

function watch(request, name) {
  const { signal } = request;
  log.push([name, "has", signal.constructor.name, signal.aborted]);
  signal.addEventListener("abort", () => {
    const { constructor, name: kind, message } = signal.reason;
    log.push([name, "aborted", constructor.name, kind, message]);
  });
  return signal;
}

async function answer(request, name) {
  const signal = watch(request, name);
  const { pathname } = new URL(request.url);
  if (pathname === "/slow") {
    await pause(60);
    if (name === "object") log.push([name, "goes on", signal.aborted]);
  }
  if (pathname === "/left") {
    await pause(60);
    log.push([name, "goes on"]);
  }
  if (pathname !== "/stream") return new Response("short");
  const pull = async (controller) => {
    await pause(5);
    controller.enqueue(bytes);
  };
  const cancel = (reason) => void log.push([name, "canceled", reason]);
  return new Response(new ReadableStream({ pull, cancel }));
}

/** Ways to pass a request on. */
const ways = {
  "as it is": (stub, request) => stub.fetch(request),
  "as a new one": (stub, request) => stub.fetch(new Request(request)),
  cloned: (stub, request) => stub.fetch(request.clone()),
  "with another URL": (stub, request) => stub.fetch(new Request("http://y/slow", request)),
  "as an init": (stub, request) => stub.fetch("http://y/slow", request),
  "by its signal": (stub, { signal }) => stub.fetch("http://y/slow", { signal }),
};

export const classes = ({ DurableObject, WorkerEntrypoint }) => {
  class Callee extends DurableObject {
    fetch(request) {
      return answer(request, "object");
    }
    take(request) {
      return request.url;
    }
  }
  class Between extends DurableObject {
    async fetch(request) {
      const signal = watch(request, "between");
      const way = decodeURIComponent(request.headers.get("way"));
      const copies = [request.clone(), new Request(request)].map((copy) => copy.signal === signal);
      log.push(["copies", ...copies]);
      try {
        const response = await ways[way](this.env.CALLEE.getByName("behind"), request);
        log.push(["between", await response.text()]);
      } catch (error) {
        log.push(["between", "fails", error.name, error.message]);
      }
      return new Response("between");
    }
  }
  class Service extends WorkerEntrypoint {
    fetch(request) {
      return answer(request, "service");
    }
  }
  return { Between, Callee, Service };
};

const sequence = async (t, ask, ms = 120) => {
  log.length = 0;
  const outcome = await t.outcome(ask);
  await pause(ms);
  return [outcome, ...log];
};

/** Asked of an object and of a service. */
const both = (ask, ms) => ({
  steps: [
    {
      outside: async (_stub, { env, ...t }) => [
        await sequence(t, () => ask(env.CALLEE.getByName("callee")), ms),
        await sequence(t, () => ask(env.SERVICE), ms),
      ],
    },
  ],
});

const soon = (reason, ms = 20) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), ms);
  return controller.signal;
};

const beginning = async (stub, init) => {
  const { body } = await stub.fetch("http://x/stream", init);
  const reader = body.getReader();
  await reader.read();
  return reader;
};

export const scenarios = {
  "request signal: an answer that is read": both(async (stub) =>
    (await stub.fetch("http://x/short")).text(),
  ),
  "request signal: the caller aborts": both((stub) =>
    stub.fetch("http://x/slow", { signal: soon() }),
  ),
  "request signal: the caller aborts with a reason": both((stub) =>
    stub.fetch("http://x/slow", { signal: soon(new RangeError("mine")) }),
  ),
  "request signal: the caller's time is up": both((stub) =>
    stub.fetch("http://x/slow", { signal: AbortSignal.timeout(20) }),
  ),
  "request signal: the caller has aborted before": both((stub) =>
    stub.fetch("http://x/slow", { signal: AbortSignal.abort() }),
  ),
  "request signal: the caller cancels the body": both(async (stub) => {
    const reader = await beginning(stub);
    await reader.cancel("enough");
    return "canceled";
  }),
  "request signal: the caller aborts while it reads the body": both(async (stub) => {
    const controller = new AbortController();
    const reader = await beginning(stub, { signal: controller.signal });
    controller.abort();
    for (;;) await reader.read();
  }),
  ...Object.fromEntries(
    Object.keys(ways).map((way) => [
      `request signal: a request passed on ${way}`,
      {
        steps: [
          {
            outside: (_stub, { env, ...t }) =>
              sequence(t, () => {
                const init = { signal: soon(), headers: { way } };
                return env.BETWEEN.getByName("between").fetch("http://x/slow", init);
              }),
          },
        ],
      },
    ]),
  ),
  "request signal: the code of a service whose caller has aborted": [
    {
      outside: (_stub, { env, ...t }) =>
        sequence(t, () => env.SERVICE.fetch("http://x/left", { signal: soon() })),
    },
  ],
  "request signal: a request with a signal as an argument": [
    {
      outside: async (_stub, t) => {
        const { signal } = new AbortController();
        const request = new Request("http://x/", { signal });
        return t.outcome(async () => await t.env.CALLEE.getByName("callee").take(request));
      },
    },
  ],
};
