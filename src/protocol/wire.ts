import type { FailureMarks } from "../rpc/hook.ts";
import type { HeaderEntry } from "../rpc/http/http-message.ts";
import type { SocketEvent } from "../rpc/web-socket/socket-end.ts";

/**
 * The form that calls, values and errors have in capnweb's messages.
 *
 * A hook is a capnweb target with `call`, `get`, `pull` and `fetch` ({@link WireTarget}). Results
 * of `call` and `get` are targets again, so that `stub.a().b.c()` costs one round trip. A value is
 * a {@link WirePayload}: bytes in V8's format, and what they refer to. Errors are values too:
 * capnweb's own rejections mean that the session is broken.
 */
export interface WireTarget extends Disposable {
  call(path: readonly string[], args: WirePayload): WireTarget;
  get(path: readonly string[]): WireTarget;
  pull(): Promise<WireSettled>;
  fetch(request: WireRequest): Promise<WireFetchSettled>;
}

/** What the other end has of a {@link WireTarget}: capnweb's stub, or its promise of one. */
export interface WireStub extends WireTarget {
  call(path: readonly string[], args: WirePayload): WireStub;
  get(path: readonly string[]): WireStub;
  dup(): WireStub;
  onRpcBroken(callback: (error: unknown) => void): void;
}

export interface WirePayload {
  readonly bytes: Uint8Array;
  readonly externals: readonly WireExternal[];
  /** Disposing it calls the `[Symbol.dispose]()` of the object that this is a copy of. */
  readonly disposer?: Disposable;
}

export type WireExternal =
  | { readonly kind: "stub" | "fetcher"; readonly target: WireTarget }
  | { readonly kind: "class"; readonly className: string; readonly props: WirePayload }
  | { readonly kind: "readable"; readonly stream: WireStream }
  | { readonly kind: "writable"; readonly sink: WireSink }
  | { readonly kind: "headers"; readonly entries: readonly HeaderEntry[] }
  | { readonly kind: "request"; readonly request: WireRequest }
  | { readonly kind: "response"; readonly response: WireResponse }
  | { readonly kind: "signal"; readonly aborted?: Uint8Array; readonly later: WireStream | null }
  /** The number of an object that travels beside the messages. */
  | { readonly kind: "blob"; readonly object: number };

/**
 * A readable stream, in pieces. What it fails with comes as its last piece: capnweb's own way
 * keeps no more of an error than its name and its words.
 */
export type WireStream = ReadableStream<Uint8Array | WireFailure>;

/** What a stream failed with: bytes in V8's format, which refer to nothing. */
export interface WireFailure {
  readonly bytes: Uint8Array;
  readonly marks: FailureMarks;
}

/** A writable stream. Each call is answered when the stream has taken it. */
export interface WireSink extends Disposable {
  write(chunk: Uint8Array): Promise<WireFailure | null>;
  close(): Promise<WireFailure | null>;
  abort(reason: WireFailure): Promise<WireFailure | null>;
}

export interface WireSinkStub extends WireSink {
  dup(): WireSinkStub;
}

/** One end of a WebSocket. Neither call is answered: what is sent arrives in its order. */
export interface WireSocket extends Disposable {
  listen(receive: (event: SocketEvent) => void): void;
  send(event: SocketEvent): void;
}

/** What the other end has of a {@link WireSocket}. */
export interface WireSocketStub extends Disposable {
  listen(receive: (event: SocketEvent) => void): Promise<void>;
  send(event: SocketEvent): Promise<void>;
  onRpcBroken(callback: (error: unknown) => void): void;
}

export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly HeaderEntry[];
  readonly body: WireStream | null;
  readonly redirect: RequestRedirect;
  /** JSON. */
  readonly cf?: string;
}

export interface WireResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly HeaderEntry[];
  readonly body: WireStream | null;
  readonly webSocket?: WireSocket;
}

export interface WireFailed {
  readonly ok: false;
  readonly payload: WirePayload;
  readonly marks: FailureMarks;
}

export type WireSettled = { readonly ok: true; readonly payload: WirePayload } | WireFailed;

export type WireFetchSettled = { readonly ok: true; readonly response: WireResponse } | WireFailed;
