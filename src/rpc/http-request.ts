import { nameClass } from "./class-name.ts";
import { headersOf } from "./http-headers.ts";

const PlatformRequest = globalThis.Request;

/** What of an init is the platform's affair; the headers are ours. */
const PLATFORM_FIELDS = [
  ...["method", "body", "redirect", "signal", "credentials", "cache", "mode", "referrer"],
  ...["referrerPolicy", "integrity", "keepalive", "duplex"],
] as const;

export interface WorkerRequestInit extends RequestInit {
  /** What workerd knows of where a request came from: any object that JSON can hold. */
  cf?: object;
}

/**
 * `Request` as on Workers. The platform's own drops what pages may not set (`Upgrade`, `Host`,
 * `Cookie`, `Origin`, …) and knows no `cf`.
 */
export class WorkerRequest extends PlatformRequest {
  static {
    nameClass(this, "Request");
  }

  /** The platform's own requests are ones too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return this === WorkerRequest
      ? value instanceof PlatformRequest
      : Function.prototype[Symbol.hasInstance].call(this, value);
  }

  readonly #headers: Headers;
  readonly #cf: object | undefined;

  constructor(input: RequestInfo | URL, init?: WorkerRequestInit) {
    super(input, platformInit(init));
    const before = input instanceof PlatformRequest ? input : undefined;
    this.#headers = headersOf(init?.headers ?? before?.headers, super.headers);
    const cf = init?.cf ?? (before as WorkerRequest | undefined)?.cf;
    this.#cf = cf === undefined || cf === null ? undefined : (structuredClone(cf) as object);
  }

  override get headers(): Headers {
    // Node's own constructor may ask before there is anything to tell.
    return #headers in this ? this.#headers : super.headers;
  }

  get cf(): object | undefined {
    return this.#cf;
  }

  override clone(): WorkerRequest {
    const { headers } = this;
    return new WorkerRequest(super.clone(), this.#cf ? { headers, cf: this.#cf } : { headers });
  }
}

/** An init for the platform. Browsers want to hear that a streamed body goes before the answer. */
function platformInit(init: WorkerRequestInit | undefined): RequestInit | undefined {
  if (init === undefined || init === null) return undefined;
  const given: Record<string, unknown> = {};
  for (const name of PLATFORM_FIELDS) {
    const value: unknown = Reflect.get(init, name);
    if (value !== undefined) given[name] = value;
  }
  if (given["body"] instanceof ReadableStream) given["duplex"] = "half";
  // The platform needs the content's type to read a body as a form or a blob.
  if (init.headers !== undefined) given["headers"] = init.headers;
  return given;
}
