/**
 * `fetch()` of a stub: the request that the object receives, and the response that the caller
 * receives.
 */

const seen = async (request) => ({
  line: [request.method, request.url, request.redirect, request.body === null],
  headers: [...request.headers],
  others: [request.cf, request.cache],
  text: await request.text(),
});

const answered = async (response) => ({
  line: [response.status, response.statusText, response.ok],
  headers: [...response.headers],
  others: [response.type, response.url, response.redirected, response.webSocket, response.cf],
  body: response.body === null,
  text: await response.text(),
});

const bytes = Uint8Array.of(104, 105);
const streamOf = (...chunks) =>
  new ReadableStream({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk instanceof Error) controller.error(chunk);
      else if (chunk === undefined) controller.close();
      else controller.enqueue(chunk);
    },
  });

/** Sends a request for each case; a case is the arguments of `fetch()`. */
const asking = (cases, fetch = seenByObject) => ({
  fetch,
  steps: [
    {
      outside: async (stub, t) => {
        const outcomes = {};
        for (const [name, args] of Object.entries(cases)) {
          outcomes[name] = await t.outcome(async () => {
            const given = typeof args === "function" ? args() : args;
            return answered(await stub.fetch(...given));
          });
        }
        return outcomes;
      },
    },
  ],
});
const seenByObject = async (ctx, t, request) => Response.json(t.describe(await seen(request)));
const post = (body, more) => ["http://scenario/raw", { method: "POST", body, ...more }];

/** Responses by the URL's query. */
const answering = (answers, method = "GET") =>
  asking(
    Object.fromEntries(
      Object.keys(answers).map((name) => [
        name,
        [`http://scenario/raw?${encodeURIComponent(name)}`, { method, redirect: "manual" }],
      ]),
    ),
    (ctx, t, request) => answers[decodeURIComponent(new URL(request.url).search.slice(1))](request),
  );

const STATUSES = [200, 201, 202, 206, 226, 227, 299, 300, 302, 305, 306, 307, 308, 400, 401, 403];
STATUSES.push(404, 405, 408, 409, 410, 413, 414, 415, 418, 421, 422, 425, 429, 431, 451, 499);
STATUSES.push(500, 501, 502, 503, 504, 505, 511, 520, 599);

const answers = {
  text: () => new Response("abc"),
  nothing: () => new Response(),
  empty: () => new Response(""),
  json: () => Response.json({ a: 1 }),
  204: () => new Response(null, { status: 204 }),
  304: () => new Response(null, { status: 304 }),
  500: () => new Response("broken", { status: 500 }),
  "a text of its own": () => new Response(null, { status: 404, statusText: "Nope" }),
  stream: () => new Response(streamOf(bytes, bytes)),
  "a stream of text": () => new Response(streamOf("a", "b")),
  "a length of its own": () => new Response("xy", { headers: { "content-length": "2" } }),
  cookies: () => {
    const headers = new Headers();
    headers.append("set-cookie", "a=1");
    headers.append("set-cookie", "b=2; Path=/");
    return new Response(null, { headers });
  },
  redirect: () => Response.redirect("http://scenario/elsewhere", 307),
  error: () => Response.error(),
  used: async () => {
    const response = new Response("a");
    await response.text();
    return response;
  },
  cloned: () => {
    const response = new Response("a");
    response.clone();
    return response;
  },
};

