/** How many bytes a body has, where its maker knew. */
const lengths = new WeakMap<ReadableStream, number>();

export function lengthOf(stream: ReadableStream): number | undefined {
  return lengths.get(stream);
}

export function setLength(stream: ReadableStream, length: number): void {
  lengths.set(stream, length);
}

/** Longer texts are sent as streams, so that they are not copied at once. */
const MAX_TEXT = 64 << 10;

/** The whole body, of responses that were made of a short text. */
const texts = new WeakMap<Response, string>();

export function setText(response: Response, text: string): void {
  if (text.length <= MAX_TEXT) texts.set(response, text);
}

export function textOf(response: Response): string | undefined {
  return texts.get(response);
}
