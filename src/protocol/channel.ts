import type { RpcHook } from "../rpc/hook.ts";

/**
 * A session carries channels, each with a {@link ChannelEnd} at either end. The end that opens a
 * channel gives it a positive number; the other end uses the same number, negative. A message has
 * the sender's number. Channel 0 exists from the start: it leads to the receiver's main object.
 */
export interface Link {
  /** Why the session has ended, if it has. */
  readonly lost: Error | undefined;

  /** Opens a channel; a message must tell the other end its number. */
  open(end: ChannelEnd): number;

  /** Joins the channel that the other end has opened as `number`. @returns its number here. */
  join(number: number, end: ChannelEnd): number;

  send(channel: number, kind: string, ...content: readonly unknown[]): void;

  /** Ends a channel here and at the other end. */
  close(channel: number): void;

  /** Ends a channel here: the other end does the same by itself. */
  forget(channel: number): void;

  /** Offers a hook on a new channel. Takes it over. */
  exportHook(hook: RpcHook): number;

  /** A hook to the target that the other end offers on the channel with its `number`. */
  importHook(number: number): RpcHook;
}

/** One end of a channel. */
export interface ChannelEnd {
  receive(channel: number, kind: string, content: readonly unknown[]): void;

  /** The other end has closed the channel; or the session has ended, for the reason `lost`. */
  closed(lost?: Error): void;
}

/** The error of all calls whose session has ended (`jsg/util.c++`, DISCONNECTED). */
export function connectionLost(cause: Error): Error {
  const error = new Error("Network connection lost.", { cause });
  return Object.assign(error, { retryable: true });
}

/** A session that this end closed on purpose. Later calls fail with it; calls in flight were lost. */
export class SessionClosed extends Error {}

/** The error of a call that is made after the session ended. */
export function afterEnd(lost: Error): Error {
  return lost instanceof SessionClosed ? lost : connectionLost(lost);
}
