import { isObject, toText } from "../arguments.ts";
import { setLength, setText } from "./known-body.ts";
import { nameClass } from "../class-name.ts";
import { bodyIn, checkClonable, defineReaders, lengthIn, markStreamed } from "./http-body.ts";
import { headersIn, headersOf, isImmutable, makeImmutable, wrongField } from "./http-headers.ts";
import { parseUrl } from "./request-line.ts";
import { WorkerWebSocket } from "../web-socket/web-socket.ts";

const PlatformResponse = globalThis.Response;

const SWITCHING_PROTOCOLS = 101;
/** The statuses of responses without a body. */
export const nullBodyStatuses = new Set([SWITCHING_PROTOCOLS, 204, 205, 304]);

const DICTIONARY = "InitializerDict";

export interface WorkerResponseInit extends ResponseInit {
  /** With status 101: the end of the connection that the client gets. */
  webSocket?: WorkerWebSocket | null;
  /** Any metadata of the response. */
  cf?: object;
  /** `"manual"`: the body is already encoded. tabd encodes nothing, so it has no effect. */
  encodeBody?: "automatic" | "manual";
}

/**
 * `Response` as on Workers (`api/http.c++`). The platform's class refuses status 101, drops
 * `Set-Cookie` and has neither `webSocket` nor `cf`.
 */
export class WorkerResponse extends PlatformResponse {
  static {
    nameClass(this, "Response");
    defineReaders(this);
  }

  /** The platform's own responses are ones too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return this === WorkerResponse
      ? value instanceof PlatformResponse
      : Function.prototype[Symbol.hasInstance].call(this, value);
  }

  /** @throws {TypeError} for values that JSON cannot hold, such as a cycle. */
  static override json(data: unknown, init?: WorkerResponseInit): WorkerResponse {
    if (arguments.length === 0) throw notOfType("json", "Value");
    const headers = headersIn(init, DICTIONARY) ?? new Headers();
    if (!headers.has("content-type")) headers.set("content-type", "application/json");
    // `JSON.stringify()` returns undefined for a function, for example: the body is then
    // "undefined".
    return new WorkerResponse(String(JSON.stringify(data)), { ...copyInit(init), headers });
  }

  /** @throws {TypeError} for a relative URL. @throws {RangeError} for another status. */
  static override redirect(url: string | URL, status: number = 302): WorkerResponse {
    if (arguments.length === 0) throw notOfType("redirect", "string");
    const location = redirectUrl(toText(url));
    if (![301, 302, 303, 307, 308].includes(status)) {
      throw new RangeError(
        `${status} is not a redirect status code. It must be one of: 301, 302, 303, 307, or 308.`,
      );
    }
    const response = new WorkerResponse(null, { status, headers: { location } });
    makeImmutable(response.headers);
    return response;
  }

  /** A network error, which cannot be sent: type `"error"`, status 0. */
  static override error(): WorkerResponse {
    const response = new WorkerResponse(null);
    response.#isError = true;
    return response;
  }

  readonly #headers: Headers;
  readonly #webSocket: WorkerWebSocket | null;
  readonly #cf: object | undefined;
  #isError = false;
  #length: (() => number | undefined) | undefined;

  /**
   * @throws {RangeError} for a status that a response cannot have: 101 needs a `webSocket`.
   * @throws {TypeError} for a body where the status has none, and what else workerd refuses.
   */
  constructor(body?: BodyInit | null, init?: WorkerResponseInit) {
    if (init !== undefined && init !== null && !isObject(init)) {
      throw new TypeError(
        "Failed to construct 'Response': constructor parameter 2 is not of type 'InitializerDict " +
          "or Response'.",
      );
    }
    const webSocket = socketIn(init);
    const status = init?.status === undefined ? 200 : Number(init.status);
    checkStatus(status, webSocket, body);
    const headers = headersIn(init, DICTIONARY);
    const cf: unknown = init?.cf;
    if (cf !== undefined && cf !== null && !isObject(cf)) {
      throw wrongField("cf", DICTIONARY, "'Object'");
    }
    const given = nullBodyStatuses.has(status) ? null : bodyIn(body);
    super(given, {
      status: status === SWITCHING_PROTOCOLS ? 200 : status,
      statusText: statusTextOf(init?.statusText),
      ...(headers !== undefined && { headers }),
    });
    this.#headers = headersOf(headers, super.headers);
    this.#webSocket = webSocket;
    this.#cf = cf === null ? undefined : cf;
    this.#length = () => lengthIn(given);
    if (given instanceof ReadableStream) markStreamed(this);
    if (typeof given === "string") setText(this, given);
  }

