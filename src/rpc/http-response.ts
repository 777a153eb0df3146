import { nameClass } from "./class-name.ts";
import { headersOf } from "./http-headers.ts";
import { WorkerWebSocket } from "./web-socket.ts";

const PlatformResponse = globalThis.Response;

const SWITCHING_PROTOCOLS = 101;
const nullBodyStatuses = new Set([SWITCHING_PROTOCOLS, 204, 205, 304]);

export interface WorkerResponseInit extends ResponseInit {
  /** With status 101: the end of the connection that the client gets. */
  webSocket?: WorkerWebSocket | null;
  /** Whatever an answer tells of itself. */
  cf?: object;
  /** `"manual"`: the body is in the encoding that the headers say. Nothing is encoded in a tab. */
  encodeBody?: "automatic" | "manual";
}

/**
 * `Response` as on Workers (`api/http.c++`). The platform's own refuses status 101, drops
 * `Set-Cookie` and knows neither `webSocket` nor `cf`.
 */
export class WorkerResponse extends PlatformResponse {
  static {
    nameClass(this, "Response");
  }

  /** The platform's own responses are ones too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return this === WorkerResponse
      ? value instanceof PlatformResponse
      : Function.prototype[Symbol.hasInstance].call(this, value);
  }

  static override json(data: unknown, init?: WorkerResponseInit): WorkerResponse {
    const { body, headers } = PlatformResponse.json(data);
    const own = headersOf(init?.headers, headers);
    return new WorkerResponse(body, copyInit(init, own));
  }

  static override redirect(url: string | URL, status?: number): WorkerResponse {
    const { headers, status: found } = PlatformResponse.redirect(url, status);
    return new WorkerResponse(null, { status: found, headers });
  }

  readonly #headers: Headers;
  readonly #webSocket: WorkerWebSocket | null;
  readonly #cf: object | undefined;

  /**
   * @throws {RangeError} for a status that a response cannot have: 101 needs a `webSocket`.
   * @throws {TypeError} for a body where the status has none.
   */
  constructor(body?: BodyInit | null, init?: WorkerResponseInit) {
    const webSocket = socketIn(init);
    const status = init?.status === undefined ? 200 : Number(init.status);
    checkStatus(status, webSocket, body);
    super(body, {
      status: status === SWITCHING_PROTOCOLS ? 200 : status,
      statusText: init?.statusText ?? "",
      ...(init?.headers !== undefined && { headers: init.headers }),
    });
    this.#headers = headersOf(init?.headers, super.headers);
    this.#webSocket = webSocket;
    this.#cf = init?.cf;
  }

  override get status(): number {
    // Node's own constructor asks before there is anything to tell.
    return #webSocket in this && this.#webSocket !== null ? SWITCHING_PROTOCOLS : super.status;
  }

  override get ok(): boolean {
    return this.status !== SWITCHING_PROTOCOLS && super.ok;
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
    return new WorkerResponse(super.clone().body, copyInit(this, this.#headers));
  }
}

function copyInit(from: WorkerResponseInit | undefined, headers: Headers): WorkerResponseInit {
  const { status, statusText, cf, webSocket, encodeBody } = from ?? {};
  return {
    headers,
    ...(status !== undefined && { status }),
    ...(statusText !== undefined && { statusText }),
    ...(cf !== undefined && { cf }),
    ...(webSocket !== undefined && { webSocket }),
    ...(encodeBody !== undefined && { encodeBody }),
  };
}

function socketIn(init: WorkerResponseInit | undefined): WorkerWebSocket | null {
  const encodeBody: unknown = init?.encodeBody;
  if (encodeBody !== undefined && encodeBody !== "automatic" && encodeBody !== "manual") {
    throw new TypeError(`encodeBody: unexpected value: ${String(encodeBody)}`);
  }
  const socket: unknown = init?.webSocket ?? null;
  if (socket !== null && !WorkerWebSocket.is(socket)) {
    throw new TypeError(
      "Incorrect type for the 'webSocket' field on 'InitializerDict': the provided value is not of " +
        "type 'WebSocket'.",
    );
  }
  return socket as WorkerWebSocket | null;
}

function checkStatus(status: number, socket: WorkerWebSocket | null, body: unknown): void {
  if (socket !== null && status !== SWITCHING_PROTOCOLS) {
    throw new RangeError("Responses with a WebSocket must have status code 101.");
  }
  if (socket === null && (status < 200 || status > 599)) {
    throw new RangeError(
      "Responses may only be constructed with status codes in the range 200 to 599, inclusive.",
    );
  }
  if (body !== null && body !== undefined && nullBodyStatuses.has(status)) {
    throw new TypeError(
      "Response with null body status (101, 204, 205, or 304) cannot have a body.",
    );
  }
}
