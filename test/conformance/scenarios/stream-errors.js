/** A stream that fails halfway: the errors that its reader or writer gets. */

const encoder = new TextEncoder();

const THROWN = {
  "an error": () => Object.assign(new RangeError("no"), { own: 1 }),
  "an error that is overloaded": () => Object.assign(new Error("busy"), { overloaded: true }),
  "an error that is retryable": () => Object.assign(new Error("lost"), { retryable: true }),
  "an exception": () => new DOMException("stopped", "AbortError"),
  text: () => "just text",
  nothing: () => undefined,
  "an object": () => ({ a: 1 }),
};

/** Ways to end the object while its stream is read. */
const ENDS = {
  "abort()": (ctx) => ctx.abort("aborted"),
  "abort() with an error": (ctx) => ctx.abort(Object.assign(new RangeError("why"), { own: 1 })),
  "abort() with an error that is retryable": (ctx) =>
    ctx.abort(Object.assign(new Error("why"), { retryable: true })),
  "abort() without a reason": (ctx) => ctx.abort(),
  "a broken constraint": async (ctx, wait) => {
    ctx.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS parent (id PRIMARY KEY);
       CREATE TABLE child (parent REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
       INSERT INTO child VALUES (1);`,
    );
    await wait(300);
  },
};

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends some bytes, then stalls. */
function failing(kind, ctx) {
  let pulls = 0;
  return new ReadableStream({
    async pull(controller) {
      if (pulls++ === 0) return controller.enqueue(encoder.encode("first"));
      await wait(50);
      if (kind in THROWN) return controller.error(THROWN[kind]());
      await ENDS[kind](ctx, wait);
      await wait(500);
      controller.close();
    },
  });
}

const kept = {};

export const classes = ({ DurableObject }) => {
  class Streams extends DurableObject {
    fetch(request) {
      const kind = decodeURIComponent(new URL(request.url).pathname.slice(1));
      return new Response(failing(kind, this.ctx));
    }
    stream(kind) {
      return failing(kind, this.ctx);
    }
    nested(kind) {
      return { a: [failing(kind, this.ctx)] };
    }
    response(kind) {
      return new Response(failing(kind, this.ctx));
    }
    read(stream) {
      return kept.read(async () => stream);
    }
    async readRequest(request) {
      return kept.read(async () => request.body);
    }
    readOther(way, kind) {
      const other = this.env.STREAMS.getByName(`other ${this.ctx.id.name}`);
      return kept.read(() => ways[way](other, kind));
    }
    sink(when) {
      const fail = (at) => {
        if (at === when) throw THROWN["an error"]();
      };
      const { ctx } = this;
      return new WritableStream({
        write: () => (when === "ctx" ? ctx.abort("aborted by the sink") : fail("write")),
        close: () => fail("close"),
        abort: () => fail("abort"),
      });
    }
  }
  return { Streams };
};

export const options = {
  exports: ["Streams"],
  durableObjectNamespaces: [{ className: "Streams", uniqueKey: "streams", enableSql: true }],
  bindings: { STREAMS: { durableObjectNamespace: "Streams" } },
};

const ways = {
  "the body of a response": async (stub, kind) =>
    (await stub.fetch(`http://scenario/${encodeURIComponent(kind)}`)).body,
  "a result": (stub, kind) => stub.stream(kind),
  "in a result": async (stub, kind) => (await stub.nested(kind)).a[0],
  "the body of a response over RPC": async (stub, kind) => (await stub.response(kind)).body,
};

/** The chunks of a stream, and how it ends. */
async function read(open, describe) {
  const pieces = [];
  try {
    const reader = (await open()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { pieces, end: "done" };
      pieces.push(new TextDecoder().decode(value));
    }
  } catch (error) {
    return { pieces, end: describe(error) };
  }
}

const outside = (ask) => [
  {
    outside: (_stub, t) => {
      kept.read = (open) => read(open, t.describe);
      return ask(t, (name) => t.env.STREAMS.getByName(name));
    },
  },
];

const scenarios = {};
for (const [way, open] of Object.entries(ways)) {
  for (const kind of [...Object.keys(THROWN), ...Object.keys(ENDS)]) {
    scenarios[`stream: ${way} fails: ${kind}`] = outside(async (t, object) => ({
      "the worker reads": await kept.read(() => open(object(`${way} ${kind}`), kind)),
      "an object reads": await object(`reads ${way} ${kind}`).readOther(way, kind),
    }));
  }
}
for (const kind of Object.keys(THROWN)) {
  scenarios[`stream: an argument fails: ${kind}`] = outside(async (t, object) => ({
    stream: await t.outcome(async () => object("reader").read(failing(kind))),
    "a request's body": await t.outcome(async () =>
      object("reader").readRequest(
        new Request("http://scenario/", { method: "POST", body: failing(kind) }),
      ),
    ),
  }));
}
for (const when of ["write", "close", "ctx"]) {
  const open = async (t, object, name) => {
    const writer = (await object(`${name} ${when}`).sink(when)).getWriter();
    return { writer, write: await t.outcome(() => writer.write(encoder.encode("a"))) };
  };
  scenarios[`stream: a sink fails: ${when}`] = outside(async (t, object) => {
    const { writer, write } = await open(t, object, "sink");
    const close = when === "close" ? await t.outcome(() => writer.close()) : "not asked";
    return { write, close, closed: await t.outcome(() => writer.closed) };
  });
  scenarios[`stream: after a sink has failed: ${when}`] = outside(async (t, object) => {
    const { writer } = await open(t, object, "after");
    await wait(100);
    if (when === "close") await t.outcome(() => writer.close());
    return {
      write: await t.outcome(() => writer.write(encoder.encode("b"))),
      close: await t.outcome(() => writer.close()),
    };
  });
}
scenarios["stream: a sink fails: abort"] = outside(async (t, object) => {
  const writer = (await object("sink abort").sink("abort")).getWriter();
  await writer.write(encoder.encode("a"));
  return {
    abort: await t.outcome(async () => writer.abort(new TypeError("enough"))),
    closed: await t.outcome(async () => writer.closed),
  };
});

export { scenarios };
