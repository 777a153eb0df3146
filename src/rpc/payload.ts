import type { ExportedClass } from "./bindings/durable-object-class.ts";
import type { RpcHook } from "./hook.ts";
import {
  discardMessage,
  type HeaderEntry,
  type HttpRequest,
  type HttpResponse,
} from "./http/http-message.ts";
import { discardSignal, type SignalMessage } from "./streams/signal-transfer.ts";

/** A value on its way: its bytes in V8's format, and what cannot be put into bytes. */
export interface Payload {
  readonly bytes: Uint8Array;
  /** What the bytes refer to by index. */
  readonly externals: readonly External[];
  /** The value's own `[Symbol.dispose]()`, which the receiver calls by disposing the value. */
  readonly disposer?: Disposable | undefined;
}

/** Whatever travels by reference, or in a way of its own. */
export type External =
  /** A function, an `RpcTarget` or a stub of one: arrives as an `RpcStub`. */
  | { readonly kind: "stub"; readonly hook: RpcHook }
  /** A service, or the stub of a Durable Object: arrives as a `Fetcher`. */
  | { readonly kind: "fetcher"; readonly hook: RpcHook }
  /** A Durable Object class of the worker's: arrives as a `DurableObjectClass`. */
  | { readonly kind: "class"; readonly exported: ExportedClass }
  | { readonly kind: "readable"; readonly stream: ReadableStream<Uint8Array> }
  | { readonly kind: "writable"; readonly stream: WritableStream }
  | { readonly kind: "headers"; readonly entries: readonly HeaderEntry[] }
  | { readonly kind: "request"; readonly request: HttpRequest }
  | { readonly kind: "response"; readonly response: HttpResponse }
  | { readonly kind: "blob"; readonly blob: Blob }
  | { readonly kind: "signal"; readonly signal: SignalMessage };

/** Lets go of all that a payload holds; to be called when nobody will read it. */
export function disposePayload(payload: Payload): void {
  for (const external of payload.externals) disposeExternal(external);
  payload.disposer?.[Symbol.dispose]();
}

function disposeExternal(external: External): void {
  switch (external.kind) {
    case "stub":
    case "fetcher":
      external.hook.dispose();
      return;
    case "readable":
      void external.stream.cancel().catch(() => undefined);
      return;
    case "writable":
      void external.stream.abort().catch(() => undefined);
      return;
    case "request":
      discardMessage(external.request);
      return;
    case "response":
      discardMessage(external.response);
      return;
    case "signal":
      discardSignal(external.signal);
      return;
    case "class":
    case "headers":
    case "blob":
  }
}
