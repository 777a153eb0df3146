import { WorkerHeaders } from "../../rpc/http/http-headers.ts";
import { WorkerRequest } from "../../rpc/http/http-request.ts";
import { WorkerResponse } from "../../rpc/http/http-response.ts";
import { WebSocketPair, WorkerWebSocket } from "../../rpc/web-socket/web-socket.ts";
import { WebSocketRequestResponsePair } from "../../rpc/web-socket/web-socket-request-response-pair.ts";
import { definePlatform } from "./define-global.ts";

/** Replaces the browser's classes with workerd's, which have features that only servers need. */
export function installWebClasses(): void {
  const classes = {
    Headers: WorkerHeaders,
    Request: WorkerRequest,
    Response: WorkerResponse,
    WebSocket: WorkerWebSocket,
    WebSocketPair,
    WebSocketRequestResponsePair,
  };
  for (const [name, value] of Object.entries(classes)) definePlatform(globalThis, name, value);
}
