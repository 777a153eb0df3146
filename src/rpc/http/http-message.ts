import { lengthOf } from "./http-body.ts";
import { makeImmutable } from "./http-headers.ts";
import { WorkerRequest } from "./http-request.ts";
import { nullBodyStatuses, WorkerResponse, type WorkerResponseInit } from "./http-response.ts";
import { reasonPhrase } from "./reason-phrase.ts";
import { lostEnd, type SocketEnd } from "../web-socket/socket-end.ts";
import { type StreamOwner, type StreamWay, takeReadable } from "../streams/stream-transfer.ts";
import { releaseSocket, socketOf, type WorkerWebSocket } from "../web-socket/web-socket.ts";

export type HeaderEntry = [name: string, value: string];

/** A request on its way to a service: what `fetch` sends, and what an RPC argument becomes. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly HeaderEntry[];
  readonly body: ReadableStream<Uint8Array> | null;
  readonly redirect: RequestRedirect;
  /** How many bytes the body has, where its maker knew. It does not travel, but as a header. */
  readonly length?: number | undefined;
  /** `request.cf`, as JSON. */
  readonly cf?: string | undefined;
}

/** A response on its way back. */
export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly HeaderEntry[];
  readonly body: ReadableStream<Uint8Array> | null;
  /** With status 101: the client's end of the connection. */
  readonly webSocket?: SocketEnd | undefined;
}

/**
 * Takes a request's body away from it.
 *
 * @param sender who sends it as a value over RPC: it lives until the body has been read.
 * @throws {TypeError} when it was used already.
 */
export function requestToMessage(request: Request, sender?: StreamOwner): HttpRequest {
  const { method, url, redirect } = request;
  const length = request.body === null ? undefined : lengthOf(request.body);
  const body = takeBody(request, sender, "rpc");
  const cf = request instanceof WorkerRequest ? jsonOf((request as WorkerRequest).cf) : undefined;
  return { method, url, redirect, headers: [...request.headers], body, length, cf };
}

/**
 * Takes a response's body and WebSocket away from it. A socket that was used already fails where
 * nobody can catch it, as in workerd, and the client gets one that is disconnected.
 *
 * @param owner who responds: it lives until the body has been read.
 * @throws {TypeError} when the body was used already.
 */
export function responseToMessage(
  response: Response,
  owner: StreamOwner,
  way: StreamWay,
): HttpResponse {
  const { webSocket } = response as Partial<WorkerResponse>;
  const end = webSocket ? takeSocket(webSocket) : undefined;
  const { status, statusText } = response;
  const body = takeBody(response, owner, way);
  const message = { status, statusText, headers: [...response.headers], body };
  return end === undefined ? message : { ...message, webSocket: end };
}

export function messageToRequest(message: HttpRequest): Request {
  const { method, redirect, body, cf } = message;
  const headers = [...message.headers];
  return new WorkerRequest(message.url, {
    method,
    redirect,
    headers,
    ...(body !== null && { body }),
    ...(cf !== undefined && { cf: JSON.parse(cf) as object }),
  });
}

/** A request as its handler gets it. */
export function receiveRequest(message: HttpRequest): Request {
  const request = messageToRequest(message);
  makeImmutable(request.headers);
  return request;
}

/** A response as `fetch()` gives it, to a request of `method`. */
export function receiveResponse(message: HttpResponse, method: string): Response {
  const { status } = message;
  let { body } = message;
  if (method === "HEAD") {
    void body?.cancel().catch(() => undefined);
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

/** Lets go of a message that nobody will read. */
export function discardMessage(message: HttpRequest | HttpResponse): void {
  void message.body?.cancel().catch(() => undefined);
  if ("webSocket" in message) message.webSocket?.send({ type: "lost" });
}

function takeSocket(socket: WorkerWebSocket): SocketEnd {
  try {
    return releaseSocket(socket);
  } catch (error) {
    // Nobody hears of it but the console. Node would end.
    if (typeof reportError === "function") void Promise.reject(error);
    return lostEnd;
  }
}

/** Whether a request asks for a WebSocket. */
export function asksForWebSocket({ headers }: HttpRequest): boolean {
  return headers.some(([name, value]) => name === "upgrade" && value.toLowerCase() === "websocket");
}

function jsonOf(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

function takeBody(
  message: Request | Response,
  owner: StreamOwner | undefined,
  way: StreamWay,
): ReadableStream<Uint8Array> | null {
  return message.body === null ? null : takeReadable(message.body, owner, way);
}
