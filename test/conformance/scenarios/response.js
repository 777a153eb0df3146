/** `Response`: the constructor and the properties. */

const each = async (t, cases) => {
  const outcomes = {};
  for (const [name, run] of Object.entries(cases)) outcomes[name] = await t.outcome(run);
  return outcomes;
};

/** The properties of a response, its body last. */
const seen = async (response) => ({
  line: [response.status, response.statusText, response.ok],
  headers: [...response.headers],
  others: [response.type, response.url, response.redirected, response.webSocket, response.cf],
  body: [response.body === null, response.bodyUsed],
  text: await response.text(),
});
const made =
  (...args) =>
  async () =>
    seen(new Response(...args));
const status = (given, body = null) => made(body, { status: given });
const json =
  (...args) =>
  async () =>
    seen(Response.json(...args));
const redirect =
  (...args) =>
  async () =>
    seen(Response.redirect(...args));
const cycle = {};
cycle.cycle = cycle;

export const scenarios = {
  "response: bodies": (ctx, t) =>
    each(t, {
      nothing: made(),
      null: made(null),
      text: made("é"),
      empty: made(""),
      number: made(5),
      bigint: made(5n),
      boolean: made(false),
      object: made({}),
      function: made(() => 1),
      symbol: made(Symbol("a")),
      bytes: made(Uint8Array.of(65, 66)),
      view: made(new DataView(new ArrayBuffer(2))),
      "search parameters": made(new URLSearchParams("a=1")),
      blob: made(new Blob(["x"], { type: "t/x" })),
      "a blob without type": made(new Blob(["x"])),
      array: made([1, 2]),
      iterator: made([Uint8Array.of(65), Uint8Array.of(66)].values()),
      generator: async () =>
        seen(
          new Response(
            (async function* () {
              yield Uint8Array.of(65);
              yield Uint8Array.of(66);
            })(),
          ),
        ),
    }),
  "response: statuses": (ctx, t) =>
    each(t, {
      404: status(404),
      299: status(299, "x"),
      599: status(599),
      600: status(600),
      100: status(100),
      101: status(101),
      204: status(204),
      "204 and empty": status(204, ""),
      "204 and text": status(204, "x"),
      205: status(205),
      304: status(304, "x"),
      text: status("201"),
      "no number": status("abc"),
      NaN: status(NaN),
      null: status(null),
      fraction: status(200.9),
    }),
  "response: other fields": (ctx, t) =>
    each(t, {
      "a text of its own": made("x", { status: 404, statusText: "Nope" }),
      "a line in the text": made("x", { statusText: "a\nb" }),
      "a number as the text": made("x", { statusText: 5 }),
      "a type of its own": made("x", { headers: { "Content-Type": "a/b" } }),
      cookies: made("x", {
        headers: [
          ["set-cookie", "a=1"],
          ["set-cookie", "b=2"],
        ],
      }),
      cf: made("x", { cf: { a: 1 } }),
      "a cf that is no object": made("x", { cf: 5 }),
      webSocket: made("x", { webSocket: null }),
      "encodeBody manual": made("x", { encodeBody: "manual" }),
      "encodeBody of no kind": made("x", { encodeBody: "x" }),
      "of another": async () => {
        const other = new Response("y", { status: 201, statusText: "Hey", headers: { a: "1" } });
        return seen(new Response("x", other));
      },
      null: made("x", null),
      "a number": made("x", 5),
      "a text": made("x", "y"),
    }),
  "response: json()": (ctx, t) =>
    each(t, {
      object: json({ a: [1, null] }),
      null: json(null),
      undefined: json(undefined),
      nothing: json(),
      function: json(() => 1),
      toJSON: json({ toJSON: () => "q" }),
      "status and type": json(1, {
        status: 201,
        statusText: "Hey",
        headers: { "content-type": "a/b", c: "d" },
      }),
      204: json(1, { status: 204 }),
      cycle: json(cycle),
      bigint: json(5n),
    }),
  "response: redirect() and error()": (ctx, t) =>
    each(t, {
      redirect: redirect("http://x/é?q#f"),
      "with a status": redirect(new URL("http://x"), 308),
      "no status for it": redirect("http://x/", 300),
      200: redirect("http://x/", 200),
      relative: redirect("/y"),
      nothing: redirect(),
      error: async () => seen(Response.error()),
    }),
  "response: clone()": (ctx, t) =>
    each(t, {
      alone: async () => {
        const response = new Response("abc", { status: 201, headers: { a: "1" } });
        const clone = response.clone();
        clone.headers.set("a", "2");
        return [await seen(clone), await seen(response)];
      },
      "of no body": async () => seen(new Response(null, { status: 204 }).clone()),
      "of a used body": async () => {
        const response = new Response("abc");
        await response.text();
        return response.clone();
      },
      "of a locked body": () => {
        const response = new Response("abc");
        response.body.getReader();
        return response.clone();
      },
    }),
  "response: a subclass": async () => {
    class Mine extends Response {
      double() {
        return this.status * 2;
      }
    }
    const response = new Mine("a", { status: 201 });
    return [response.double(), response instanceof Response, await seen(response)];
  },
};
