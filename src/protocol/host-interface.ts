import type { WorkerConfig } from "../config/config.ts";
import type { ClockState, CodeIdentity, HostEvent, HostRole } from "./events.ts";
import type { HostAssets } from "./host-assets.ts";
import type { HostClock } from "./host-clock.ts";
import type { HostControl, HostFiles, HostTriggers } from "./host-control.ts";
import type { HostInspect } from "./host-inspect.ts";

/**
 * The protocol between page and host. All of it is here, in `events.ts` (the
 * stream of events) and in `wire.ts` (the form of calls, values and errors).
 *
 * Layers, from below:
 *
 * 1. `endpoint.ts`: a `MessagePort`, the `Worker` itself, or between two tabs a `BroadcastChannel`
 *    (`tab-message.ts`).
 * 2. `transport.ts`: each end first sends `{ tabd: PROTOCOL_VERSION }`, then one batch of messages
 *    per turn, last null.
 * 3. `session.ts`: channels (`channel.ts`), whose messages `wire.ts` lists. They carry the hooks,
 *    streams and WebSockets of `src/rpc`.
 * 4. The main objects: the host's end of a session is a {@link HostInterface}; the page's end
 *    offers nothing but the callbacks that it passes.
 *
 * Both ends are ordinary RPC: the host writes a class that extends `RpcTarget` and implements
 * {@link HostInterface}; the page holds a stub of it, `session.main`. Hence the rules of RPC hold
 * here too: methods and getters of the prototype only; arguments and results are copied;
 * functions and `RpcTarget`s go by reference; what is returned by reference lives until its stub
 * is disposed or the session ends, and then its own `[Symbol.dispose]()` is called.
 *
 * A session that breaks (the host is killed, the tab goes) fails every call that is under way
 * with `Network connection lost.`, `retryable` true.
 */
export const PROTOCOL_VERSION = 4;

/** The configuration as it crosses: the page has already used `worker`, which makes the host. */
export type HostConfig = Omit<WorkerConfig, "worker">;

/**
 * The calls of a page to its host, and of a follower to the disk's leader.
 */
export interface ServedInterface {
  /**
   * Calls `listener` with the events from now on, in order and in small batches. Ends when the
   * result is disposed.
   */
  subscribe(listener: (events: readonly HostEvent[]) => void): Promise<Disposable>;

  /** Looks at the time again: the page became visible or resumed, or the clock was changed. */
  wake(): Promise<void>;
}

/**
 * The main object of a host, for its page. The page calls `start()` first and once; the other
 * methods fail before it.
 */
export interface HostInterface extends ServedInterface {
  /**
   * Checks the configuration, loads the code, opens the disk and arms the alarms; where another
   * host owns the disk, finds that one.
   *
   * @throws an error that names the wrong field; the host is then good for nothing but `close()`.
   */
  start(config: HostConfig, options: HostStartOptions): Promise<HostStarted>;

  /** Answers as long as the host is alive and not stuck. May come before `start()`. */
  ping(): Promise<void>;

  /**
   * Finishes pending commits, cancels the timers and releases the disk. Pending calls fail.
   */
  close(): Promise<void>;
}

export interface HostStartOptions {
  readonly assets: HostAssets;
  /** The initial state of this host's clock. Default: real. */
  readonly clock?: ClockState;
  /** Reports every call of an object (`actor-called`). */
  readonly reportsCalls?: boolean;
}

/** The main object of the leader of a disk towards its followers, the hosts of other pages. */
export interface LeaderInterface extends ServedInterface {
  /** Who it is. */
  introduce(): Promise<LeaderIntroduction>;

  /** Answers as long as the host is alive and not stuck. */
  ping(): Promise<void>;
}

export interface LeaderIntroduction {
  /** Another one for each time that a host becomes the leader. */
  readonly leader: string;
  readonly code: CodeIdentity;
}

/** What `start()` found. */
export interface HostStarted {
  readonly role: HostRole;
  /** Whether AbortSignals travel (`enable_abortsignal_rpc`). */
  readonly signals: boolean;
  /** The `env` of the page: names and bindings, in the order of the configuration. */
  readonly bindings: Readonly<Record<string, HostBinding>>;
}

export type HostBinding =
  | {
      readonly type: "namespace";
      readonly className: string;
      /** Makes the ids; absent where the namespace is ephemeral and its ids are plain strings. */
      readonly uniqueKey?: string;
    }
  | { readonly type: "service"; readonly entrypoint?: string; readonly props?: object }
  /** Facets are made of it. */
  | { readonly type: "class"; readonly className: string; readonly props?: object }
  /** `text`, `json` and `data` bindings: the value itself. */
  | { readonly type: "value"; readonly value: unknown };

/** The targets of a host, by the types of their addresses. */
export interface HostTargets {
  readonly inspect: HostInspect;
  readonly control: HostControl & HostFiles & HostTriggers;
  readonly clock: HostClock;
}

/** What a session opens directly: calls on it need no answer in between. */
export type HostAddress =
  | { readonly type: keyof HostTargets }
  /** An actor. The first call starts it; when it breaks, this hook to it stays broken. */
  | ({ readonly type: "actor" } & ActorAddress)
  /** The worker's default export, or a named entrypoint. `props`: its `ctx.props`; default: {}. */
  | { readonly type: "service"; readonly entrypoint?: string; readonly props?: object };

/** Which actor is meant. */
export interface ActorAddress {
  /** The class as the configuration names it. */
  readonly className: string;
  /** 64 hex digits; in an ephemeral namespace any string. */
  readonly id: string;
  /** The name from which the id was made, if the caller knows it. */
  readonly name?: string;
}
