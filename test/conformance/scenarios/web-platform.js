// @ts-nocheck -- runs unchanged in workerd too
/** Streams, bodies, events and blobs where browsers differ from workerd. */

const encoder = new TextEncoder();
const once = (ask) => async (ctx, t) => ask(t);

async function thrown(fn) {
  try {
    return { value: await fn() };
  } catch (error) {
    return { name: error.name, message: error.message, type: error instanceof TypeError };
  }
}

/** The result of `fn()`, or "hangs" after 500 ms. */
function settles(fn) {
  const late = new Promise((resolve) => setTimeout(resolve, 500, "hangs"));
  return Promise.race([fn(), late]);
}

async function inflated(format, readable) {
  return new Response(readable.pipeThrough(new DecompressionStream(format))).text();
}

const CRLF = [
  "--b",
  'Content-Disposition: form-data; name="a"',
  "",
  "1",
  "--b",
  'Content-Disposition: form-data; name="f"; filename="f.txt"',
  "Content-Type: text/plain",
  "",
  "two",
  "--b--",
  "",
].join("\r\n");

const BODIES = {
  whole: ["multipart/form-data; boundary=b", CRLF],
  "line feeds only": ["multipart/form-data; boundary=b", CRLF.replaceAll("\r", "")],
  "no boundary": ["multipart/form-data", CRLF],
  "another boundary": ["multipart/form-data; boundary=c", CRLF],
  "no end": ["multipart/form-data; boundary=b", CRLF.slice(0, CRLF.indexOf("--b--"))],
  "no name": ["multipart/form-data; boundary=b", CRLF.replace('; name="a"', "")],
  "no disposition": [
    "multipart/form-data; boundary=b",
    CRLF.replace('Content-Disposition: form-data; name="a"', "X: y"),
  ],
  empty: ["multipart/form-data; boundary=b", ""],
  "a quoted boundary": ['multipart/form-data; boundary="b"', CRLF],
  "a transfer encoding": [
    "multipart/form-data; boundary=b",
    CRLF.replace("text/plain", "text/plain\r\nContent-Transfer-Encoding: base64"),
  ],
  "text before the first boundary": ["multipart/form-data; boundary=b", `before\r\n${CRLF}`],
  "text after a boundary": ["multipart/form-data; boundary=b", CRLF.replace("--b\r\n", "--bx\r\n")],
  "no end of the headers": [
    "multipart/form-data; boundary=b",
    '--b\r\nContent-Disposition: form-data; name="a"\r\n--b--',
  ],
  "a file without a type": [
    "multipart/form-data; boundary=b",
    CRLF.replace("Content-Type: text/plain\r\n", ""),
  ],
  "a field with a type": [
    "multipart/form-data; boundary=b",
    CRLF.replace('name="a"', 'name="a"\r\nContent-Type: text/html'),
  ],
  "an escaped name": ["multipart/form-data; boundary=b", CRLF.replace('"a"', '"a%22%0D%0A\\"b"')],
  "a name without quotes": ["multipart/form-data; boundary=b", CRLF.replace('"a"', "a")],
  "another case": [
    "multipart/form-data; boundary=b",
    CRLF.replace("Content-Disposition: form-data", "content-disposition:FORM-DATA"),
  ],
  "another disposition": [
    "multipart/form-data; boundary=b",
    CRLF.replace("form-data;", "attachment;"),
  ],
  "an empty file name": ["multipart/form-data; boundary=b", CRLF.replace("f.txt", "")],
  "a file name in UTF-8": [
    "multipart/form-data; boundary=b",
    CRLF.replace("f.txt", "ü\u20ac.txt").replace("two", "zwöi"),
  ],
  "another file name": [
    "multipart/form-data; boundary=b",
    CRLF.replace('filename="f.txt"', "filename*=UTF-8''a%20b"),
  ],
  "no parts": ["multipart/form-data; boundary=b", "--b--"],
  "no parts, and a line": ["multipart/form-data; boundary=b", "--b--\r\n"],
  "the boundary in a value": ["multipart/form-data; boundary=b", CRLF.replace("two", "x--bx")],
  "text after the end": ["multipart/form-data; boundary=b", `${CRLF}after`],
  "an empty value": ["multipart/form-data; boundary=b", CRLF.replace("\r\n1\r\n", "\r\n\r\n")],
  "an empty boundary": ['multipart/form-data; boundary=""', CRLF],
  "a type in capitals": ["Multipart/Form-Data; Boundary=b", CRLF],
  "the URL's form": ["application/x-www-form-urlencoded", "a=1&b=%20+"],
  "another type": ["text/plain", "a=1"],
};

async function form(type, body, make) {
  const data = await make(type, body).formData();
  const entries = [];
  for (const [name, value] of data) {
    entries.push(
      typeof value === "string"
        ? [name, value]
        : [name, value.name, value.type, await value.text()],
    );
  }
  return entries;
}

const response = (type, body) => new Response(body, { headers: { "Content-Type": type } });
const request = (type, body) =>
  new Request("https://tabd.test/", { method: "POST", body, headers: { "Content-Type": type } });

/** A byte source that fills the given buffer. */
function filling(options = {}) {
  let pulls = 0;
  return new ReadableStream({
    type: "bytes",
    ...options,
    pull(controller) {
      const { byobRequest } = controller;
      if (pulls++ === 2) {
        controller.close();
        byobRequest?.respond(0);
        return;
      }
      byobRequest.view[0] = 64 + pulls;
      byobRequest.respond(1);
    },
  });
}