export const scenarios = {
  "sent: lengths of bodies": asking({
    text: post("é"),
    empty: post(""),
    none: post(null),
    number: post(5),
    bytes: post(bytes),
    view: post(new DataView(bytes.buffer, 1)),
    "search parameters": post(new URLSearchParams("a=1")),
    blob: post(new Blob(["abc"], { type: "a/b" })),
    stream: () => post(streamOf(bytes)),
    "a body of known length": () => post(new Response("abc").body),
    "a length of its own": post("abc", { headers: { "content-length": "3" } }),
    chunked: post("abc", { headers: { "transfer-encoding": "chunked" } }),
    request: () => [new Request(...post("abc"))],
    "a clone": () => [new Request(...post("abc")).clone()],
    "a request of a request": () => [new Request(new Request(...post("abc")))],
    "a request as the init": () => ["http://scenario/raw", new Request(...post("abc"))],
  }),
  "sent: methods, URLs and fields": asking({
    HEAD: ["http://scenario/raw", { method: "HEAD" }],
    OPTIONS: ["http://scenario/raw", { method: "OPTIONS" }],
    "small letters": ["http://scenario/raw", { method: "patch" }],
    unknown: ["http://scenario/raw", { method: "FOO" }],
    "a fragment": ["http://scenario/raw?a=%20b+c#f"],
    "other letters": ["http://scenario/raw?é='<>\"^`{|}"],
    "name and password": ["http://u:p@scenario/raw"],
    "another port": ["https://scenario:81/raw"],
    "no http": ["ftp://scenario/raw"],
    data: ["data:text/x,abc"],
    "data in base64": ["data:;base64,aGk="],
    "data by POST": ["data:,abc", { method: "POST", body: "b" }],
    "no data": ["data:abc"],
    cf: ["http://scenario/raw", { cf: { a: { b: 1 } } }],
    headers: [
      "http://scenario/raw",
      { headers: { "X-Y": " z ", Cookie: "a=1", Host: "h", u: "é", Authorization: "b" } },
    ],
    "a number as the init": ["http://scenario/raw", 5],
  }),
  "sent: modes of the cache": asking({
    "no-store": ["http://scenario/raw", { cache: "no-store" }],
    "no-cache": ["http://scenario/raw", { cache: "no-cache" }],
  }),
  "answered: fields of responses": answering(answers),
  "answered: to HEAD": answering(answers, "HEAD"),
  "answered: texts of statuses": {
    fetch: (ctx, t, request) =>
      new Response(null, { status: Number(new URL(request.url).search.slice(1)) }),
    steps: [
      {
        outside: async (stub) => {
          const texts = {};
          for (const status of STATUSES) {
            const url = `http://scenario/raw?${status}`;
            texts[status] = (await stub.fetch(url, { redirect: "manual" })).statusText;
          }
          return texts;
        },
      },
    ],
  },
  "redirects: what is sent again": {
    fetch: async (ctx, t, request) => {
      const { searchParams } = new URL(request.url);
      if (searchParams.size === 0) return seenByObject(ctx, t, request);
      const headers = { location: searchParams.get("to") ?? "/raw" };
      return new Response(null, { status: Number(searchParams.get("status")), headers });
    },
    steps: asking({
      "301 and POST": ["http://scenario/raw?status=301", { method: "POST", body: "b" }],
      "303 and PUT": ["http://scenario/raw?status=303", { method: "PUT", body: "b" }],
      "307 and POST": ["http://scenario/raw?status=307", { method: "POST", body: "b" }],
      "308 and DELETE": ["http://scenario/raw?status=308", { method: "DELETE" }],
      "a fragment": ["http://scenario/raw?status=302&to=/raw%23f"],
      "secrets, to itself": [
        "http://scenario/raw?status=302",
        { headers: { authorization: "a", cookie: "b=1" } },
      ],
      "secrets, to another": [
        "http://scenario/raw?status=302&to=http://other/raw",
        { headers: { authorization: "a", cookie: "b=1" } },
      ],
    }).steps,
  },
  "aborted: while the body is read": {
    fetch: (ctx, t) => {
      const chunks = ["a", "b", "c"].map((text) => new TextEncoder().encode(text));
      const body = new ReadableStream({
        async pull(controller) {
          await t.wait(5);
          if (chunks.length > 0) controller.enqueue(chunks.shift());
          else controller.close();
        },
      });
      return new Response(body);
    },
    steps: [
      {
        outside: async (stub, t) => {
          const begin = async (make = (signal) => ["http://scenario/raw", { signal }]) => {
            const controller = new AbortController();
            const response = await stub.fetch(...make(controller.signal));
            return { controller, response };
          };
          const read = async (reason, make) => {
            const { controller, response } = await begin(make);
            const reader = response.body.getReader();
            const first = await reader.read();
            controller.abort(...reason);
            return [first, await t.outcome(() => reader.read())];
          };
          const request = (signal) => [new Request("http://scenario/raw", { signal })];
          const whole = await begin();
          const text = await whole.response.text();
          whole.controller.abort();
          const never = await begin();
          never.controller.abort();
          return {
            "without a reason": await read([]),
            "an error": await read([new RangeError("why")], request),
            "a text": await read(["why"], (signal) => [new Request(...request(signal))]),
            afterwards: text,
            "before it is read": await t.outcome(() => never.response.text()),
          };
        },
      },
    ],
  },
  "request: used or sent twice": {
    fetch: seenByObject,
    steps: [
      {
        outside: async (stub, t) => {
          const request = new Request(...post("abc"));
          const first = await answered(await stub.fetch(request));
          const used = [request.bodyUsed, await t.outcome(() => stub.fetch(request))];
          const get = new Request("http://scenario/raw");
          await stub.fetch(get);
          return [first, used, (await stub.fetch(get)).status];
        },
      },
    ],
  },
};
