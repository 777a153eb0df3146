import { afterEach, describe, expect, test } from "vitest";
import { markError } from "../../../src/rpc/error-marks.ts";
import { type AnyStub, bothEnds, type Ends, failure } from "./ends.ts";

/** A stream that fails after one byte. */
function failing(error: unknown): ReadableStream {
  let pulls = 0;
  return new ReadableStream({
    pull(controller) {
      if (pulls++ === 0) controller.enqueue(new Uint8Array([1]));
      else controller.error(error);
    },
  });
}

/** Reads a stream until it fails. */
async function read(stream: ReadableStream<Uint8Array>): Promise<[number[], AnyStub]> {
  const reader = stream.getReader();
  const bytes: number[] = [];
  const error = await failure(async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes.push(...value);
    }
  });
  return [bytes, error];
}

const EARLY = new Error("ReadableStream received over RPC disconnected prematurely.");

class Failing {
  readonly #error: unknown;

  constructor(error: unknown) {
    this.#error = error;
  }

  fetch(): Response {
    return new Response(failing(this.#error));
  }

  response(): Response {
    return new Response(failing(this.#error));
  }

  async take(stream: ReadableStream): Promise<string> {
    return (await read(stream))[1].message;
  }

  sink(): WritableStream {
    return new WritableStream({ write: () => Promise.reject(this.#error as Error) });
  }
}

/** The scenarios `stream-errors.js` compare the rules with workerd. */
describe.each(bothEnds)("streams that fail, %s", (_name, open) => {
  let ends: Ends;
  afterEach(() => ends.close());

  const service = (error: unknown): Promise<AnyStub> => {
    ends = open();
    return ends.service(new Failing(error));
  };

  test("the body of a response fails with its error, marked as remote", async () => {
    const stub = await service(Object.assign(new RangeError("no"), { own: { deep: [1] } }));
    const [bytes, error] = await read((await stub.fetch("http://a/")).body);
    expect([bytes, error.constructor, error.message]).toEqual([[1], RangeError, "no"]);
    expect({ ...error }).toEqual({ own: { deep: [1] }, remote: true });
  });

  test("the error of a body keeps the mark of an object's reset", async () => {
    const stub = await service(
      markError(new Error("gone"), { durableObjectReset: true, retryable: true }),
    );
    const [, error] = await read((await stub.fetch("http://a/")).body);
    expect({ ...error }).toEqual({ durableObjectReset: true, retryable: true, remote: true });
  });

  test("a DOMException of a body keeps the mark of an object's reset", async () => {
    const reset = markError(new DOMException("gone", "AbortError"), { durableObjectReset: true });
    const stub = await service(reset);
    const [, error] = await read((await stub.fetch("http://a/")).body);
    expect(error).toBeInstanceOf(DOMException);
    expect({ ...error }).toMatchObject({ durableObjectReset: true, remote: true });
    expect([error.name, error.message]).toEqual(["AbortError", "gone"]);
  });

  test("the reader of a stream sent over RPC gets a general error", async () => {
    const stub = await service(Object.assign(new RangeError("no"), { own: 1 }));
    const [bytes, error] = await read((await stub.response()).body);
    expect([bytes, error, Object.keys(error as object)]).toEqual([[1], EARLY, []]);
    expect(await stub.take(failing(new TypeError("of the caller")))).toBe(EARLY.message);
  });

  test("the writer of a stream gets the error of its sink", async () => {
    const stub = await service(Object.assign(new RangeError("no"), { retryable: true, own: 1 }));
    const writer = (await stub.sink()).getWriter();
    void writer.closed.catch(() => undefined);
    const error = await failure(() => writer.write(new Uint8Array([1])));
    expect([error.constructor, error.message]).toEqual([RangeError, "no"]);
    expect({ ...error }).toEqual({ retryable: true, own: 1 });
  });
});
