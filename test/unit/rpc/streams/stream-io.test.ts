import { expect, test } from "vitest";
import { takeReadable, takeWritable } from "../../../../src/rpc/streams/stream-transfer.ts";

test("transferring a stream does not call patched prototype methods", async () => {
  const reader = ReadableStreamDefaultReader.prototype;
  const writer = WritableStreamDefaultWriter.prototype;
  const { read } = reader;
  const { write, close } = writer;
  const never = (): Promise<never> => new Promise(() => undefined);
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const into = takeWritable(writable).getWriter();
  const from = takeReadable(readable).getReader();
  Object.assign(reader, { read: never });
  Object.assign(writer, { write: never, close: never });
  try {
    void Reflect.apply(write, into, [new Uint8Array([1])]);
    void Reflect.apply(close, into, []);
    const first = (await Reflect.apply(read, from, [])) as { value: Uint8Array };
    const last = (await Reflect.apply(read, from, [])) as { done: boolean };
    expect([[...first.value], last.done]).toEqual([[1], true]);
  } finally {
    Object.assign(reader, { read });
    Object.assign(writer, { write, close });
  }
});
