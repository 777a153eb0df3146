import { asError } from "../streams/abort-reason.ts";
import { abortableBody } from "../streams/abortable-body.ts";
import { decodeFailure } from "../failure.ts";
import type { FetchSettled } from "../hook.ts";
import type { HeaderEntry, HttpRequest, HttpResponse } from "../http/http-message.ts";
import type { RequestSender } from "../http/http-part.ts";
import { signalToSendWith } from "../http/caller-signal.ts";
import { WorkerRequest } from "../http/http-request.ts";
import { WorkerResponse } from "../http/http-response.ts";
import { receiveResponse } from "../http/receive-message.ts";
import { requestToMessage } from "../http/send-message.ts";
import { parseUrl } from "../http/request-line.ts";

/**
 * The number of redirects that `fetch()` follows before it fails (`api/http.c++`,
 * `MAX_REDIRECT_COUNT`).
 */
const MAX_REDIRECTS = 20;

const platformFetch = globalThis.fetch;

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/**
 * `fetch()` on a service (`api/http.c++`, `fetchImpl`): the callee always sees
 * `redirect: "manual"`, and a redirect is followed here, to the same service.
 */
export async function fetchService(
  sender: RequestSender,
  input: RequestInfo | URL,
  init: RequestInit | undefined,
): Promise<Response> {
  let request = makeRequest(input, init);
  if (isData(request)) return dataOf(request);
  const { redirect } = request;
  const signal = signalToSendWith(request);
  const canRepeat = !(init?.body instanceof ReadableStream);
  const way: string[] = [request.url];
  for (;;) {
    signal?.throwIfAborted();
    const spare = redirect === "follow" && canRepeat && request.body ? request.clone() : null;
    const response = await send(sender, request, signal);
    const { url } = request;
    const next = redirect === "follow" ? locationOf(response, url) : null;
    if (next === null) {
      void spare?.body?.cancel().catch(() => undefined);
      return describe(response, { url: withoutFragment(url), redirected: way.length > 1 });
    }
    void response.body?.cancel().catch(() => undefined);
    if (way.length > MAX_REDIRECTS) throw new TypeError(`Too many redirects.${way.join(", ")}`);
    way.push(next);
    request = redirected(request, spare, response.status, next);
    if (new URL(next).origin !== new URL(url).origin) request.headers.delete("authorization");
  }
}

/**
 * The request that `fetch(input, init)` sends.
 *
 * @throws {TypeError} for requests that workerd refuses, such as a URL that is neither HTTP nor
 *   data.
 */
export function makeRequest(input: RequestInfo | URL, init?: RequestInit): Request {
  const request = new WorkerRequest(input, init);
  if (!/^(?:https?:|data:[^,]*,)/.test(request.url)) {
    throw new TypeError(`Fetch API cannot load: ${request.url}`);
  }
  return request;
}

export function isData({ url }: Request): boolean {
  return url.startsWith("data:");
}

/** The content of a `data:` URL. Calls no service. */
export async function dataOf({ url, method }: Request): Promise<Response> {
  const { body, headers } = await platformFetch(url);
  return new WorkerResponse(method === "GET" ? body : null, { statusText: "OK", headers });
}

/** @param signal aborts the request, and after it the response's body. */
async function send(
  sender: RequestSender,
  request: Request,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const url = withoutFragment(withoutCredentials(request.url));
  const message = requestToMessage(request);
  const headers = [...message.headers, ...lengthHeaders(message)];
  const sent = { ...message, headers, url, redirect: "manual" } as const;
  const settled =
    signal === undefined
      ? await sender.fetch(sent)
      : await aborting((abandoned) => sender.fetch({ ...sent, abandoned }), signal);
  if (!settled.ok) throw decodeFailure(settled);
  const { response } = settled;
  const body = response.body && signal ? abortable(response.body, signal) : response.body;
  return receiveResponse({ ...response, body }, request.method);
}

function abortable(body: NonNullable<HttpResponse["body"]>, signal: AbortSignal): ReadableStream {
  return abortableBody(body instanceof ReadableStream ? body : new Blob([body]).stream(), signal);
}

/** The headers that give the end of a body. */
function lengthHeaders({ body, length, headers }: HttpRequest): HeaderEntry[] {
  const told = headers.some(([name]) => name === "content-length" || name === "transfer-encoding");
  if (body === null || told) return [];
  if (length === undefined) return [["transfer-encoding", "chunked"]];
  return [["content-length", String(length)]];
}

/** Fails as soon as `signal` aborts, and notifies the callee, which may continue. */
async function aborting(
  fetching: (abandoned: AbortSignal) => Promise<FetchSettled>,
  signal: AbortSignal,
): Promise<FetchSettled> {
  const abandoned = new AbortController();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(asError(signal.reason) as Error);
      abandoned.abort();
    };
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([fetching(abandoned.signal), aborted]);
  } finally {
    if (stop !== undefined) signal.removeEventListener("abort", stop);
  }
}

/** Where a response redirects to, if it does. */
function locationOf(response: Response, base: string): string | null {
  if (!redirectStatuses.has(response.status)) return null;
  const location = response.headers.get("location");
  if (location === null) return null;
  try {
    return new URL(location, base).href;
  } catch {
    throw new TypeError("Invalid Location header; unable to follow redirect.");
  }
}

/** The request that follows a redirect (`api/http.c++`, `handleHttpRedirectResponse`). */
function redirected(request: Request, spare: Request | null, status: number, url: string): Request {
  const { headers, method } = request;
  const becomesGet =
    (status === 303 && method !== "GET" && method !== "HEAD") ||
    ((status === 301 || status === 302) && method === "POST");
  if (becomesGet) {
    void spare?.body?.cancel().catch(() => undefined);
    return new WorkerRequest(url, { headers, method: "GET" });
  }
  if (request.body === null) return new WorkerRequest(url, { headers, method });
  if (spare === null) {
    throw new TypeError(
      "A request with a one-time-use body (it was initialized from a stream, not a buffer) " +
        "encountered a redirect requiring the body to be retransmitted. To avoid this error in " +
        "the future, construct this request from a buffer-like body initializer.",
    );
  }
  return new WorkerRequest(url, { headers, method, body: spare.body });
}

function withoutCredentials(url: string): string {
  return parseUrl(url).plain;
}

function withoutFragment(url: string): string {
  const { href, hash } = new URL(url);
  return hash === "" ? href : href.slice(0, -hash.length);
}

/** Sets properties that only the platform's own `fetch()` can set. */
function describe(response: Response, about: { url: string; redirected: boolean }): Response {
  for (const [name, value] of Object.entries(about)) {
    Object.defineProperty(response, name, { value, configurable: true });
  }
  return response;
}
