// @ts-nocheck -- runs unchanged in workerd too
/** More of Node's modules under `nodejs_compat`. */

export const options = { compatibilityFlags: ["nodejs_compat"] };

const load = async (specifier) => (await import(/* @vite-ignore */ specifier)).default;
const once = (ask) => async (ctx, t) => ask(t);

async function thrown(fn) {
  try {
    return { value: await fn() };
  } catch (error) {
    return { name: error.name, code: error.code };
  }
}

const hex = (bytes) => Buffer.from(bytes).toString("hex");
/** Calls `fn(...args, callback)`. */
const called = (fn, ...args) =>
  new Promise((resolve, reject) => {
    fn(...args, (error, value) => (error ? reject(error) : resolve(value)));
  });

/** The names that code imports from each module. */
const NAMES = {
  path: "basename default delimiter dirname extname format isAbsolute join matchesGlob normalize parse posix relative resolve sep toNamespacedPath win32",
  "path/posix":
    "basename default delimiter dirname extname format isAbsolute join matchesGlob normalize parse posix relative resolve sep toNamespacedPath win32",
  "path/win32":
    "basename default delimiter dirname extname format isAbsolute join matchesGlob normalize parse posix relative resolve sep toNamespacedPath win32",
  querystring: "decode default encode escape parse stringify unescape unescapeBuffer",
  string_decoder: "StringDecoder default",
  url: "URL URLSearchParams Url default domainToASCII domainToUnicode fileURLToPath format parse pathToFileURL resolve resolveObject toPathIfFileURL urlToHttpOptions",
  timers:
    "Timeout active clearImmediate clearInterval clearTimeout default enroll promises setImmediate setInterval setTimeout unenroll",
  "timers/promises": "default scheduler setImmediate setInterval setTimeout",
  stream:
    "Duplex PassThrough Readable Stream Transform Writable _isArrayBufferView _isUint8Array _uint8ArrayToBuffer addAbortSignal compose default destroy duplexPair finished getDefaultHighWaterMark isDestroyed isDisturbed isErrored isReadable isWritable pipeline promises setDefaultHighWaterMark",
  "stream/promises": "default finished pipeline promises",
  "stream/web":
    "ByteLengthQueuingStrategy CompressionStream CountQueuingStrategy DecompressionStream ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader TextDecoderStream TextEncoderStream TransformStream TransformStreamDefaultController WritableStream WritableStreamDefaultController WritableStreamDefaultWriter default",
  "stream/consumers": "arrayBuffer blob buffer default json text",
  diagnostics_channel:
    "Channel TracingChannel channel default hasSubscribers subscribe tracingChannel unsubscribe",
  perf_hooks:
    "Performance PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming constants createHistogram default eventLoopUtilization monitorEventLoopDelay performance timerify",
  crypto:
    "Certificate Cipher Cipheriv CryptoKey Decipher Decipheriv DiffieHellman DiffieHellmanGroup ECDH Hash Hmac KeyObject PrivateKeyObject PublicKeyObject SecretKeyObject Sign Verify X509Certificate checkPrime checkPrimeSync constants createCipher createCipheriv createDecipher createDecipheriv createDiffieHellman createDiffieHellmanGroup createECDH createHash createHmac createPrivateKey createPublicKey createSecretKey createSign createVerify default diffieHellman fips generateKey generateKeyPair generateKeyPairSync generateKeySync generatePrime generatePrimeSync getCipherInfo getCiphers getCurves getDiffieHellman getFips getHashes getRandomValues hash hkdf hkdfSync pbkdf2 pbkdf2Sync privateDecrypt privateEncrypt pseudoRandomBytes publicDecrypt publicEncrypt randomBytes randomFill randomFillSync randomInt randomUUID scrypt scryptSync secureHeapUsed setEngine setFips sign subtle timingSafeEqual verify webcrypto",
  zlib: "BrotliCompress BrotliDecompress DEFLATE DEFLATERAW Deflate DeflateRaw GUNZIP GZIP Gunzip Gzip INFLATE INFLATERAW Inflate InflateRaw UNZIP Unzip ZLIB_VERNUM Z_BEST_COMPRESSION Z_BEST_SPEED Z_BLOCK Z_BUF_ERROR Z_DATA_ERROR Z_DEFAULT_CHUNK Z_DEFAULT_COMPRESSION Z_DEFAULT_LEVEL Z_DEFAULT_MEMLEVEL Z_DEFAULT_STRATEGY Z_DEFAULT_WINDOWBITS Z_ERRNO Z_FILTERED Z_FINISH Z_FIXED Z_FULL_FLUSH Z_HUFFMAN_ONLY Z_MAX_CHUNK Z_MAX_LEVEL Z_MAX_MEMLEVEL Z_MAX_WINDOWBITS Z_MEM_ERROR Z_MIN_CHUNK Z_MIN_LEVEL Z_MIN_MEMLEVEL Z_MIN_WINDOWBITS Z_NEED_DICT Z_NO_COMPRESSION Z_NO_FLUSH Z_OK Z_PARTIAL_FLUSH Z_RLE Z_STREAM_END Z_STREAM_ERROR Z_SYNC_FLUSH Z_VERSION_ERROR brotliCompress brotliCompressSync brotliDecompress brotliDecompressSync codes constants crc32 createBrotliCompress createBrotliDecompress createDeflate createDeflateRaw createGunzip createGzip createInflate createInflateRaw createUnzip createZstdCompress createZstdDecompress default deflate deflateRaw deflateRawSync deflateSync gunzip gunzipSync gzip gzipSync inflate inflateRaw inflateRawSync inflateSync unzip unzipSync zstdCompress zstdCompressSync zstdDecompress zstdDecompressSync",
  punycode: "decode default encode toASCII toUnicode ucs2 version",
  constants: "E2BIG SIGINT O_RDONLY default",
  os: "EOL arch availableParallelism constants cpus default devNull endianness freemem getPriority homedir hostname loadavg machine networkInterfaces platform release setPriority tmpdir totalmem type uptime userInfo version",
};
const MODULES = Object.keys(NAMES);

