/** `get()`, `put()` and `delete()` of stubs, before 2024-03-26: `fetcher_has_get_put_delete`. */
export const options = { compatibilityDate: "2024-03-25", compatibilityFlags: ["rpc"] };

const kept = {};

const text = (value) => (value === undefined ? "undefined" : value);

const asks = {
  "get: text": (stub) => stub.get("http://x/raw?a=1"),
  "get: as text": (stub) => stub.get("http://x/raw", "text"),
  "get: as JSON": (stub) => stub.get("http://x/raw?status=200", "json"),
  "get: as bytes": (stub) => stub.get("http://x/raw", "arrayBuffer"),
  "get: as a stream": async (stub) => new Response(await stub.get("http://x/raw", "stream")).text(),
  "get: as what there is not": (stub) => stub.get("http://x/raw", "blob"),
  "get: as null": (stub) => stub.get("http://x/raw", null),
  "get: nothing": (stub) => stub.get(),
  "get: a relative URL": (stub) => stub.get("/raw"),
  "get: 404": (stub) => stub.get("http://x/raw?status=404"),
  "get: 404 as a stream": (stub) => stub.get("http://x/raw?status=404", "stream"),
  "get: 410": (stub) => stub.get("http://x/raw?status=410"),
  "get: 500": (stub) => stub.get("http://x/raw?status=500"),
  "get: 204": (stub) => stub.get("http://x/raw?status=204"),
  "get: a redirect": (stub) => stub.get("http://x/raw?status=302"),
  "get: a URL": (stub) => stub.get(new URL("http://x/raw")),
  "put: text": (stub) => stub.put("http://x/raw", "text"),
  "put: bytes": (stub) => stub.put("http://x/raw", new Uint8Array([65, 66]).buffer),
  "put: a view": (stub) => stub.put("http://x/raw", new Uint8Array([65, 66]).subarray(1)),
  "put: a stream": (stub) => stub.put("http://x/raw", new Response("text").body),
  "put: parameters": (stub) => stub.put("http://x/raw", new URLSearchParams("a=b")),
  "put: an object": (stub) => stub.put("http://x/raw", { a: 1 }),
  "put: null": (stub) => stub.put("http://x/raw", null),
  "put: nothing": (stub) => stub.put("http://x/raw"),
  "put: nothing at all": (stub) => stub.put(),
  "put: options": (stub) =>
    stub.put("http://x/raw?q=1#hash", "text", { expiration: 5, expirationTtl: 6 }),
  "put: options that are none": (stub) => stub.put("http://x/raw", "text", 5),
  "put: an expiration that is none": (stub) =>
    stub.put("http://x/raw", "text", { expiration: "soon" }),
  "put: 404": (stub) => stub.put("http://x/raw?status=404", "text"),
  "delete: a URL": (stub) => stub.delete("http://x/raw"),
  "delete: 404": (stub) => stub.delete("http://x/raw?status=404"),
  "delete: nothing": (stub) => stub.delete(),
};

export const scenarios = {
  "fetcher: names": [
    {
      outside: async (stub) => [
        typeof stub.get,
        typeof stub.put,
        typeof stub.delete,
        Object.getOwnPropertyNames(Object.getPrototypeOf(Object.getPrototypeOf(stub))).toSorted(),
      ],
    },
  ],
};

for (const [name, ask] of Object.entries(asks)) {
  scenarios[`fetcher: ${name}`] = {
    fetch: async (ctx, t, request) => {
      const { pathname, search, searchParams } = new URL(request.url);
      const headers = [...request.headers].filter(([header]) => header.startsWith("content-"));
      kept.seen = [request.method, pathname + search, headers, await request.text()];
      const status = Number(searchParams.get("status") ?? 200);
      if (status === 204) return new Response(null, { status });
      const init = { status, statusText: "As Told", headers: { location: "http://x/raw?to=1" } };
      return new Response(`{"status":${status}}`, init);
    },
    steps: [
      {
        outside: async (stub, t) => {
          kept.seen = "nothing";
          return { outcome: await t.outcome(async () => text(await ask(stub))), seen: kept.seen };
        },
      },
    ],
  };
}
