/** Response bodies that are still open, and the lifetime of the objects that write them. */

/** Reads a stream as text, chunk by chunk, and then its end or error. */
async function readOn(reader, pieces) {
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return "done";
      pieces.push(new TextDecoder().decode(value));
    }
  } catch (error) {
    return error;
  }
}

/** Responds with a stream whose writable end stays with the instance. */
function answer(ctx, t) {
  const { readable, writable } = new TransformStream();
  t.writer = writable.getWriter();
  t.write = (text) => t.writer.write(new TextEncoder().encode(text));
  void t.write("first ").catch(() => undefined);
  return new Response(readable);
}

const calls = {
  mark: (ctx, t) => {
    t.marked = true;
  },
  marked: (ctx, t) => t.marked === true,
  write: async (ctx, t, text) => {
    if (t.write === undefined) return "another instance";
    await t.write(text);
    return "written";
  },
  close: (ctx, t) => void t.writer.close().catch(() => undefined),
  abort: (ctx) => ctx.abort("aborted by the scenario"),
};

/** Starts to read the response. */
async function begin(t, path = "http://scenario/raw") {
  const response = await t.stub().fetch(path);
  const reader = response.body.getReader();
  const pieces = [];
  const end = readOn(reader, pieces);
  await t.until(() => pieces.length > 0);
  return { reader, pieces, end };
}

export const options = { together: { rate: 1 } };

export const scenarios = {
  "body: the object is kept while its body is read": {
    fetch: answer,
    calls,
    steps: [
      {
        outside: async (stub, t) => {
          const { pieces, end } = await begin(t);
          await t.wait(12_000);
          const written = await t.call(stub, "write", "second");
          await t.call(stub, "close");
          return [written, await end, pieces.join("")];
        },
      },
    ],
  },

  "body: the object can be evicted after the body's end": {
    fetch: answer,
    calls,
    steps: [
      {
        outside: async (stub, t) => {
          await t.call(stub, "mark");
          const { end } = await begin(t);
          await t.call(stub, "close");
          await end;
          await t.wait(12_000);
          return t.call(stub, "marked");
        },
      },
    ],
  },

  "body: the object can be evicted after the reader cancels": {
    fetch: answer,
    calls,
    steps: [
      {
        outside: async (stub, t) => {
          await t.call(stub, "mark");
          const { reader, end } = await begin(t);
          await reader.cancel("enough");
          await end;
          await t.wait(12_000);
          return t.call(stub, "marked");
        },
      },
    ],
  },

  "body: a short body that is not read": {
    fetch: () => new Response("short"),
    calls,
    steps: [
      {
        outside: async (stub, t) => {
          await t.call(stub, "mark");
          const response = await stub.fetch("http://scenario/raw");
          await t.wait(12_000);
          return [await t.call(t.stub(), "marked"), await response.text()];
        },
      },
    ],
  },

  "body: its object is aborted": {
    fetch: answer,
    calls,
    steps: [
      {
        outside: async (stub, t) => {
          const { pieces, end } = await begin(t);
          const aborted = await t.outcome(() => t.call(stub, "abort"));
          return [aborted, await end, pieces.join("")];
        },
      },
    ],
  },

  "body: a body that fails": {
    fetch: (ctx, t) => {
      const response = answer(ctx, t);
      t.journal.push(t);
      return response;
    },
    calls: { ...calls, fail: (ctx, t) => t.writer.abort(new RangeError("failed")) },
    steps: [
      {
        outside: async (stub, t) => {
          const { pieces, end } = await begin(t);
          await t.call(stub, "fail");
          return [await end, pieces.join("")];
        },
      },
    ],
  },
};
