/** `Headers`: the constructor, the methods, and which headers can be changed. */

const all = (headers) => [...headers];
const each = async (t, cases) => {
  const outcomes = {};
  for (const [name, run] of Object.entries(cases)) outcomes[name] = await t.outcome(run);
  return outcomes;
};
const made = (init) => () => all(new Headers(init));
const asked =
  (method, ...args) =>
  () => {
    const headers = new Headers({ a: "1", "set-cookie": "x=1" });
    headers.append("Set-Cookie", "y=2; Path=/");
    const result = headers[method](...args);
    return [result, all(headers)];
  };

/** The outcome of each attempt to change the headers. */
const change = (t, headers) =>
  each(t, {
    set: () => headers.set("a", "b"),
    append: () => headers.append("a", "c"),
    delete: () => headers.delete("a"),
    "no name": () => headers.set("not a name", "b"),
    after: () => headers.get("a"),
  });

export const scenarios = {
  "headers: of nothing, objects and pairs": (ctx, t) =>
    each(t, {
      nothing: () => all(new Headers()),
      undefined: made(undefined),
      object: made({ B: "1", a: 2, c: undefined, d: null }),
      symbols: made({ [Symbol("a")]: "1", b: "2" }),
      pairs: made([
        ["b", "1"],
        ["a", "2"],
        ["b", "3"],
      ]),
      "undefined in pairs": made([
        ["a", undefined],
        [undefined, "b"],
      ]),
      "a map": made(new Map([["a", "1"]])),
      "search parameters": made(new URLSearchParams("a=1&b=2")),
      headers: made(
        new Headers([
          ["set-cookie", "a"],
          ["set-cookie", "b"],
          ["c", "d"],
        ]),
      ),
    }),
  "headers: invalid initializers": (ctx, t) =>
    each(t, {
      null: made(null),
      number: made(5),
      text: made("ab"),
      "one of a pair": made([["a"]]),
      "three of a pair": made([["a", "b", "c"]]),
      "in a request": () => new Request("http://x/", { headers: null }),
      "in a response": () => new Response("", { headers: 5 }),
    }),
  "headers: names and values": (ctx, t) =>
    each(t, {
      "a space in a name": made({ "a b": "1" }),
      "a line in a value": made({ a: "x\ny" }),
      "a zero in a value": made({ a: "x\0y" }),
      "space around": made({ a: " \t x y \r\n " }),
      "a byte beyond ASCII": made({ a: "é" }),
      "a symbol": made({ a: Symbol("b") }),
    }),
  "headers: values outside Latin-1, invalid names": (ctx, t) =>
    each(t, { "no Latin-1": made({ a: "名" }), "no name": made({ "": "1" }) }),
  "headers: methods": (ctx, t) =>
    each(t, {
      get: asked("get", "A"),
      "get nothing": asked("get", "b"),
      "get no name": asked("get", "a b"),
      "get without a name": asked("get"),
      "get undefined": asked("get", undefined),
      has: asked("has", "A"),
      "has without a name": asked("has"),
      set: asked("set", "A", 5),
      "set without a value": asked("set", "a"),
      "set undefined": asked("set", "a", undefined),
      append: asked("append", "A", " "),
      "append without a value": asked("append", "a"),
      delete: asked("delete", "A"),
      "delete no name": asked("delete", "a b"),
      "delete without a name": asked("delete"),
      getSetCookie: asked("getSetCookie"),
      getAll: asked("getAll", "Set-Cookie"),
      "getAll of another": asked("getAll", "a"),
      "get of cookies": asked("get", "set-cookie"),
      "as JSON": () => JSON.stringify(new Headers({ a: "1" })),
      "as text": () => String(new Headers({ a: "1" })),
    }),
  "headers: iteration": (ctx, t) => {
    const headers = new Headers({ b: "1", A: "2", c: "3" });
    const seen = [];
    for (const [name] of headers) {
      seen.push(name);
      headers.delete("b");
      headers.set("d", "4");
    }
    headers.forEach((value, name, same) => seen.push([value, name, same === headers]));
    return [seen, [...headers.keys()], [...headers.values()], [...headers.entries()]];
  },
  "headers: which headers can be changed": {
    fetch: async (ctx, t, request) =>
      Response.json([
        await change(t, request.headers),
        await change(t, request.clone().headers),
        await change(t, new Request(request).headers),
        await change(t, new Request("http://x/", request).headers),
        await change(t, new Headers(request.headers)),
      ]),
    steps: [
      {
        outside: async (stub, t) => {
          const response = await stub.fetch("http://scenario/raw", { headers: { a: "0" } });
          return [
            await change(t, response.headers),
            await change(t, response.clone().headers),
            await change(t, new Response(null, response).headers),
            await change(t, new Headers(response.headers)),
            await change(t, Response.redirect("http://x/").headers),
            await change(t, Response.json(1).headers),
            await response.json(),
          ];
        },
      },
    ],
  },
};
