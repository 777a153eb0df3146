import { throughUtf8 } from "../codec/utf8.ts";
import { toText } from "./arguments.ts";
import type { CallRoot } from "./call-root.ts";
import { decodeFailure } from "./failure.ts";
import { messageToResponse, requestToMessage } from "./http-message.ts";
import { WorkerRequest } from "./http-request.ts";

/** Redirects that are followed before `fetch()` gives up (`api/http.c++`, `MAX_REDIRECT_COUNT`). */
const MAX_REDIRECTS = 20;

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/**
 * `fetch()` on a service (`api/http.c++`, `fetchImpl`): the callee always sees
 * `redirect: "manual"`, and a redirect is followed here, to the same service.
 */
export async function fetchService(
  root: CallRoot,
  input: RequestInfo | URL,
  init: RequestInit | undefined,
): Promise<Response> {
  let request = makeRequest(input, init);
  const { redirect, signal } = request;
  const canRepeat = !(init?.body instanceof ReadableStream);
  const way: string[] = [request.url];
  for (;;) {
    signal.throwIfAborted();
    const spare = redirect === "follow" && canRepeat && request.body ? request.clone() : null;
    const response = await aborting(send(root, request), signal);
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
  }
}

/** The request as the platform makes it, after what workerd refuses and the platform does not. */
function makeRequest(input: RequestInfo | URL, init: RequestInit | undefined): Request {
  if (init?.redirect !== undefined && !["follow", "manual"].includes(init.redirect)) {
    throw new TypeError(
      'Invalid redirect value, must be one of "follow" or "manual" ("error" won\'t be implemented ' +
        'since it does not make sense at the edge; use "manual" and check the response status code).',
    );
  }
  if (input instanceof Request) {
    if (input.bodyUsed && init?.body === undefined) {
      throw new TypeError("Cannot reconstruct a Request with a used body.");
    }
  } else {
    checkUrl(toText(input));
  }
  const method = (init?.method ?? (input instanceof Request ? input.method : "GET")).toUpperCase();
  const hasBody = init?.body !== undefined && init.body !== null;
  if (hasBody && (method === "GET" || method === "HEAD")) {
    throw new TypeError("Request with a GET or HEAD method cannot have a body.");
  }
  return new WorkerRequest(input, init);
}

function checkUrl(url: string): void {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new TypeError(`Invalid URL: ${throughUtf8(url)}`);
  }
  const { protocol, href } = parsed;
  if (protocol !== "http:" && protocol !== "https:") {
    throw new TypeError(`Fetch API cannot load: ${href}`);
  }
}

async function send(root: CallRoot, request: Request): Promise<Response> {
  const url = withoutFragment(request.url);
  const message = { ...requestToMessage(request), url, redirect: "manual" as const };
  const settled = await root.fetch(message);
  if (!settled.ok) throw decodeFailure(settled, root.maker);
  return messageToResponse(settled.response);
}

/** Fails as soon as `signal` says so. The callee is not told: it may go on. */
async function aborting(answer: Promise<Response>, signal: AbortSignal): Promise<Response> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([answer, aborted]);
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

function withoutFragment(url: string): string {
  const { href, hash } = new URL(url);
  return hash === "" ? href : href.slice(0, -hash.length);
}

/** Sets what only the platform's own `fetch()` could set. */
function describe(response: Response, about: { url: string; redirected: boolean }): Response {
  for (const [name, value] of Object.entries(about)) {
    Object.defineProperty(response, name, { value, configurable: true });
  }
  return response;
}
