/*
 * The platform's own methods of streams, as they were when this module was loaded. The host later
 * replaces those that everybody sees, so that their answers are events of the actor that asked.
 * What RPC itself moves must not wait for anybody's input gate, nor end with an actor.
 */
const { read } = ReadableStreamDefaultReader.prototype;
const { write, close } = WritableStreamDefaultWriter.prototype;

export function readFrom<T>(
  reader: ReadableStreamDefaultReader<T>,
): Promise<ReadableStreamReadResult<T>> {
  return Reflect.apply(read, reader, []) as Promise<ReadableStreamReadResult<T>>;
}

export function writeTo(writer: WritableStreamDefaultWriter, chunk: unknown): Promise<void> {
  return Reflect.apply(write, writer, [chunk]);
}

export function closeWriter(writer: WritableStreamDefaultWriter): Promise<void> {
  return Reflect.apply(close, writer, []);
}
