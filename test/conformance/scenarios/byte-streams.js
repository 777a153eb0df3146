/**
 * `IdentityTransformStream` and `FixedLengthStream`, which browsers lack, and
 * `ReadableStream.from()`.
 */

const each = async (t, cases) => {
  const outcomes = {};
  for (const [name, run] of Object.entries(cases)) outcomes[name] = await t.outcome(run);
  return outcomes;
};
const encode = (text) => new TextEncoder().encode(text);
const textOf = (stream) => new Response(stream).text();
const all = async (stream) => {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
};

/** The chunks read from a stream after chunks are written and the writer closes. */
const through =
  (make, ...chunks) =>
  async () => {
    const { readable, writable } = make();
    const writer = writable.getWriter();
    for (const chunk of chunks) void writer.write(chunk).catch(() => undefined);
    void writer.close().catch(() => undefined);
    return textOf(readable);
  };
const identity = () => new IdentityTransformStream();
const fixed = (length) => () => new FixedLengthStream(length);

export const scenarios = {
  "identity: chunks": (ctx, t) =>
    each(t, {
      bytes: through(identity, encode("a"), encode("bc")),
      text: through(identity, "é"),
      buffer: through(identity, encode("abc").buffer),
      view: through(identity, new DataView(encode("abc").buffer, 1)),
      "two bytes each": through(identity, Uint16Array.of(0x4142)),
      "no bytes": through(identity, encode(""), encode("a")),
      nothing: through(identity),
      undefined: through(identity, undefined),
      number: () => identity().writable.getWriter().write(5),
      null: () => identity().writable.getWriter().write(null),
    }),
  "identity: shapes": () => [
    identity() instanceof TransformStream,
    String(identity()),
    identity().readable instanceof ReadableStream,
    identity().writable.getWriter().desiredSize,
    new IdentityTransformStream({ highWaterMark: 10 }).writable.getWriter().desiredSize,
  ],
  "identity: a write waits for its reader": async (ctx, t) => {
    const { readable, writable } = identity();
    const log = [];
    void writable
      .getWriter()
      .write(encode("a"))
      .then(() => log.push("written"));
    await t.wait(10);
    log.push("read");
    const { value } = await readable.getReader().read();
    await t.wait(10);
    return [log, value];
  },
  "identity: reads into a buffer of the reader": async () => {
    const { readable, writable } = identity();
    const writer = writable.getWriter();
    void writer.write(encode("abcdef"));
    void writer.close();
    const reader = readable.getReader({ mode: "byob" });
    const reads = [];
    for (let n = 0; n < 3; n++) reads.push(await reader.read(new Uint8Array(4)));
    return reads;
  },
  "identity: readAtLeast()": async () => {
    const { readable, writable } = identity();
    const writer = writable.getWriter();
    void writer.write(encode("abc"));
    void writer.write(encode("def"));
    void writer.close();
    const reader = readable.getReader({ mode: "byob" });
    const first = await reader.readAtLeast(5, new Uint8Array(8));
    return [first, await reader.readAtLeast(5, new Uint8Array(8))];
  },
  "identity: ends that fail": (ctx, t) =>
    each(t, {
      "aborted with an error": async () => {
        const { readable, writable } = identity();
        void writable.abort(new RangeError("why"));
        return textOf(readable);
      },
      "aborted with a text": async () => {
        const { readable, writable } = identity();
        void writable.abort("why");
        return textOf(readable);
      },
      cancelled: async () => {
        const { readable, writable } = identity();
        const written = writable.getWriter().write(encode("a"));
        written.catch(() => undefined);
        await readable.cancel(new RangeError("enough"));
        return written;
      },
    }),
  "identity: pipes and tees": async () => {
    const piped = identity();
    void new Response("piped").body.pipeTo(piped.writable);
    const [left, right] = new Response("teed").body.pipeThrough(identity()).tee();
    return [await textOf(piped.readable), await textOf(left), await all(right)];
  },
  "fixed: lengths": (ctx, t) =>
    each(t, {
      right: through(fixed(3), encode("a"), encode("bc")),
      bigint: through(fixed(3n), encode("abc")),
      zero: through(fixed(0)),
      "too few": through(fixed(3), encode("a")),
      "too many": through(fixed(3), encode("ab"), encode("cd")),
      "by a pipe": () => textOf(new Response("ab").body.pipeThrough(fixed(2)())),
      "too many by a pipe": () => textOf(new Response("abc").body.pipeThrough(fixed(2)())),
      "what writes say": async () => {
        const { readable, writable } = fixed(2)();
        const writer = writable.getWriter();
        const text = t.outcome(() => textOf(readable));
        return [
          await t.outcome(() => writer.write(encode("ab"))),
          await t.outcome(() => writer.write(encode("c"))),
          await t.outcome(() => writer.close()),
          await text,
        ];
      },
    }),
  "fixed: valid and invalid lengths": (ctx, t) => {
    const made = (length) => () => String(new FixedLengthStream(length));
    return each(t, {
      nothing: () => new FixedLengthStream(),
      fraction: made(1.5),
      text: made("5"),
      "no number": made("x"),
      NaN: made(NaN),
      Infinity: made(Infinity),
      negative: made(-1),
      "negative bigint": made(-1n),
      object: made({}),
      boolean: made(true),
      "too large": made(1e300),
      "too large a bigint": made(2n ** 64n),
    });
  },
  "from: iterators that answer with no object": (ctx, t) => {
    const begun = (iterator) => () =>
      ReadableStream.from({ [Symbol.asyncIterator]: () => iterator });
    const read = (next) => () => all(begun({ next })());
    const left = (methods) => async () => {
      const reader = begun({
        next: async () => ({ done: false, value: 1 }),
        ...methods,
      })().getReader();
      await reader.read();
      return reader.cancel("enough");
    };
    return each(t, {
      "no iterator": begun(5),
      "no iterator, of values": () => ReadableStream.from({ [Symbol.iterator]: () => "a" }),
      "next()": read(() => 5),
      "the promise of next()": read(async () => "a"),
      "return()": left({ return: () => undefined }),
      "the promise of return()": left({ return: async () => undefined }),
      "no return()": left({}),
    });
  },
  "from: iterables": (ctx, t) =>
    each(t, {
      array: () => all(ReadableStream.from(["a", 1])),
      promises: () => all(ReadableStream.from([Promise.resolve(1)])),
      text: () => all(ReadableStream.from("ab")),
      generator: () =>
        all(
          ReadableStream.from(
            (async function* () {
              yield 1;
              yield 2;
            })(),
          ),
        ),
      stream: () => all(ReadableStream.from(new Response("a").body)),
      "one that throws": () =>
        all(
          ReadableStream.from(
            (function* () {
              yield 1;
              throw new RangeError("no more");
            })(),
          ),
        ),
      "one that is left": async () => {
        let left = false;
        const items = (function* () {
          try {
            yield 1;
            yield 2;
          } finally {
            left = true;
          }
        })();
        for await (const item of ReadableStream.from(items)) if (item === 1) break;
        return left;
      },
      number: () => ReadableStream.from(5),
      null: () => ReadableStream.from(null),
    }),
};
