/** Reading the bodies of requests and responses. */

const each = async (t, cases) => {
  const outcomes = {};
  for (const [name, run] of Object.entries(cases)) outcomes[name] = await t.outcome(run);
  return outcomes;
};
const READERS = ["text", "json", "arrayBuffer", "bytes", "blob", "formData"];
const readers = (t, make) =>
  each(
    t,
    Object.fromEntries(
      READERS.map((name) => [
        name,
        async () => {
          const read = await make()[name]();
          // Browsers convert a blob's type to lower case.
          if (read instanceof Blob) return [read.type.toLowerCase(), await read.arrayBuffer()];
          return read instanceof FormData ? entriesOf(read) : read;
        },
      ]),
    ),
  );
const entriesOf = (form) =>
  Promise.all(
    [...form].map(async ([name, value]) =>
      typeof value === "string"
        ? [name, value]
        : [name, value.name, value.type, value.constructor.name, await value.text()],
    ),
  );
const streamOf = (...chunks) =>
  new ReadableStream({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk instanceof Error) controller.error(chunk);
      else if (chunk === undefined) controller.close();
      else controller.enqueue(chunk);
    },
  });
const encode = (text) => new TextEncoder().encode(text);
const form = () => {
  const data = new FormData();
  data.append("a", "1");
  data.append("a", "zwei\r\n");
  data.append("f", new File(["xy"], "n.txt", { type: "t/x" }));
  return data;
};

export const scenarios = {
  "body: text": (ctx, t) => readers(t, () => new Response("5")),
  "body: bytes that are not UTF-8": (ctx, t) =>
    readers(t, () => new Response(Uint8Array.of(0xff, 65))),
  "body: text with a byte order mark": (ctx, t) => readers(t, () => new Response("\ufeff5")),
  "body: empty": (ctx, t) => readers(t, () => new Response("")),
  "body: null": (ctx, t) => readers(t, () => new Response(null)),
  "body: of a request": (ctx, t) =>
    readers(t, () => new Request("http://x/", { method: "PUT", body: "[1]" })),
  "body: invalid JSON": (ctx, t) => t.outcome(() => new Response('{"a":').json()),
  "body: a blob's type after its headers have changed": async (ctx, t) => {
    const typeAfter = async (message, type) => {
      if (type === undefined) message.headers.delete("content-type");
      else message.headers.set("content-type", type);
      return (await message.blob()).type;
    };
    const request = (body) => new Request("http://x/", { method: "PUT", body });
    return each(t, {
      "of a response": () => typeAfter(new Response("a"), "b/c"),
      "of a request": () => typeAfter(request("a"), "b/c"),
      "of a blob": () => typeAfter(new Response(new Blob(["a"], { type: "d/e" })), "b/c"),
      "of a stream": () => typeAfter(new Response(streamOf(encode("a"))), "b/c"),
      "of no body": () => typeAfter(new Response(null), "b/c"),
      removed: () => typeAfter(request(new URLSearchParams("a=b")), undefined),
      "not a type": () => typeAfter(new Response("a"), "b"),
    });
  },
  "body: a form": (ctx, t) =>
    t.outcome(async () => entriesOf(await new Response(form()).formData())),
  "body: search parameters": (ctx, t) =>
    t.outcome(async () =>
      entriesOf(await new Response(new URLSearchParams("a=1&a=%202&b=")).formData()),
    ),
  "body: forms of other types": (ctx, t) => {
    const typed = (type) => new Response("x", { headers: { "content-type": type } }).formData();
    return each(t, {
      "no form": () => typed("application/json"),
      "no boundary": () => typed("multipart/form-data"),
    });
  },
  "body: a stream of bytes": (ctx, t) =>
    readers(t, () => new Response(streamOf(encode("[1,"), encode("2]").buffer))),
  "body: a stream of text": (ctx, t) => readers(t, () => new Response(streamOf("a", "b"))),
  "body: a stream that fails": (ctx, t) =>
    readers(t, () => new Response(streamOf(encode("a"), new RangeError("in the middle")))),
  "body: a request's stream that fails": (ctx, t) =>
    readers(t, () => {
      const body = streamOf(encode("a"), new RangeError("in the middle"));
      return new Request("http://x/", { method: "POST", body });
    }),
  "body: a clone's stream that fails": (ctx, t) =>
    readers(t, () => new Response(streamOf(encode("a"), new RangeError("no"))).clone()),
  "body: read twice": async (ctx, t) => {
    const response = new Response("a");
    const before = response.bodyUsed;
    const first = response.text();
    const during = response.bodyUsed;
    const second = await t.outcome(() => response.json());
    return [
      before,
      during,
      await first,
      second,
      await t.outcome(() => new Response(response.body)),
    ];
  },
  "body: null, read twice": async () => {
    const response = new Response(null);
    return [await response.text(), await response.text(), response.bodyUsed];
  },
  "body: locked": async (ctx, t) => {
    const response = new Response("a");
    const reader = response.body.getReader();
    const locked = [response.bodyUsed, await t.outcome(() => response.text())];
    const other = await t.outcome(() => new Response(response.body));
    reader.releaseLock();
    return [locked, other, response.bodyUsed, await t.outcome(() => response.text())];
  },
  "body: read in part": async (ctx, t) => {
    const response = new Response("abc");
    const reader = response.body.getReader();
    await reader.read();
    reader.releaseLock();
    return [response.bodyUsed, await t.outcome(() => response.text())];
  },
  "body: methods called on another object": (ctx, t) =>
    each(t, {
      response: () => Response.prototype.text.call({}),
      request: () => Request.prototype.json.call(new Response("1")),
    }),
  "body: tee() and iteration": async () => {
    const [left, right] = new Response("xyz").body.tee();
    const chunks = [];
    for await (const chunk of right) chunks.push(chunk);
    return [await new Response(left).text(), chunks];
  },
};
