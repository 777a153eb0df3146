import { isObject, toText } from "../arguments.ts";
import { setLength } from "./known-body.ts";
import { nameClass } from "../class-name.ts";
import {
  bodyIn,
  checkClonable,
  defineReaders,
  isStreamed,
  lengthIn,
  markStreamed,
} from "./http-body.ts";
import { giveSignal, signalGivenTo } from "./given-signal.ts";
import { headersIn, headersOf, isImmutable, makeImmutable, wrongField } from "./http-headers.ts";
import { checkMethod, parseUrl } from "./request-line.ts";

const PlatformRequest = globalThis.Request;

/** Fields of an init that go to the platform unchanged. */
const PLATFORM_FIELDS = ["credentials", "mode", "referrer", "referrerPolicy"] as const;

const REDIRECT =
  'Invalid redirect value, must be one of "follow" or "manual" ("error" won\'t be implemented since ' +
  'it does not make sense at the edge; use "manual" and check the response status code).';

const DICTIONARY = "RequestInitializerDict";

export interface WorkerRequestInit extends RequestInit {
  /** The origin of a request (`request.cf`): any object that JSON can represent. */
  cf?: object;
}

/**
 * `Request` as on Workers (`api/http.c++`). The platform's class resolves relative URLs, drops
 * headers that pages may not set (`Upgrade`, `Host`, `Cookie`, `Origin`, …) and has no `cf`.
 */
export class WorkerRequest extends PlatformRequest {
  static {
    nameClass(this, "Request");
    defineReaders(this);
  }

  /** The platform's own requests are ones too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return this === WorkerRequest
      ? value instanceof PlatformRequest
      : Function.prototype[Symbol.hasInstance].call(this, value);
  }

  readonly #url: string;
  readonly #method: string;
  readonly #headers: Headers;
  readonly #cf: object | undefined;
  readonly #cache: RequestCache | undefined;
  /** The body's length; undefined if it is unknown or there is no body. */
  #length: (() => number | undefined) | undefined;

  /** @throws {TypeError} for requests that workerd refuses, with its messages. */
  constructor(input: RequestInfo | URL, init?: WorkerRequestInit) {
    if (arguments.length === 0) {
      throw new TypeError(
        "Failed to construct 'Request': constructor parameter 1 is not of type 'Request or string'.",
      );
    }
    const before = input instanceof PlatformRequest ? input : undefined;
    const url = before === undefined ? parseUrl(toText(input)) : undefined;
    const given = takeInit(init, before);
    super(before ?? (url?.plain as string), given.platform);
    const own = before as WorkerRequest | undefined;
    this.#url = url?.href ?? before?.url ?? "";
    this.#method = given.method;
    this.#headers = headersOf(given.headers ?? before?.headers, super.headers);
    const cf = init?.cf ?? own?.cf;
    this.#cf = cf === undefined || cf === null ? undefined : (structuredClone(cf) as object);
    this.#cache = given.cache;
    const isGiven = init?.signal !== undefined || before === undefined;
    giveSignal(this, isGiven ? given.signal : signalGivenTo(before));
    const { body } = given;
    if (body !== undefined) {
      this.#length = () => lengthIn(body);
      if (body instanceof ReadableStream) markStreamed(this);
    } else if (before !== undefined) {
      if (own !== undefined && #length in own) this.#length = own.#length;
      if (isStreamed(before)) markStreamed(this);
    }
  }

  override get url(): string {
    // Node's own constructor may read this before the request is set up.
    return #url in this ? this.#url : super.url;
  }

  override get method(): string {
    return #method in this ? this.#method : super.method;
  }

  override get headers(): Headers {
    return #headers in this ? this.#headers : super.headers;
  }

  override get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    const body = super.body;
    const length = #length in this && body !== null ? this.#length?.() : undefined;
    if (body !== null && length !== undefined) setLength(body, length);
    return body;
  }

  override get signal(): AbortSignal {
    return signalGivenTo(this) ?? super.signal;
  }

  override get cache(): RequestCache {
    return this.#cache as RequestCache;
  }

