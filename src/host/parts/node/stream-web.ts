/** Conversions between Node's streams and web streams: `toWeb()` and `fromWeb()`. */
import stream from "readable-stream/lib/stream.js";

const { Duplex, Readable, Writable } = stream as unknown as Classes;

type Options = Readonly<Record<string, unknown>>;
type Done = (error?: Error | null) => void;

/** As much of the library's classes as is used here. */
interface Classes {
  readonly Duplex: {
    from(pair: { readonly readable: AsyncIterable<unknown>; readonly writable: Writable }): unknown;
  };
  readonly Readable: {
    from(source: ReadableStream, options: Options): AsyncIterable<unknown>;
  };
  readonly Writable: new (options: {
    write(chunk: unknown, encoding: string, done: Done): void;
    final(done: Done): void;
    destroy(error: Error | null, done: Done): void;
  }) => Writable;
}

interface Stream {
  on(event: "error", listener: (error: Error) => void): void;
  destroy(error: Error): void;
}

type Readable = Stream & AsyncIterable<unknown>;

interface Writable extends Stream {
  write(chunk: unknown, done: Done): void;
  end(done: Done): void;
}

interface Pair {
  readonly readable: ReadableStream;
  readonly writable: WritableStream;
}

/** Replaces the conversions of the library, which needs Node's own. */
export function installConversions(): void {
  const readable = { toWeb: toReadableStream, fromWeb: toReadable };
  const writable = { toWeb: toWritableStream, fromWeb: toWritable };
  Object.assign(Readable, readable);
  Object.assign(Writable, writable);
  Object.assign(Duplex, {
    toWeb: (duplex: Readable & Writable): Pair => ({
      readable: toReadableStream(duplex),
      writable: toWritableStream(duplex),
    }),
    fromWeb: ({ readable: from, writable: to }: Pair, options?: Options) =>
      Duplex.from({ readable: toReadable(from, options), writable: toWritable(to, options) }),
  });
}

function toReadableStream(source: Readable): ReadableStream {
  const chunks = source[Symbol.asyncIterator]();
  // An error reaches the reader; without a listener it would be uncaught too.
  source.on("error", () => undefined);
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason: Error) => void source.destroy(reason),
    },
    { highWaterMark: 0 },
  );
}

function toReadable(source: ReadableStream, options?: Options): AsyncIterable<unknown> {
  return Readable.from(source, { objectMode: false, ...options });
}

function toWritable(target: WritableStream, options?: Options): Writable {
  const writer = target.getWriter();
  return new Writable({
    ...options,
    write: (chunk, _encoding, done) => void report(writer.write(chunk), done),
    final: (done) => void report(writer.close(), done),
    destroy(error, done) {
      // A writer that has failed already cannot be aborted.
      if (error !== null) writer.abort(error).catch(() => undefined);
      done(error);
    },
  });
}

async function report(work: Promise<void>, done: Done): Promise<void> {
  try {
    await work;
  } catch (error) {
    done(error as Error);
    return;
  }
  done();
}

function toWritableStream(target: Writable): WritableStream {
  return new WritableStream({
    start: (controller) => void target.on("error", (error: Error) => controller.error(error)),
    write: (chunk: unknown) => settled((done) => target.write(chunk, done)),
    close: () => settled((done) => target.end(done)),
    abort: (reason: Error) => void target.destroy(reason),
  });
}

/** Resolves when the callback of `begin` is called without an error. */
function settled(begin: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    begin((error) => (error === null || error === undefined ? resolve() : reject(error)));
  });
}