/** Further modules, whose functions need not work. */
const UNUSED = (
  "console domain sys test trace_events _http_agent _http_client _http_common _http_incoming " +
  "_http_outgoing _http_server _stream_duplex _stream_passthrough _stream_readable " +
  "_stream_transform _stream_writable _tls_common _tls_wrap"
).split(" ");

export const scenarios = {
  "exports: missing names": once(async () => {
    const names = {};
    for (const name of MODULES) {
      const found = new Set(Object.keys(await import(/* @vite-ignore */ `node:${name}`)));
      names[name] = NAMES[name].split(" ").filter((one) => !found.has(one));
    }
    return names;
  }),
  "more: modules that code imports without using them": once(async () => {
    const kinds = {};
    for (const name of UNUSED) {
      kinds[name] = typeof (await load(`node:${name}`));
    }
    return kinds;
  }),
  "more: streams to and from the web": once(async () => {
    const { Readable, Writable, Duplex } = await load("node:stream");
    const read = async (chunks) => {
      const texts = [];
      for await (const chunk of chunks) texts.push(String(chunk));
      return texts;
    };
    const written = [];
    const sink = () =>
      new Writable({
        write(chunk, encoding, done) {
          written.push(String(chunk));
          done();
        },
      });
    const writer = Writable.toWeb(sink()).getWriter();
    await writer.write("a");
    await writer.close();
    const node = Writable.fromWeb(
      new WritableStream({ write: (chunk) => void written.push(String(chunk)) }),
    );
    await new Promise((resolve) => node.end("b", resolve));
    const failing = Readable.toWeb(
      new Readable({
        read() {
          this.destroy(new RangeError("no more"));
        },
      }),
    );
    const source = Readable.from(["a", "b"]);
    await Readable.toWeb(source).cancel();
    const pair = new TransformStream();
    const duplex = Duplex.fromWeb(pair);
    duplex.end("c");
    return [
      await read(Readable.toWeb(Readable.from(["a", "b"]))),
      await new Response(Readable.toWeb(Readable.from([Buffer.from("ab")]))).text(),
      await read(Readable.fromWeb(new Response("ab").body)),
      await thrown(() => failing.getReader().read()),
      source.destroyed,
      await read(duplex),
      written,
    ];
  }),
  "zlib: at once": once(async () => {
    const zlib = await load("node:zlib");
    const given = "ab".repeat(1000);
    const both = (name, back, options) => String(zlib[back](zlib[name](given, options))) === given;
    const failed = async (fn) => {
      try {
        return await fn();
      } catch (error) {
        return [error.name, error.message];
      }
    };
    const file = zlib.gzipSync("hello");
    const damaged = (bytes, at) =>
      bytes.map((byte, index) => (index === bytes.length - at ? byte ^ 1 : byte));
    return [
      both("gzipSync", "gunzipSync"),
      both("gzipSync", "unzipSync", { level: 9 }),
      both("deflateSync", "inflateSync", { level: -1 }),
      both("deflateSync", "unzipSync"),
      both("deflateRawSync", "inflateRawSync", { level: 0 }),
      hex(zlib.deflateRawSync("hello")),
      Buffer.isBuffer(zlib.gunzipSync(zlib.gzipSync(new Uint8Array(3)))),
      await failed(() => zlib.gunzipSync(Buffer.from("hello"))),
      await failed(() => zlib.inflateSync(Buffer.from("hello"))),
      await failed(() => zlib.gunzipSync(file.subarray(0, 14))),
      await failed(() => zlib.inflateSync(new Uint8Array())),
      await failed(() => zlib.gunzipSync(damaged(file, 8))),
      await failed(() => zlib.inflateSync(damaged(zlib.deflateSync("hello"), 1))),
      String(zlib.gunzipSync(Buffer.concat([file, zlib.gzipSync(" there")]))),
      await failed(() => zlib.inflateSync(zlib.deflateSync(given), { maxOutputLength: 10 })),
      zlib.codes,
    ];
  }),
  "diagnostics_channel: stores and traces": once(async () => {
    const { channel, tracingChannel } = await load("node:diagnostics_channel");
    const { AsyncLocalStorage } = await load("node:async_hooks");
    const stored = channel("stored");
    const store = new AsyncLocalStorage();
    stored.bindStore(store, ({ value }) => value);
    const inside = stored.runStores({ value: 3 }, (more) => store.getStore() + more, undefined, 4);
    const steps = [];
    const note = (step) => (message) =>
      steps.push(`${step} ${message.result} ${message.error?.message}`);
    const traced = tracingChannel("traced");
    const handlers = Object.fromEntries(
      ["start", "end", "asyncStart", "asyncEnd", "error"].map((step) => [step, note(step)]),
    );
    traced.subscribe(handlers);
    const fail = () => {
      throw new RangeError("no");
    };
    const values = [
      traced.traceSync((a) => a + 1, {}, undefined, 1),
      await thrown(() => traced.traceSync(fail, {})),
      await traced.tracePromise(async () => 5, {}),
      await thrown(() => traced.tracePromise(async () => fail(), {})),
      await new Promise((resolve) => {
        traced.traceCallback(
          (value, done) => done(null, value),
          1,
          {},
          undefined,
          6,
          (_, value) => resolve(value),
        );
      }),
    ];
    traced.unsubscribe(handlers);
    traced.traceSync(() => 1);
    stored.unbindStore(store);
    return {
      inside,
      steps,
      values,
      unbound: stored.runStores({ value: 3 }, () => store.getStore()),
    };
  }),
  "more: small functions": once(async (t) => {
    const [util, types, events, perf, crypto] = await Promise.all(
      ["util", "util/types", "events", "perf_hooks", "crypto"].map((name) => load(`node:${name}`)),
    );
    const controller = util.transferableAbortController();
    const aborted = util.aborted(controller.signal, {});
    controller.abort();
    const bytes = Buffer.alloc(8, 1);
    const key = await crypto.subtle.importKey(
      "raw",
      bytes,
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign"],
    );
    return [
      ["isExternal", "isFloat16Array", "isKeyObject", "isModuleNamespaceObject", "isProxy"].map(
        (name) => [types[name]({}), util.types[name](5)],
      ),
      [types.isCryptoKey(key), types.isCryptoKey({})],
      types.isModuleNamespaceObject(await import(/* @vite-ignore */ "node:util")),
      util.styleText("red", "a"),
      Array.isArray(util.getCallSites()),
      (await aborted)?.type,
      events.getEventListeners(new EventTarget(), "a"),
      perf.eventLoopUtilization(),
      perf.timerify((a) => a + 1)(1),
      crypto.createHash("RSA-SHA256").update("a").digest("hex"),
      [bytes.readBigUint64LE(0), Buffer.from("hello").utf8Slice(1, 3)],
      [bytes.hexWrite("ffee", 1, 2), bytes.hexSlice(0, 4)],
    ];
  }),
  path: once(async () => {
    const path = await load("node:path");
    return [
      path.join("/a", "../b", "./c.txt"),
      path.resolve("/a/b", "../c"),
      path.resolve("x"),
      path.relative("/a/b/c", "/a/d"),
      path.parse("/home/x/file.tar.gz"),
      path.format({ dir: "/a", base: "b" }),
      path.normalize("/a//b/../c/."),
      path.extname("a.b.c"),
      path.basename("/a/b.js", ".js"),
      path.isAbsolute("/a"),
      path.sep,
      path.posix.join("a", "b"),
    ];
  }),
  "path: an argument that is not a string": once(async () => {
    const path = await load("node:path");
    return thrown(() => path.join(1));
  }),
  "path: win32": once(async () => {
    const { win32 } = await load("node:path");
    return [win32.join("a", "b"), win32.parse("C:\\a\\b.c").root];
  }),
  querystring: once(async () => {
    const querystring = await load("node:querystring");
    return [
      querystring.parse("a=1&b=2&a=3&c=%20+x"),
      querystring.stringify({ a: [1, "x y"], b: true, c: null, d: "é" }),
      querystring.escape("a b&c"),
      querystring.unescape("a%20b"),
      querystring.parse("a:1;b:2", ";", ":"),
    ];
  }),
  string_decoder: once(async () => {
    const { StringDecoder } = await load("node:string_decoder");
    const decoder = new StringDecoder("utf8");
    const euro = Buffer.from("€");
    return [
      decoder.write(euro.subarray(0, 1)),
      decoder.write(euro.subarray(1, 2)),
      decoder.write(euro.subarray(2)),
      decoder.end(euro.subarray(0, 1)),
      new StringDecoder("base64").write(Buffer.from("hello")),
      new StringDecoder("hex").end(Buffer.from("hi")),
    ];
  }),
  url: once(async () => {
    const url = await load("node:url");
    return [
      url.URL === URL,
      url.fileURLToPath("file:///a/b%20c"),
      url.pathToFileURL("/a/b c").href,
      url.format(new URL("https://a.test/x?y#z"), { fragment: false }),
      url.resolve("https://a.test/b/c", "../d"),
      url.parse("https://u:p@a.test:8080/p?q=1#h").host,
      url.domainToASCII("español.com"),
      url.urlToHttpOptions(new URL("https://a.test:81/x?y")).path,
    ];
  }),
  timers: once(async () => {
    const timers = await load("node:timers");
    const promises = await load("node:timers/promises");
    const seen = [];
    await new Promise((resolve) => timers.setTimeout(() => resolve(seen.push("timeout")), 5));
    await new Promise((resolve) => timers.setImmediate(() => resolve(seen.push("immediate"))));
    seen.push(await promises.setTimeout(5, "value"), await promises.setImmediate("now"));
    for await (const tick of promises.setInterval(5, "tick")) {
      seen.push(tick);
      break;
    }
    const controller = new AbortController();
    const waiting = thrown(() => promises.setTimeout(1e6, "", { signal: controller.signal }));
    controller.abort();
    return [...seen, await waiting];
  }),
  "stream: pipeline": once(async () => {
    const { Readable, Transform, Writable } = await load("node:stream");
    const { pipeline } = await load("node:stream/promises");
    const chunks = [];
    await pipeline(
      Readable.from(["a", "b", "c"]),
      new Transform({ transform: (chunk, _, done) => done(null, String(chunk).toUpperCase()) }),
      new Writable({ write: (chunk, _, done) => done(void chunks.push(String(chunk))) }),
    );
    return chunks;
  }),
  "stream: events and errors": once(async () => {
    const { Readable, PassThrough, finished } = await load("node:stream");
    const pass = new PassThrough();
    const seen = [];
    for (const name of ["data", "end", "finish", "close"]) {
      pass.on(name, (chunk) => seen.push(chunk === undefined ? name : [name, String(chunk)]));
    }
    pass.write("one");
    pass.end("two");
    await called((done) => finished(pass, done));
    const failing = new Readable({ read: () => failing.destroy(new RangeError("no")) });
    failing.resume();
    seen.push(await thrown(() => called((done) => finished(failing, done))));
    const read = [];
    for await (const chunk of Readable.from([1, 2, 3])) read.push(chunk);
    return [seen, read];
  }),
  "stream: web streams": once(async () => {
    const { Readable } = await load("node:stream");
    const web = await load("node:stream/web");
    const { text } = await load("node:stream/consumers");
    return [
      web.ReadableStream === ReadableStream,
      await text(Readable.from(["a", "b"])),
      await text(new Blob(["c"]).stream()),
    ];
  }),
  diagnostics_channel: once(async () => {
    const { channel, hasSubscribers, subscribe, unsubscribe } = await load(
      "node:diagnostics_channel",
    );
    const seen = [];
    const listener = (message, name) => seen.push([message, name]);
    subscribe("a", listener);
    channel("a").publish({ b: 1 });
    const had = [hasSubscribers("a"), hasSubscribers("b")];
    unsubscribe("a", listener);
    channel("a").publish(2);
    return [seen, had, channel("a") === channel("a")];
  }),
  perf_hooks: once(async () => {
    const { performance: own, PerformanceObserver } = await load("node:perf_hooks");
    return [typeof own.now(), own.now() === performance.now(), typeof PerformanceObserver];
  }),
  "crypto: hashes": once(async () => {
    const crypto = await load("node:crypto");
    const hashes = {};
    for (const name of ["md5", "sha1", "sha224", "sha256", "SHA384", "sha512"]) {
      hashes[name] = crypto.createHash(name).update("a").update(Buffer.from("b")).digest("hex");
    }
    const copied = crypto.createHash("sha256").update("a");
    const copy = copied.copy();
    return [
      hashes,
      crypto.createHash("sha1").update("a").digest("base64"),
      hex(crypto.createHash("sha1").update("YQ==", "base64").digest()),
      copied.update("b").digest("hex") === hashes.sha256,
      copy.update("b").digest("base64url"),
      crypto.createHmac("sha256", "key").update("text").digest("hex"),
      crypto.hash("sha256", "ab"),
      await thrown(() => crypto.createHash("nothing")),
      await thrown(() => copied.update("c")),
      await thrown(() => crypto.createHash("sha1").update(1)),
    ];
  }),
  "crypto: random": once(async () => {
    const crypto = await load("node:crypto");
    const number = crypto.randomInt(5, 8);
    return [
      crypto.randomBytes(8).length,
      Buffer.isBuffer(crypto.randomBytes(1)),
      (await called(crypto.randomBytes, 4)).length,
      /^[0-9a-f-]{36}$/.test(crypto.randomUUID()),
      number >= 5 && number < 8,
      crypto.randomFillSync(new Uint8Array(3)).length,
      crypto.getRandomValues(new Uint8Array(2)).length,
      crypto.webcrypto.subtle === globalThis.crypto.subtle,
      crypto.timingSafeEqual(Buffer.from("a"), Buffer.from("a")),
      await thrown(() => crypto.timingSafeEqual(Buffer.from("a"), Buffer.from("ab"))),
      await thrown(() => crypto.randomInt(5, 5)),
    ];
  }),
  "crypto: derived keys": once(async () => {
    const crypto = await load("node:crypto");
    return [
      hex(crypto.pbkdf2Sync("pass", "salt", 10, 16, "sha256")),
      hex(await called(crypto.pbkdf2, "pass", "salt", 10, 16, "sha512")),
      hex(crypto.hkdfSync("sha256", "key", "salt", "info", 16)),
      hex(crypto.scryptSync("pass", "salt", 16, { N: 16, r: 1, p: 1 })),
      hex(await called(crypto.scrypt, "pass", "salt", 16, { N: 16, r: 1, p: 1 })),
    ];
  }),
  "zlib: callbacks": once(async () => {
    const zlib = await load("node:zlib");
    const texts = [];
    for (const [pack, unpack] of [
      ["gzip", "gunzip"],
      ["deflate", "inflate"],
      ["deflateRaw", "inflateRaw"],
      ["gzip", "unzip"],
      ["deflate", "unzip"],
    ]) {
      const packed = await called(zlib[pack], "some text");
      texts.push(Buffer.isBuffer(packed), String(await called(zlib[unpack], packed)));
    }
    return [
      texts,
      zlib.crc32("hello"),
      zlib.constants.Z_BEST_SPEED,
      (await thrown(() => called(zlib.gunzip, Buffer.from("nothing")))).name,
    ];
  }),
  "zlib: streams": once(async () => {
    const zlib = await load("node:zlib");
    const { Readable } = await load("node:stream");
    const { text } = await load("node:stream/consumers");
    const { pipeline } = await load("node:stream");
    const unpacked = pipeline(
      Readable.from(["one ", "two"]),
      zlib.createGzip(),
      zlib.createGunzip(),
      () => undefined,
    );
    return text(unpacked);
  }),
  "unsupported: modules that can be imported": once(async () => {
    const { readFile } = await import("node:fs/promises");
    const { createServer } = await load("node:net");
    const { Worker, isMainThread } = await load("node:worker_threads");
    return [typeof readFile, typeof createServer, typeof Worker, isMainThread];
  }),
  punycode: once(async () => {
    const punycode = await load("node:punycode");
    return [punycode.toASCII("mañana.com"), punycode.decode("maana-pta")];
  }),
};
