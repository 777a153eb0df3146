import { socketOf } from "../web-socket/web-socket.ts";
import { makeImmutable } from "./http-headers.ts";
import { discardBody, type HttpRequest, type HttpResponse } from "./http-message.ts";
import { WorkerRequest } from "./http-request.ts";
import { nullBodyStatuses, WorkerResponse, type WorkerResponseInit } from "./http-response.ts";
import { reasonPhrase } from "./reason-phrase.ts";

export function messageToRequest(message: HttpRequest, signal?: AbortSignal): Request {
  const { method, redirect, body, cf } = message;
  const headers = [...message.headers];
  return new WorkerRequest(message.url, {
    method,
    redirect,
    headers,
    ...(body !== null && { body }),
    ...(signal !== undefined && { signal }),
    ...(cf !== undefined && { cf: JSON.parse(cf) as object }),
  });
}

/** A request as its handler gets it. */
export function receiveRequest(message: HttpRequest, signal?: AbortSignal): Request {
  const request = messageToRequest(message, signal);
  makeImmutable(request.headers);
  return request;
}

/** A response as `fetch()` returns it for a request with `method`. */
export function receiveResponse(message: HttpResponse, method: string): Response {
  const { status } = message;
  let { body } = message;
  if (method === "HEAD") {
    discardBody(body);
    body = null;
  } else if (body === null && !nullBodyStatuses.has(status)) {
    body = new Response("").body;
  }
  const statusText = message.statusText === "" ? reasonPhrase(status) : message.statusText;
  const response = messageToResponse({ ...message, body, statusText });
  makeImmutable(response.headers);
  return response;
}

export function messageToResponse(message: HttpResponse): Response {
  const { status, statusText, body, webSocket } = message;
  const init: WorkerResponseInit = { status, statusText, headers: [...message.headers] };
  if (webSocket === undefined) return new WorkerResponse(body, init);
  return new WorkerResponse(null, {
    ...init,
    statusText: "Switching Protocols",
    webSocket: socketOf(webSocket),
  });
}
