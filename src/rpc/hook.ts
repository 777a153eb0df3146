import type { HeaderEntry, HttpRequest, HttpResponse } from "./http/http-message.ts";
import type { SignalMessage } from "./streams/signal-transfer.ts";

/** A value in transit: its bytes in V8's format, and the objects that bytes cannot hold. */
export interface Payload {
  readonly bytes: Uint8Array;
  /** What the bytes refer to by index. */
  readonly externals: readonly External[];
  /** The value's own `[Symbol.dispose]()`, which the receiver calls by disposing the value. */
  readonly disposer?: Disposable | undefined;
}

/** Objects that are sent by reference or in a special form. */
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

/** A class that the worker exports, as facets are made of it. */
export interface ExportedClass {
  /** The name that it is exported under. */
  readonly className: string;
  /** Makes a new copy of `ctx.props` for its objects. */
  readonly makeProps: () => unknown;
}

/** Names of nested members, from a target downwards. */
export type PropertyPath = readonly string[];

/** How a call ended, in a form that can travel. */
export type Settled = { readonly ok: true; readonly payload: Payload } | Failed;

/** How a fetch ended. */
export type FetchSettled = { readonly ok: true; readonly response: HttpResponse } | Failed;

export interface Failed {
  readonly ok: false;
  /** The thrown value. */
  readonly payload: Payload;
  readonly marks: FailureMarks;
}

/** Marks on the caller's error in addition to the callee's properties. */
export interface FailureMarks {
  /** The error comes from the other side of a stub. */
  readonly remote: boolean;
  /** By this Durable Object. */
  readonly durableObjectId?: string | undefined;
  /** Not thrown by an object's code; no id attached. */
  readonly anonymous?: boolean | undefined;
  /** It ended a Durable Object. */
  readonly durableObjectReset?: boolean | undefined;
}

/**
 * A callable end: a target in this realm, a target behind a session, or the result of a pending
 * call. Stubs are made of hooks. The owner of a hook disposes it. Calls on one hook are delivered
 * in order.
 */
export interface RpcHook {
  /**
   * Calls the member at `path` (the target itself, when empty). Takes ownership of `args`, whose
   * value is an array. Never throws: the result's hook reports errors, and can be called before the
   * result arrives.
   */
  call(path: PropertyPath, args: Payload): RpcHook;

  /** Reads the member at `path`. Otherwise as `call()`. */
  get(path: PropertyPath): RpcHook;

  /**
   * The value of a result; call it once. Rejects only if the failure is not the callee's: the call
   * could not be sent, or the session ended.
   */
  pull(): Promise<Settled>;

  /** Sends an HTTP request to a service. Takes over the request's body. Rejects as `pull()`. */
  fetch(request: HttpRequest): Promise<FetchSettled>;

  /** Another hook to the same, disposed apart. */
  dup(): RpcHook;

  /** Releases the hook. Pending calls continue. */
  dispose(): void;
}
