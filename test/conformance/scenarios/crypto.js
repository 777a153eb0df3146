/** Parts of workerd's `crypto` that browsers lack. */

const each = async (t, cases) => {
  const outcomes = {};
  for (const [name, run] of Object.entries(cases)) outcomes[name] = await t.outcome(run);
  return outcomes;
};
const encode = (text) => new TextEncoder().encode(text);
const digest =
  (algorithm, ...chunks) =>
  async () => {
    const stream = new crypto.DigestStream(algorithm);
    const writer = stream.getWriter();
    for (const chunk of chunks) await writer.write(chunk);
    const written = stream.bytesWritten;
    await writer.close();
    return [await stream.digest, written];
  };
const equal =
  (...buffers) =>
  () =>
    crypto.subtle.timingSafeEqual(...buffers);

export const scenarios = {
  "digest(): MD5 and others": (ctx, t) =>
    each(t, {
      MD5: () => crypto.subtle.digest("MD5", encode("ab")),
      "by its name": () => crypto.subtle.digest({ name: "md5" }, new DataView(encode("ab").buffer)),
      "SHA-256": () => crypto.subtle.digest("SHA-256", encode("ab").buffer),
      unknown: () => crypto.subtle.digest("SHA-3", encode("ab")),
      text: () => crypto.subtle.digest("SHA-256", "ab"),
      "no data": () => crypto.subtle.digest("MD5"),
    }),
  "DigestStream: algorithms": (ctx, t) =>
    each(t, {
      MD5: digest("MD5", encode("ab")),
      "SHA-1": digest("SHA-1", encode("a"), encode("b").buffer),
      "SHA-256": digest({ name: "sha-256" }, "é"),
      "SHA-384": digest("SHA-384"),
      "SHA-512": digest("SHA-512", new DataView(encode("abc").buffer, 1)),
      unknown: digest("SHA-3"),
      "no name": digest({}),
      nothing: () => new crypto.DigestStream(),
    }),
  "DigestStream: shapes": () => {
    const stream = new crypto.DigestStream("MD5");
    return [
      stream instanceof WritableStream,
      String(stream),
      stream.constructor.name,
      stream.bytesWritten,
      stream.digest instanceof Promise,
      stream.digest === stream.digest,
    ];
  },
  "DigestStream: at the end of a pipe": async () => {
    const stream = new crypto.DigestStream("SHA-256");
    const digested = stream.digest;
    await new Response("hello").body.pipeTo(stream);
    return digested;
  },
  "DigestStream: invalid chunks": async (ctx, t) => {
    const writer = new crypto.DigestStream("MD5").getWriter();
    return t.outcome(() => writer.write(5));
  },
  "DigestStream: aborted": (ctx, t) => {
    const stream = new crypto.DigestStream("MD5");
    void stream.abort(new RangeError("no more"));
    return t.outcome(() => stream.digest);
  },
  "timingSafeEqual(): buffers": (ctx, t) =>
    each(t, {
      equal: equal(encode("ab"), encode("ab").buffer),
      different: equal(encode("ab"), encode("ac")),
      "of other types": equal(Uint16Array.of(1), Uint8Array.of(1, 0)),
      empty: equal(new Uint8Array(), new ArrayBuffer()),
      "not equally long": equal(encode("abc"), encode("ab")),
      texts: equal("a", "a"),
      "a text": equal(encode("a"), "a"),
      one: equal(encode("a")),
    }),
};