  override get status(): number {
    // Node's own constructor reads this before the response is set up.
    if (!(#webSocket in this)) return super.status;
    if (this.#isError) return 0;
    return this.#webSocket !== null ? SWITCHING_PROTOCOLS : super.status;
  }

  override get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  override get type(): ResponseType {
    return this.#isError ? "error" : "default";
  }

  override get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    const body = super.body;
    const length = #length in this && body !== null ? this.#length?.() : undefined;
    if (body !== null && length !== undefined) setLength(body, length);
    return body;
  }

  override get headers(): Headers {
    return #headers in this ? this.#headers : super.headers;
  }

  get webSocket(): WorkerWebSocket | null {
    return this.#webSocket;
  }

  get cf(): object | undefined {
    return this.#cf;
  }

  /** @throws {TypeError} when the response has a WebSocket. */
  override clone(): WorkerResponse {
    if (this.#webSocket !== null) {
      throw new TypeError("Cannot clone a response to a WebSocket handshake.");
    }
    checkClonable(this);
    const copy = super.clone() as Response;
    const headers = this.#headers;
    const clone = new WorkerResponse(copy.body, { ...copyInit(this), headers });
    clone.#length = this.#length;
    if (isImmutable(headers)) makeImmutable(clone.headers);
    return clone;
  }
}

function copyInit(from: WorkerResponseInit | undefined): WorkerResponseInit {
  const { status, statusText, cf, webSocket, encodeBody } = from ?? {};
  return {
    ...(status !== undefined && { status }),
    ...(statusText !== undefined && { statusText }),
    ...(cf !== undefined && { cf }),
    ...(webSocket !== undefined && { webSocket }),
    ...(encodeBody !== undefined && { encodeBody }),
  };
}

function notOfType(method: string, type: string): TypeError {
  return new TypeError(
    `Failed to execute '${method}' on 'Response': parameter 1 is not of type '${type}'.`,
  );
}

function redirectUrl(url: string): string {
  try {
    return parseUrl(url).href;
  } catch {
    throw new TypeError(`Unable to parse URL: ${url}`);
  }
}

function statusTextOf(given: unknown): string {
  const text = given === undefined ? "" : toText(given);
  // oxlint-disable-next-line no-control-regex -- a status line must not contain these characters
  if (/[^\t\x20-\x7e\x80-\xff]/.test(text)) throw new TypeError("Invalid statusText");
  return text;
}

function socketIn(init: WorkerResponseInit | undefined): WorkerWebSocket | null {
  const encodeBody: unknown = init?.encodeBody;
  if (encodeBody !== undefined && encodeBody !== "automatic" && encodeBody !== "manual") {
    throw new TypeError(`encodeBody: unexpected value: ${String(encodeBody)}`);
  }
  const socket: unknown = init?.webSocket ?? null;
  if (socket !== null && !WorkerWebSocket.is(socket)) {
    throw wrongField("webSocket", DICTIONARY, "'WebSocket'");
  }
  return socket as WorkerWebSocket | null;
}

function checkStatus(status: number, socket: WorkerWebSocket | null, body: unknown): void {
  if (socket !== null && status !== SWITCHING_PROTOCOLS) {
    throw new RangeError("Responses with a WebSocket must have status code 101.");
  }
  if (socket === null && !(status >= 200 && status < 600)) {
    throw new RangeError(
      "Responses may only be constructed with status codes in the range 200 to 599, inclusive.",
    );
  }
  if (body !== null && body !== undefined && body !== "" && nullBodyStatuses.has(status)) {
    throw new TypeError(
      "Response with null body status (101, 204, 205, or 304) cannot have a body.",
    );
  }
}
