import { currentRpcContext } from "../context.ts";
import { readFrom } from "./stream-io.ts";

/** An AbortSignal in transit (`api/basics.c++`). Reasons are bytes in V8's format. */
export interface SignalMessage {
  /** The reason, where it is aborted already. */
  readonly aborted?: Uint8Array | undefined;
  /** Resolves with the reason of the abort; null: never aborted. */
  readonly later: ReadableStream<Uint8Array> | null;
}

/** Signals that have come over RPC. */
const received = new WeakSet<AbortSignal>();

/**
 * Sends a signal. As in workerd, a signal that arrived over RPC and is passed on never aborts
 * there; neither does one whose reason cannot be sent.
 *
 * @param encode copies a reason.
 * @throws the error of `encode` for a signal that is aborted already.
 */
export function takeSignal(
  signal: AbortSignal,
  encode: (reason: unknown) => Uint8Array,
): SignalMessage {
  if (signal.aborted) return { aborted: encode(signal.reason), later: null };
  if (received.has(signal)) return { later: null };
  let forget = (): void => undefined;
  const later = new ReadableStream<Uint8Array>({
    start(controller) {
      const aborted = (): void => {
        try {
          controller.enqueue(encode(signal.reason));
        } catch {
          // The reason cannot be sent.
        }
        controller.close();
      };
      signal.addEventListener("abort", aborted, { once: true });
      forget = () => signal.removeEventListener("abort", aborted);
    },
    cancel: () => forget(),
  });
  return { later };
}

/** The receiver's signal. It is aborted as an event of the code that receives it. */
export function receiveSignal(
  { aborted, later }: SignalMessage,
  decode: (reason: Uint8Array) => unknown,
): AbortSignal {
  if (aborted !== undefined) return AbortSignal.abort(decode(aborted));
  const controller = new AbortController();
  const { signal } = controller;
  received.add(signal);
  if (later !== null) {
    currentRpcContext()
      .arrive(readFrom(later.getReader()))
      .then(({ value }) => {
        if (value !== undefined) controller.abort(decode(value));
      })
      // The sender is gone: the signal will never abort.
      .catch(() => undefined);
  }
  return signal;
}

/** Discards a signal that will not be received. */
export function discardSignal({ later }: SignalMessage): void {
  void later?.cancel().catch(() => undefined);
}
