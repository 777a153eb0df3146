/** `Request`: the constructor and the properties. */

const each = async (t, cases) => {
  const outcomes = {};
  for (const [name, run] of Object.entries(cases)) outcomes[name] = await t.outcome(run);
  return outcomes;
};

/** The properties of a request, its body last. */
const seen = async (request) => ({
  line: [request.method, request.url, request.redirect],
  headers: [...request.headers],
  others: [request.cf, request.cache, request.integrity, request.keepalive, request.fetcher],
  body: [request.body === null, request.bodyUsed],
  text: await request.text(),
});
const made =
  (...args) =>
  async () =>
    seen(new Request(...args));
const init = (given) => made("http://x/", given);
const post = (body, more) => init({ method: "POST", body, ...more });
const another = () =>
  new Request("http://y/z", { method: "POST", body: "q", headers: { a: "1" }, cf: { z: 1 } });
const streamOf = (...chunks) =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
const bytes = Uint8Array.of(104, 105);

export const scenarios = {
  "request: URLs": (ctx, t) =>
    each(t, {
      normal: made("HTTP://X:80/a/../b?q=é#f"),
      relative: made("/x"),
      "no URL": made("::"),
      empty: made(""),
      "a URL": made(new URL("http://x/y")),
      object: made({ toString: () => "http://x/" }),
      symbol: made(Symbol("http://x/")),
      undefined: made(undefined),
      nothing: made(),
      "name and password": made("http://u:p@x/y"),
      "another scheme": made("ftp://x/"),
    }),
  "request: methods": (ctx, t) =>
    each(t, {
      "small letters": init({ method: "patch" }),
      uncommon: init({ method: "PROPFIND" }),
      trace: init({ method: "TRACE" }),
      connect: init({ method: "CONNECT" }),
      unknown: init({ method: "FOO" }),
      "no token": init({ method: "A B" }),
      null: init({ method: null }),
      undefined: init({ method: undefined }),
    }),
  "request: bodies": (ctx, t) =>
    each(t, {
      text: post("é"),
      empty: post(""),
      null: post(null),
      undefined: post(undefined),
      number: post(5),
      object: post({}),
      bytes: post(bytes),
      buffer: post(bytes.buffer.slice(0, 1)),
      "search parameters": post(new URLSearchParams("a=1 2")),
      blob: post(new Blob(["a"], { type: "t/x" })),
      stream: post(streamOf(bytes)),
      "with a type of its own": post("a", { headers: { "Content-Type": "a/b" } }),
      "with DELETE": init({ method: "DELETE", body: "a" }),
      "with GET": init({ body: "a" }),
      "with GET and empty": init({ body: "" }),
      "with GET and null": init({ body: null }),
      "with HEAD": init({ method: "HEAD", body: "a" }),
    }),
  "request: other fields": (ctx, t) =>
    each(t, {
      cf: init({ cf: { a: 1 } }),
      manual: init({ redirect: "manual" }),
      error: init({ redirect: "error" }),
      "no redirect": init({ redirect: "x" }),
      "no-store": init({ cache: "no-store" }),
      reload: init({ cache: "reload" }),
      "force-cache": init({ cache: "force-cache" }),
      integrity: init({ integrity: "sha256-x" }),
      "no integrity": init({ integrity: "" }),
      keepalive: init({ keepalive: true }),
      mode: init({ mode: "navigate" }),
      credentials: init({ credentials: "include" }),
      window: init({ window: 5 }),
      "what pages may not set": init({
        headers: { Host: "h", Cookie: "a=1", Origin: "o", "Content-Length": "5" },
      }),
      "a number": init(5),
      null: init(null),
    }),
  "request: from another request": (ctx, t) =>
    each(t, {
      alone: async () => seen(new Request(another())),
      "with an init": async () =>
        seen(new Request(another(), { method: "PUT", headers: { b: "2" }, body: "r" })),
      "made a GET": async () => seen(new Request(another(), { method: "GET" })),
      "as an init": async () => seen(new Request("http://x/", another())),
      "takes its body": async () => {
        const first = another();
        const second = new Request(first);
        return [first.bodyUsed, await second.text(), await t.outcome(() => new Request(first))];
      },
      clone: async () => {
        const first = another();
        const second = first.clone();
        second.headers.set("a", "2");
        return [await seen(first), await seen(second), await t.outcome(() => first.clone())];
      },
    }),
  "request: signals": (ctx, t) =>
    each(t, {
      none: () => new Request("http://x/").signal.aborted,
      null: () => new Request("http://x/", { signal: null }).signal.aborted,
      "no signal": () => new Request("http://x/", { signal: {} }),
      "the same": () => {
        const { signal } = new AbortController();
        return new Request("http://x/", { signal }).signal === signal;
      },
      aborted: () => new Request("http://x/", { signal: AbortSignal.abort() }).signal.aborted,
    }),
  "request: a subclass": async () => {
    class Mine extends Request {
      get path() {
        return new URL(this.url).pathname;
      }
    }
    const request = new Mine("http://x/y", { method: "POST", body: "a" });
    return [
      request.path,
      request instanceof Request,
      request.constructor.name,
      await seen(request),
    ];
  },
};
