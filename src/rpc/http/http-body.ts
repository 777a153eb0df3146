import { lengthOf } from "./known-body.ts";
import { isObject, toText } from "../arguments.ts";
import { illegalInvocation } from "../class-name.ts";
import { formEncoding, parseForm } from "./form-data.ts";
import { readFrom } from "../streams/stream-io.ts";

const encoder = new TextEncoder();

const USED =
  "Body has already been used. It can only be used once. Use tee() first if you need to read it " +
  "twice.";

/** Streams that were read to their end or failed. The platform leaves some of them locked. */
const read = new WeakSet<ReadableStream>();

/** Messages whose body is a user's stream, which may fail with any error. */
const streamed = new WeakSet<Body>();

/** What a request's and a response's body are read by. */
const READERS = ["arrayBuffer", "blob", "bytes", "formData", "json", "text"] as const;

type Message = Request | Response;
type Reader = (typeof READERS)[number];
type Readers = Readonly<Record<Reader, (this: Body) => Promise<unknown>>>;

const PlatformRequest = globalThis.Request;
const PlatformResponse = globalThis.Response;
const ofRequests = readersOf(PlatformRequest);
const ofResponses = readersOf(PlatformResponse);

/** As they are when this module is loaded: the host replaces them later. */
function readersOf({ prototype }: { readonly prototype: Body }): Readers {
  return Object.fromEntries(READERS.map((name) => [name, prototype[name]])) as unknown as Readers;
}

/** Marks a message whose body is read as a stream that may fail. */
export function markStreamed(message: Body): void {
  streamed.add(message);
}

export function isStreamed(message: Body): boolean {
  return streamed.has(message);
}

/** @throws {TypeError} when the body is being read or was read. */
export function checkUnused(message: Body): void {
  if (message.bodyUsed) throw new TypeError(USED);
}

export function checkClonable({ body, bodyUsed }: Body): void {
  // workerd's own comma.
  if (bodyUsed || body?.locked) {
    throw new TypeError("This ReadableStream is currently locked to a reader,");
  }
}

/**
 * Prepares a constructor's body for the platform: an iterable other than a string becomes a stream
 * of its chunks.
 *
 * @throws {TypeError} for a stream that is locked or was read.
 */
export function bodyIn(body: unknown): BodyInit | null | undefined {
  if (body === undefined || body === null) return body;
  if (typeof body !== "object") return toText(body);
  if (body instanceof ReadableStream) checkStream(body);
  if (isPlatformBody(body)) return body as BodyInit;
  const { [Symbol.asyncIterator]: chunks, [Symbol.iterator]: items } = body as Partial<
    AsyncIterable<unknown> & Iterable<unknown>
  >;
  if (typeof chunks !== "function" && typeof items !== "function") return toText(body);
  return streamFrom(body as Iterable<unknown>);
}

/** `ReadableStream.from()`, which not every browser has. */
export function streamFrom(chunks: AsyncIterable<unknown> | Iterable<unknown>): ReadableStream {
  const { [Symbol.asyncIterator]: begin } = chunks as Partial<AsyncIterable<unknown>>;
  const iterator =
    typeof begin === "function"
      ? begin.call(chunks as AsyncIterable<unknown>)
      : (chunks as Iterable<unknown>)[Symbol.iterator]();
  if (!isObject(iterator)) {
    throw new TypeError(
      "Failed to execute 'from' on 'ReadableStream': parameter 1 is not of type 'AsyncGenerator'.",
    );
  }
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await resultOf(iterator.next());
        if (done === true) controller.close();
        else controller.enqueue(await value);
      },
      async cancel(reason) {
        if (iterator.return !== undefined) await resultOf(iterator.return(reason));
      },
    },
    { highWaterMark: 0 },
  );
}

