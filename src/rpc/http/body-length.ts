/** How many bytes a body has, where its maker knew. */
const lengths = new WeakMap<ReadableStream, number>();

export function lengthOf(stream: ReadableStream): number | undefined {
  return lengths.get(stream);
}

export function setLength(stream: ReadableStream, length: number): void {
  lengths.set(stream, length);
}
