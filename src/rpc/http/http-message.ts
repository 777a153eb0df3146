import type { SocketEnd } from "../web-socket/socket-end.ts";

export type HeaderEntry = [name: string, value: string];

/** A request in transit: sent by `fetch()`, or an RPC argument. */
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
  /** Aborts when the caller abandons the request before it has the response. */
  readonly abandoned?: AbortSignal | undefined;
}

/** A response in transit. */
export interface HttpResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly HeaderEntry[];
  /** The whole body if it is short and known, else a stream. */
  readonly body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | null;
  /** With status 101: the client's end of the connection. */
  readonly webSocket?: SocketEnd | undefined;
}

/** Discards a message that will not be read. */
export function discardMessage(message: HttpRequest | HttpResponse): void {
  discardBody(message.body);
  if ("webSocket" in message) message.webSocket?.send({ type: "lost" });
}

export function discardBody(body: HttpResponse["body"]): void {
  if (body instanceof ReadableStream) void body.cancel().catch(() => undefined);
}

/** Whether a request asks for a WebSocket. */
export function asksForWebSocket({ headers }: HttpRequest): boolean {
  return headers.some(([name, value]) => name === "upgrade" && value.toLowerCase() === "websocket");
}