/** @throws {TypeError} for an iterator's result that is not an object. */
async function resultOf<T extends object>(given: T | PromiseLike<T>): Promise<T> {
  if (!isObject(given)) throw new TypeError("Callback returned incorrect type; expected 'Promise'");
  const result = await given;
  if (isObject(result)) return result;
  throw new TypeError(
    "Incorrect type for Promise: the Promise did not resolve to 'GeneratorNext'.",
  );
}

/** The length of a constructor's body in bytes, if it is known before the body is read. */
export function lengthIn(body: BodyInit | null | undefined): number | undefined {
  if (body === undefined || body === null || body instanceof FormData) return undefined;
  if (body instanceof ReadableStream) return lengthOf(body);
  if (body instanceof Blob) return body.size;
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return body.byteLength;
  return encoder.encode(String(body)).length;
}

/**
 * Gives a subclass of a platform class its own methods to read the body. They fail with workerd's
 * messages, and with the error of a failed stream.
 */
export function defineReaders(constructor: abstract new (...args: never) => Message): void {
  for (const name of READERS) {
    const method = function (this: Message): Promise<unknown> {
      // One class of workerd's has them for both.
      if (!(this instanceof PlatformRequest || this instanceof PlatformResponse)) {
        throw illegalInvocation();
      }
      return readBody(name, this);
    };
    Object.defineProperty(method, "name", { value: name });
    const { prototype } = constructor as { prototype: object };
    Object.defineProperty(prototype, name, { value: method, writable: true, configurable: true });
  }
}

async function readBody(name: Reader, message: Message): Promise<unknown> {
  checkUnused(message);
  const { body } = message;
  if (body?.locked) throw new TypeError("This ReadableStream is currently locked to a reader.");
  const type = message.headers.get("content-type");
  const encoding = name === "formData" ? formEncoding(type) : undefined;
  if (body !== null) read.add(body);
  const stream = streamed.has(message) ? body : null;
  // The platform copied the content type when the message was made, but the headers may have
  // changed since.
  if (encoding === undefined && stream === null && name !== "blob") {
    return readByPlatform(name, message);
  }
  const bytes =
    stream === null
      ? new Uint8Array((await readByPlatform("arrayBuffer", message)) as ArrayBuffer)
      : await readAll(stream);
  if (encoding !== undefined) return parseForm(bytes, encoding);
  // Browsers give a blob also a type without a subtype.
  const kept = name === "blob" && type?.includes("/") !== true ? "" : (type ?? "");
  const headers = { "content-type": kept };
  return readByPlatform(name, new PlatformResponse(bytes, { headers }));
}

/** The platform's own method, captured before the host makes its result an event. */
async function readByPlatform(name: Reader, message: Message): Promise<unknown> {
  const methods = message instanceof PlatformResponse ? ofResponses : ofRequests;
  // The platform words its error for invalid JSON differently.
  if (name === "json") return JSON.parse((await methods.text.call(message)) as string);
  return methods[name].call(message);
}

async function readAll(stream: ReadableStream): Promise<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other is how a stream is read
    const { done, value } = await readFrom<unknown>(reader);
    if (done) break;
    const chunk = bytesOf(value);
    chunks.push(chunk);
    length += chunk.length;
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  if (ArrayBuffer.isView(chunk)) {
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
  throw new TypeError("This ReadableStream did not return bytes.");
}

function checkStream(stream: ReadableStream): void {
  if (read.has(stream)) {
    throw new TypeError(
      "This ReadableStream is disturbed (has already been read from), and cannot be used as a body.",
    );
  }
  if (stream.locked) {
    throw new TypeError("This ReadableStream is locked to a reader, and cannot be used as a body.");
  }
}

/** Values that the platform accepts as a body, besides text from any object. */
function isPlatformBody(body: object): boolean {
  return (
    body instanceof ReadableStream ||
    body instanceof Blob ||
    body instanceof FormData ||
    body instanceof URLSearchParams ||
    body instanceof ArrayBuffer ||
    ArrayBuffer.isView(body)
  );
}
