import { afterEach, describe, expect, test } from "vitest";
import { markError } from "../../../src/rpc/error-marks.ts";
import { type AnyStub, bothEnds, type Ends, failure } from "./ends.ts";

/** Gives a byte, and then fails. */
function failing(error: unknown): ReadableStream {
  let pulls = 0;
  return new ReadableStream({
    pull(controller) {
      if (pulls++ === 0) controller.enqueue(new Uint8Array([1]));
      else controller.error(error);
    },
  });
}

/** What comes of a stream, and what it fails with. */
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

/** What they find on errors that come over RPC is also asked of workerd: `stream-errors.js`. */
describe.each(bothEnds)("streams that fail, %s", (_name, open) => {
  let ends: Ends;
  afterEach(() => ends.close());

  const service = (error: unknown): Promise<AnyStub> => {
    ends = open();
    return ends.service(new Failing(error));
  };

  test("the body of an answer fails with what it was, and its marks", async () => {
    const stub = await service(Object.assign(new RangeError("no"), { own: { deep: [1] } }));
    const [bytes, error] = await read((await stub.fetch("http://a/")).body);
    expect([bytes, error.constructor, error.message]).toEqual([[1], RangeError, "no"]);
    expect({ ...error }).toEqual({ own: { deep: [1] }, remote: true });
  });

  test("an object's reset is told", async () => {
    const stub = await service(
      markError(new Error("gone"), { durableObjectReset: true, retryable: true }),
    );
    const [, error] = await read((await stub.fetch("http://a/")).body);
    expect({ ...error }).toEqual({ durableObjectReset: true, retryable: true, remote: true });
  });

  test("and on an exception, too, whose fields do not travel", async () => {
    const reset = markError(new DOMException("gone", "AbortError"), { durableObjectReset: true });
    const stub = await service(reset);
    const [, error] = await read((await stub.fetch("http://a/")).body);
    expect(error).toBeInstanceOf(DOMException);
    expect({ ...error }).toMatchObject({ durableObjectReset: true, remote: true });
    expect([error.name, error.message]).toEqual(["AbortError", "gone"]);
  });

  test("over RPC its reader learns that it failed, and no more", async () => {
    const stub = await service(Object.assign(new RangeError("no"), { own: 1 }));
    const [bytes, error] = await read((await stub.response()).body);
    expect([bytes, error, Object.keys(error as object)]).toEqual([[1], EARLY, []]);
    expect(await stub.take(failing(new TypeError("of the caller")))).toBe(EARLY.message);
  });

  test("who writes into a stream learns what it failed with", async () => {
    const stub = await service(Object.assign(new RangeError("no"), { retryable: true, own: 1 }));
    const writer = (await stub.sink()).getWriter();
    void writer.closed.catch(() => undefined);
    const error = await failure(() => writer.write(new Uint8Array([1])));
    expect([error.constructor, error.message]).toEqual([RangeError, "no"]);
    expect({ ...error }).toEqual({ retryable: true, own: 1 });
  });
});