export const scenarios = {
  "compression: writes settle before anything is read": once(async () => {
    const outcomes = {};
    for (const format of ["gzip", "deflate", "deflate-raw"]) {
      const { readable, writable } = new CompressionStream(format);
      const writer = writable.getWriter();
      outcomes[format] = await settles(async () => {
        await writer.write(encoder.encode("one "));
        await writer.write(encoder.encode("two"));
        await writer.close();
        return inflated(format, readable);
      });
    }
    return outcomes;
  }),
  "compression: decompression, before anything is read": once(async () => {
    const packed = await new Response(
      new Blob(["hello"]).stream().pipeThrough(new CompressionStream("gzip")),
    ).arrayBuffer();
    const { readable, writable } = new DecompressionStream("gzip");
    const writer = writable.getWriter();
    return settles(async () => {
      await writer.write(packed);
      await writer.close();
      return new Response(readable).text();
    });
  }),
  "compression: data that is not valid": once(async () => {
    const packed = new Uint8Array(
      await new Response(
        new Blob(["hello"]).stream().pipeThrough(new CompressionStream("gzip")),
      ).arrayBuffer(),
    );
    const read = (bytes) =>
      thrown(() =>
        new Response(
          new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")),
        ).text(),
      );
    return {
      invalid: await read(encoder.encode("not packed")),
      truncated: await read(packed.subarray(0, -4)),
    };
  }),
  "compression: chunks that are not bytes": once(async () => {
    const outcomes = {};
    for (const [name, chunk] of Object.entries({ text: "a", number: 1 })) {
      const { readable, writable } = new CompressionStream("gzip");
      const writer = writable.getWriter();
      writer.closed.catch(() => undefined);
      readable.cancel().catch(() => undefined);
      outcomes[name] = await thrown(() => writer.write(chunk));
    }
    return outcomes;
  }),
  "compression: names": once(async () => [
    Object.prototype.toString.call(new CompressionStream("gzip")),
    new CompressionStream("gzip") instanceof TransformStream,
    await thrown(() => new CompressionStream("lzma")),
    await thrown(() => new CompressionStream()),
  ]),
  "byte source: the whole body": once(() => settles(() => new Response(filling()).text())),
  "byte source: the length of the view": once(async () => {
    const sizes = [];
    for (const options of [{}, { autoAllocateChunkSize: 16 }]) {
      const stream = new ReadableStream({
        type: "bytes",
        ...options,
        pull(controller) {
          sizes.push(controller.byobRequest?.view.byteLength ?? null);
          controller.enqueue(encoder.encode("x"));
        },
      });
      await stream.getReader().read();
    }
    return sizes;
  }),
  ...Object.fromEntries(
    Object.entries(BODIES).flatMap(([label, [type, body]]) => [
      [`form: ${label}`, once(() => thrown(() => form(type, body, response)))],
      [`form: ${label}, of a request`, once(() => thrown(() => form(type, body, request)))],
    ]),
  ),
  "WebSocket: URLs that are refused": once(async () => {
    const outcomes = {};
    for (const url of ["nope", "https:", "ftp://a.test", "wss://a.test/#b", "ws:"]) {
      outcomes[url] = await thrown(() => void new WebSocket(url));
    }
    outcomes["a protocol"] = await thrown(() => void new WebSocket("wss://a.test", "a b"));
    outcomes["a protocol twice"] = await thrown(
      () => void new WebSocket("wss://a.test", ["a", "a"]),
    );
    return outcomes;
  }),
  "Event: timeStamp": once(() => [new Event("a").timeStamp, new CustomEvent("b").timeStamp]),
  "Blob: endings": once(async () => {
    const texts = [];
    for (const endings of ["native", "transparent", undefined, "other"]) {
      texts.push(
        await thrown(() => new Blob(["a\r\nb\nc\rd"], { type: "text/plain", endings }).text()),
      );
    }
    texts.push(await thrown(() => new File(["a\r\nb"], "f", { endings: "native" }).text()));
    return texts;
  }),
  "EventSource: shape": once(async () => [
    typeof EventSource,
    Object.getOwnPropertyNames(EventSource.prototype).toSorted(),
    typeof EventSource.from,
    await thrown(() => void new EventSource("nope")),
    await thrown(() => void new EventSource()),
  ]),
  "EventSource: events of a stream": once(async () => {
    const text = ": a comment\nevent: tick\nid: 7\ndata: one\ndata: two\n\ndata:three\r\n\r\n";
    const stream = new Blob([text]).stream();
    const source = EventSource.from(stream);
    const seen = [];
    const add = ({ type, data, lastEventId }) => seen.push([type, data, lastEventId]);
    source.addEventListener("tick", add);
    source.addEventListener("message", add);
    source.addEventListener("error", ({ type }) => seen.push([type]));
    await new Promise((resolve) => setTimeout(resolve, 300));
    return [seen, source.readyState, source.url, source.withCredentials];
  }),
  "request: cf": [
    {
      outside: async () => {
        const made = new Request("https://tabd.test/", { cf: { colo: "X" } });
        return [
          new Request("https://tabd.test/").cf ?? null,
          made.cf ?? null,
          made.clone().cf ?? null,
        ];
      },
    },
  ],
  "module: import.meta": once(async () => [typeof import.meta.url, Object.keys(import.meta)]),
};
