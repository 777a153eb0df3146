import type { SocketEvent } from "./socket-end.ts";

/** What a connection is closed with that was lost (`web-socket.c++:801`). */
export const LOST = {
  code: 1006,
  reason: "WebSocket disconnected without sending Close frame.",
  wasClean: false,
} as const;

/** An event for a socket's listeners: a received event, or a read error. */
export type LineEvent = SocketEvent | { readonly type: "error" };

/** The event that is dispatched at a socket. */
export function lineEvent(event: LineEvent, binaryType: BinaryType): Event {
  switch (event.type) {
    case "message":
      return new MessageEvent("message", { data: messageData(event.data, binaryType) });
    case "close":
      return closeEvent({ code: event.code, reason: event.reason, wasClean: true });
    case "lost":
      return closeEvent(LOST);
    case "error":
      return withFields("error", {
        message: "Uncaught Error: Network connection lost.",
        error: Object.assign(new Error("Network connection lost."), { retryable: true }),
      });
  }
}

/** A copy of bytes as an `ArrayBuffer`. */
export function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}

function messageData(data: string | Uint8Array, binaryType: BinaryType): unknown {
  if (typeof data === "string") return data;
  const buffer = bufferOf(data);
  return binaryType === "blob" ? new Blob([buffer]) : buffer;
}

function closeEvent(fields: { code: number; reason: string; wasClean: boolean }): Event {
  return typeof CloseEvent === "function"
    ? new CloseEvent("close", fields)
    : withFields("close", fields);
}

function withFields(type: "close" | "error", fields: object): Event {
  if (type === "error" && typeof ErrorEvent === "function") return new ErrorEvent(type, fields);
  return Object.assign(new Event(type), fields);
}
