import { asError } from "./abort-reason.ts";
import { readFrom } from "./stream-io.ts";
import { supportsByteStreams } from "./stream-transfer.ts";

/**
 * The body of a response that fails when its request is aborted, also after the response is there
 * (`api/http.c++`, `AbortableInputStream`).
 */
export function abortableBody(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let abort = (): void => undefined;
  const end = (): void => signal.removeEventListener("abort", abort);
  type Controller = ReadableByteStreamController | ReadableStreamDefaultController<Uint8Array>;
  const source = {
    start(controller: Controller) {
      abort = () => {
        controller.error(asError(signal.reason));
        void reader.cancel(signal.reason).catch(() => undefined);
      };
      signal.addEventListener("abort", abort, { once: true });
    },
    async pull(controller: Controller) {
      const { done, value } = await readFrom(reader);
      if (signal.aborted) return;
      if (!done) return controller.enqueue(value as Uint8Array<ArrayBuffer>);
      end();
      controller.close();
      // A read into the reader's own buffer stays open until it is answered.
      if ("byobRequest" in controller) controller.byobRequest?.respond(0);
    },
    cancel(reason: unknown) {
      end();
      return reader.cancel(reason);
    },
  };
  // Reads nothing ahead, so that an abort reaches a stream that is not being read.
  if (!supportsByteStreams()) return new ReadableStream(source, { highWaterMark: 0 });
  return new ReadableStream({ ...source, type: "bytes" });
}
