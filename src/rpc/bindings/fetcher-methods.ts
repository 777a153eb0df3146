import { isObject, toNumber, toText, wrongType } from "../arguments.ts";
import { Fetcher } from "./fetcher.ts";

/**
 * `get()`, `put()` and `delete()` of services, which they had before 2024-03-26
 * (`fetcher_has_get_put_delete`; `api/http.c++`, `Fetcher::get`).
 */

const CLASS_NAME = "Fetcher";

const BODY_TYPES =
  "JsReadableStream or string or BufferSource or Blob or FormData or URLSearchParams or " +
  "URLSearchParams or JsUrlSearchParams or AsyncGenerator";

type ResponseType = "text" | "arrayBuffer" | "json" | "stream";

const readers: Readonly<Record<ResponseType, (response: Response) => unknown>> = {
  text: (response) => response.text(),
  arrayBuffer: (response) => response.arrayBuffer(),
  json: (response) => response.json(),
  stream: (response) => response.body,
};

const isResponseType = (type: string): type is ResponseType => Object.hasOwn(readers, type);

interface PutOptions {
  readonly expiration?: unknown;
  readonly expirationTtl?: unknown;
}

class FetcherMethods extends Fetcher {
  /** The body of the response from `url`, or null for status 404 and 410. @param type default: `"text"` */
  async get(url: string, type?: ResponseType): Promise<unknown>;
  async get(...args: unknown[]): Promise<unknown> {
    const response = await this.fetch(urlOf("get", args));
    if (response.status === 404 || response.status === 410) return null;
    requireSuccess("GET", response);
    const type = args[1] === undefined ? "text" : toText(args[1]);
    if (!isResponseType(type)) {
      throw new TypeError(
        'Unknown response type. Possible types are "text", "arrayBuffer", "json", and "stream".',
      );
    }
    return readers[type](response);
  }

  /** Puts `body` there. @param options become parameters of the URL. */
  async put(url: string, body: BodyInit, options?: PutOptions): Promise<void>;
  async put(...args: unknown[]): Promise<void> {
    const url = urlOf("put", args);
    const [, body, options] = args;
    if (body === undefined) throw wrongArgument("put", 2, BODY_TYPES);
    if (options !== undefined && options !== null && !isObject(options)) {
      throw wrongArgument("put", 3, "PutOptions");
    }
    const target = withOptions(url, (options ?? {}) as PutOptions);
    // An explicit null becomes text.
    const init = { method: "PUT", body: body === null ? "null" : (body as BodyInit) };
    requireSuccess("PUT", await this.fetch(target, init));
  }

  async delete(url: string): Promise<void>;
  async delete(...args: unknown[]): Promise<void> {
    requireSuccess("DELETE", await this.fetch(urlOf("delete", args), { method: "DELETE" }));
  }
}

/** Gives all services these methods. To be called once, before any code of the user's runs. */
export function installFetcherMethods(): void {
  for (const name of ["get", "put", "delete"] as const) {
    Object.defineProperty(Fetcher.prototype, name, {
      value: FetcherMethods.prototype[name],
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
}

function urlOf(method: string, args: readonly unknown[]): string {
  if (args.length === 0) throw wrongArgument(method, 1, "string");
  const url = toText(args[0]);
  if (!URL.canParse(url)) throw new TypeError(`Fetch API cannot load: ${url}`);
  return url;
}

function wrongArgument(method: string, position: number, type: string): TypeError {
  return wrongType({ className: CLASS_NAME, method, position }, type);
}

function requireSuccess(method: string, response: Response): void {
  if (response.ok) return;
  throw new Error(`HTTP ${method} request failed: ${response.status} ${response.statusText}`);
}

/** Integers, because the C++ type is one. */
function withOptions(url: string, { expiration, expirationTtl }: PutOptions): string {
  if (expiration === undefined && expirationTtl === undefined) return url;
  const target = new URL(url);
  const add = (name: string, value: unknown): void => {
    if (value !== undefined) target.searchParams.append(name, String(toNumber(value) | 0));
  };
  add("expiration", expiration);
  add("expiration_ttl", expirationTtl);
  return target.href;
}
