import { lostEnd, type SocketEnd } from "../web-socket/socket-end.ts";
import { type StreamOwner, type StreamWay, takeReadable } from "../streams/stream-transfer.ts";
import { dataCloneError } from "../../codec/data-clone-error.ts";
import { rpcSettings } from "../settings.ts";
import { signalToSendWith } from "./caller-signal.ts";
import { lengthOf, textOf } from "./known-body.ts";
import type { HttpRequest, HttpResponse } from "./http-message.ts";
import { httpClasses } from "./http-part.ts";

const encoder = new TextEncoder();

/**
 * Takes the body out of a request.
 *
 * @param sender the sender of a request over RPC, kept running until the body has been read.
 * @throws {TypeError} when the body was used already.
 * @throws {DOMException} `DataCloneError` for a value with a signal, without the flag for signals.
 */
export function requestToMessage(request: Request, sender?: StreamOwner): HttpRequest {
  const { method, url, redirect } = request;
  if (sender !== undefined && !rpcSettings.signals && signalToSendWith(request) !== undefined) {
    throw dataCloneError("AbortSignal serialization is not enabled.");
  }
  const length = request.body === null ? undefined : lengthOf(request.body);
  const body = takeBody(request, sender, "rpc");
  const cf = jsonOf((request as { readonly cf?: object }).cf);
  return { method, url, redirect, headers: [...request.headers], body, length, cf };
}

/**
 * Takes body and WebSocket out of a response. For a socket that was used already, the client gets a
 * disconnected socket; as in workerd, the error cannot be caught.
 *
 * @param owner the responder, kept running until the body has been read.
 * @throws {TypeError} when the body was used already.
 */
export function responseToMessage(
  response: Response,
  owner: StreamOwner,
  way: StreamWay,
): HttpResponse {
  const { webSocket } = response as { readonly webSocket?: object | null };
  const end = webSocket ? takeSocket(webSocket) : undefined;
  const { status, statusText } = response;
  const body = takeText(response) ?? takeBody(response, owner, way);
  const message = { status, statusText, headers: [...response.headers], body };
  return end === undefined ? message : { ...message, webSocket: end };
}

function takeSocket(socket: object): SocketEnd {
  try {
    return httpClasses().releaseSocket(socket);
  } catch (error) {
    // Only the console reports it. Node would exit.
    if (typeof reportError === "function") void Promise.reject(error);
    return lostEnd;
  }
}

function jsonOf(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

/** The whole body, if it is a short text that nobody has begun to read. */
function takeText(response: Response): Uint8Array<ArrayBuffer> | undefined {
  const text = textOf(response);
  const { body } = response;
  if (text === undefined || body === null || body.locked || response.bodyUsed) return undefined;
  // From now on it counts as used.
  void body.cancel();
  return encoder.encode(text);
}

function takeBody(
  message: Request | Response,
  owner: StreamOwner | undefined,
  way: StreamWay,
): ReadableStream<Uint8Array> | null {
  return message.body === null ? null : takeReadable(message.body, owner, way);
}
