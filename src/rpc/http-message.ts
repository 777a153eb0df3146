import { takeReadable } from "./stream-transfer.ts";

export type HeaderEntry = [name: string, value: string];

/** A request on its way to a service: what `fetch` sends, and what an RPC argument becomes. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly HeaderEntry[];
  readonly body: ReadableStream<Uint8Array> | null;
  readonly redirect: RequestRedirect;
}

/** A response on its way back. */
export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly HeaderEntry[];
  readonly body: ReadableStream<Uint8Array> | null;
}

/** Takes a request's body away from it. @throws {TypeError} when it was used already. */
export function requestToMessage(request: Request): HttpRequest {
  const { method, url, redirect } = request;
  const body = takeBody(request);
  return { method, url, redirect, headers: [...request.headers], body };
}

/** Takes a response's body away from it. @throws {TypeError} when it was used already. */
export function responseToMessage(response: Response): HttpResponse {
  const { status, statusText } = response;
  const body = takeBody(response);
  return { status, statusText, headers: [...response.headers], body };
}

export function messageToRequest(message: HttpRequest): Request {
  const { method, redirect, body } = message;
  const headers = [...message.headers];
  const init: RequestInit & { duplex?: "half" } =
    body === null ? { method, redirect, headers } : { method, redirect, headers, body };
  // Browsers want to hear that the answer does not come before the whole request has gone.
  if (body !== null) init.duplex = "half";
  return new Request(message.url, init);
}

export function messageToResponse(message: HttpResponse): Response {
  const { status, statusText, body } = message;
  return new Response(body, { status, statusText, headers: [...message.headers] });
}

/** Lets go of a message that nobody will read. */
export function discardMessage(message: HttpRequest | HttpResponse): void {
  void message.body?.cancel().catch(() => undefined);
}

function takeBody(message: Request | Response): ReadableStream<Uint8Array> | null {
  return message.body === null ? null : takeReadable(message.body);
}
