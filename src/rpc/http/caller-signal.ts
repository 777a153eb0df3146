import type { RpcContext } from "../context.ts";
import { rpcSettings } from "../settings.ts";
import type { HttpRequest } from "./http-message.ts";
import { signalGivenTo } from "./given-signal.ts";

/** The signals of requests that were received. */
const received = new WeakSet<AbortSignal>();

/** Watches the caller of a request, with the flag `enable_request_signal`. */
export interface CallerSignal {
  /** Aborts when the caller abandons the request, or cancels the body of its response. */
  readonly signal: AbortSignal;
  abandon(): void;
}

export function callerSignal(
  { abandoned }: HttpRequest,
  context: RpcContext,
): CallerSignal | undefined {
  if (!rpcSettings.requestSignals) return undefined;
  const controller = new AbortController();
  received.add(controller.signal);
  const abandon = (): void => {
    const reason = new DOMException("The client has disconnected", "AbortError");
    // A context that has ended has no listeners.
    void context.deliver(() => controller.abort(reason)).catch(() => undefined);
  };
  if (abandoned?.aborted === true) abandon();
  else abandoned?.addEventListener("abort", abandon, { once: true });
  return { signal: controller.signal, abandon };
}

/** The signal that ends a request when it is sent: the given one, unless it is the caller's. */
export function signalToSendWith(request: Request): AbortSignal | undefined {
  const signal = signalGivenTo(request);
  const ignored = signal !== undefined && received.has(signal) && !rpcSettings.signalPassthrough;
  return ignored ? undefined : signal;
}
