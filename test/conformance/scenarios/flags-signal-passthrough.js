/** Requests that are made with a caller's signal, with the flag `request_signal_passthrough`. */
export const options = {
  compatibilityFlags: ["enable_request_signal", "request_signal_passthrough"],
  exports: ["Callee", "Between"],
  durableObjectNamespaces: [
    { className: "Callee", uniqueKey: "callee", enableSql: true },
    { className: "Between", uniqueKey: "between", enableSql: true },
  ],
  bindings: {
    CALLEE: { durableObjectNamespace: "Callee" },
    BETWEEN: { durableObjectNamespace: "Between" },
  },
};

const log = [];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const ways = {
  "as it is": (stub, request) => stub.fetch(request),
  "as a new one": (stub, request) => stub.fetch(new Request(request)),
  cloned: (stub, request) => stub.fetch(request.clone()),
  "with another URL": (stub, request) => stub.fetch(new Request("http://y/", request)),
  "by its signal": (stub, { signal }) => stub.fetch("http://y/", { signal }),
  "without its signal": (stub, request) => stub.fetch(new Request(request, { signal: null })),
  "over RPC": async (stub, request) => new Response(await stub.take(request)),
};

export const classes = ({ DurableObject }) => {
  class Callee extends DurableObject {
    async fetch({ signal }) {
      signal.addEventListener("abort", () => log.push(["callee", signal.reason.message]));
      await pause(60);
      log.push(["callee goes on", signal.aborted]);
      return new Response("callee");
    }
    take(request) {
      return request.url;
    }
  }
  class Between extends DurableObject {
    async fetch(request) {
      try {
        const way = ways[request.headers.get("way")];
        const response = await way(this.env.CALLEE.getByName("behind"), request);
        log.push(["between", await response.text()]);
      } catch (error) {
        log.push(["between fails", error.name, error.message]);
      }
      return new Response("between");
    }
  }
  return { Between, Callee };
};

export const scenarios = Object.fromEntries(
  Object.keys(ways).map((way) => [
    `request signal passed through: ${way}`,
    [
      {
        outside: async (_stub, { env, ...t }) => {
          log.length = 0;
          const controller = new AbortController();
          setTimeout(() => controller.abort(), 20);
          const init = { signal: controller.signal, headers: { way } };
          const between = env.BETWEEN.getByName("between");
          const outcome = await t.outcome(() => between.fetch("http://x/", init));
          await pause(100);
          // Which of the two comes first is left open.
          return [outcome, ...log.map(String).toSorted()];
        },
      },
    ],
  ]),
);
