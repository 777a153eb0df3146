/*
 * The platform's own stream methods, captured when this module loads. The host later replaces the
 * public ones, so that their results are events of the calling actor. RPC's own transfers must not
 * wait for an input gate or end with an actor.
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
