import type { FailureMarks } from "../rpc/hook.ts";
import type { HeaderEntry } from "../rpc/http/http-message.ts";

/**
 * The form of calls, values and errors on the wire. A message is `[channel, kind, ...content]`;
 * all messages of one turn are one array. Each kind is listed with its content, by the kind of
 * channel (`channel.ts`) on which it is sent. A `number` is that of a channel which the message
 * opens.
 *
 * To a hook (`hook-channel.ts`), from its holder:
 * - `call`, number, path, {@link WirePayload}: calls a member; the channel stands for the result
 * - `get`, number, path: reads a member
 * - `pull`: asks for the value of a result
 * - `fetch`, number, {@link WireRequest}: sends a request; the answer comes on the channel
 * - `abandon`, on that channel: the caller needs no answer any more
 * - `open`, number, address: on channel 0 only, opens what the address names
 *
 * From a hook:
 * - `returned`, {@link WirePayload}; `failed`, {@link WirePayload}, {@link FailureMarks}
 * - `response`, {@link WireResponse}
 *
 * Streams (`wire-stream.ts`), from who writes: `chunk`, bytes; `end`; `fail`, {@link WireFailure}.
 * From who reads: `taken`, a number of bytes; `cancel`, {@link WireFailure}. To a writable stream:
 * `write`, a chunk; `finish`; `abort`, {@link WireFailure}; each is answered by `done`,
 * {@link WireFailure} or null.
 *
 * WebSockets (`wire-socket.ts`), both ways: `event`, a `SocketEvent`.
 *
 * Every channel: `close`.
 */
export type WirePayload =
  /** A value in V8's format that refers to nothing. */
  | Uint8Array
  | {
      readonly bytes: Uint8Array;
      readonly externals: readonly WireExternal[];
      /** Closing this channel calls the `[Symbol.dispose]()` of the object that was copied. */
      readonly disposer?: number | undefined;
    };

export type WireExternal =
  | { readonly kind: "stub" | "fetcher"; readonly channel: number }
  | { readonly kind: "class"; readonly className: string; readonly props: WirePayload }
  | { readonly kind: "readable" | "writable"; readonly channel: number }
  | { readonly kind: "headers"; readonly entries: readonly HeaderEntry[] }
  | { readonly kind: "request"; readonly request: WireRequest }
  | { readonly kind: "response"; readonly response: WireResponse }
  | { readonly kind: "signal"; readonly aborted?: Uint8Array; readonly later: number | null }
  | { readonly kind: "blob"; readonly blob: Blob };

/** Why a stream failed: bytes in V8's format, which refer to nothing. */
export interface WireFailure {
  readonly bytes: Uint8Array;
  readonly marks: FailureMarks;
}

export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly HeaderEntry[];
  /** The channel of a readable stream. */
  readonly body: number | null;
  readonly redirect: RequestRedirect;
  /** JSON. */
  readonly cf?: string;
  /** The caller may abandon it. */
  readonly abandonable?: true;
}

export interface WireResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly HeaderEntry[];
  /** The channel of a readable stream, or all bytes. */
  readonly body: number | Uint8Array<ArrayBuffer> | null;
  /** The channel of a WebSocket. */
  readonly webSocket?: number;
}