  override get integrity(): string {
    return "";
  }

  override get keepalive(): boolean {
    return false;
  }

  get cf(): object | undefined {
    return this.#cf;
  }

  get fetcher(): null {
    return null;
  }

  /** @throws {TypeError} when the body is being read, or has been. */
  override clone(): WorkerRequest {
    checkClonable(this);
    const headers = this.#headers;
    const init = { headers, method: this.#method, ...(this.#cf && { cf: this.#cf }) };
    const clone = new WorkerRequest(super.clone(), init);
    clone.#length = this.#length;
    giveSignal(clone, signalGivenTo(this));
    if (isStreamed(this)) markStreamed(clone);
    if (isImmutable(headers)) makeImmutable(clone.headers);
    return clone;
  }
}

/** The checked arguments of a constructor. */
interface GivenInit {
  readonly method: string;
  readonly headers: Headers | undefined;
  readonly body: BodyInit | null | undefined;
  readonly cache: RequestCache | undefined;
  readonly signal: AbortSignal | undefined;
  readonly platform: RequestInit;
}

function takeInit(init: WorkerRequestInit | undefined, before: Request | undefined): GivenInit {
  if (init !== undefined && init !== null && !isObject(init)) {
    throw new TypeError(
      "Failed to construct 'Request': constructor parameter 2 is not of type " +
        "'RequestInitializerDict or Request'.",
    );
  }
  const headers = headersIn(init, DICTIONARY);
  const method =
    init?.method === undefined ? (before?.method ?? "GET") : checkMethod(toText(init.method));
  const body = init?.body === undefined ? undefined : bodyIn(init.body);
  if (body === undefined && before?.bodyUsed) {
    throw new TypeError("Cannot reconstruct a Request with a used body.");
  }
  if (method === "GET" || method === "HEAD") {
    const kept = init?.method === undefined || body !== undefined ? null : before?.body;
    if ((body ?? kept ?? null) !== null) {
      throw new TypeError("Request with a GET or HEAD method cannot have a body.");
    }
  }
  const platform: RequestInit & { duplex?: "half" } = {};
  for (const name of PLATFORM_FIELDS) {
    const value = init?.[name];
    // Only a browser itself may navigate.
    if (value !== undefined && value !== "navigate") Object.assign(platform, { [name]: value });
  }
  // The platform refuses the method TRACE.
  if (init?.method !== undefined) platform.method = method === "TRACE" ? "OPTIONS" : method;
  // It needs the content's type to read a body as a form or a blob.
  if (headers !== undefined) platform.headers = headers;
  if (body !== undefined) platform.body = body;
  // Browsers require this option for a streamed body.
  if (body instanceof ReadableStream) platform.duplex = "half";
  if (init?.redirect !== undefined) platform.redirect = redirectOf(init.redirect);
  const cache = init?.cache === undefined ? keptCache(before) : cacheOf(init.cache);
  if (init?.cache !== undefined) platform.cache = init.cache;
  const integrity: unknown = init?.integrity;
  if (integrity !== undefined && integrity !== "") {
    throw new TypeError(
      "Subrequest integrity checking is not implemented. The integrity option must be either " +
        "undefined or an empty string.",
    );
  }
  const signal = init?.signal;
  if (signal !== undefined && signal !== null && !(signal instanceof AbortSignal)) {
    throw wrongField("signal", DICTIONARY, "'AbortSignal'");
  }
  if (signal !== undefined) platform.signal = signal;
  return { method, headers, body, cache, signal: signal ?? undefined, platform };
}

function redirectOf(redirect: unknown): RequestRedirect {
  if (redirect !== "follow" && redirect !== "manual") throw new TypeError(REDIRECT);
  return redirect;
}

/** The platform's own requests have a mode always. */
function keptCache(before: Request | undefined): RequestCache | undefined {
  return before?.cache === "default" ? undefined : before?.cache;
}

function cacheOf(cache: string): RequestCache {
  if (cache !== "no-store" && cache !== "no-cache") {
    throw new TypeError(`Unsupported cache mode: ${cache}`);
  }
  return cache;
}
