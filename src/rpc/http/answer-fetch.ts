import type { RpcContext } from "../context.ts";
import { encodeFailure } from "../failure.ts";
import type { FetchSettled } from "../hook.ts";
import { callerSignal } from "./caller-signal.ts";
import { checkUnused } from "./http-body.ts";
import { asksForWebSocket, discardMessage, type HttpRequest } from "./http-message.ts";
import { receiveRequest } from "./receive-message.ts";
import { responseToMessage } from "./send-message.ts";

/** Has the `fetch()` of an entrypoint answer a request. */
export async function answerFetch(
  target: unknown,
  context: RpcContext,
  request: HttpRequest,
): Promise<FetchSettled> {
  try {
    const { fetch } = target as { fetch?: unknown };
    if (typeof fetch !== "function") {
      throw new Error("Handler does not export a fetch() function.");
    }
    const caller = callerSignal(request, context);
    const received = receiveRequest(request, caller?.signal);
    const response: unknown = await Reflect.apply(fetch, target, [received]);
    if (!(response instanceof Response)) {
      throw new TypeError("Incorrect type for Promise: the Promise did not resolve to 'Response'.");
    }
    checkUnused(response);
    if (response.type === "error") {
      throw new TypeError(
        "Return value from serve handler must not be an error response (like Response.error())",
      );
    }
    if (response.status === 101 && !asksForWebSocket(request)) {
      throw new TypeError(
        "Worker tried to return a WebSocket in a response to a request which did not contain the " +
          'header "Upgrade: websocket".',
      );
    }
    return {
      ok: true,
      response: responseToMessage(response, { context, canceled: caller?.abandon }, "http"),
    };
  } catch (error) {
    discardMessage(request);
    return encodeFailure(error, { remote: true });
  }
}
