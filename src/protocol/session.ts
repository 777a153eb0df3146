import { BrokenHook } from "../rpc/broken-hook.ts";
import { openContext } from "../rpc/context.ts";
import type { RpcHook } from "../rpc/hook.ts";
import { exportTarget } from "../rpc/local-hook.ts";
import { makeStub, type RpcStub } from "../rpc/rpc-stub.ts";
import type { WireExternal } from "./wire.ts";
import { type ChannelEnd, type Link, SessionClosed } from "./channel.ts";
import type { Endpoint } from "./endpoint.ts";
import { HookOffer, RemoteHook } from "./hook-channel.ts";
import type { HostAddress } from "./host-interface.ts";
import { hasHttpClasses, loadHttpClasses } from "../rpc/http/http-part.ts";
import { Transport } from "./transport.ts";

/** One end of a conversation between page and host, or between two hosts. */
export interface Session {
  /** The other end's main object. */
  readonly main: RpcStub;

  /** A new hook to the other end's target at `address`, with its own order of calls. */
  open(address: HostAddress): RpcHook;

  /** Why the session has ended, if it has. */
  readonly lost: Error | undefined;

  /** Calls `callback` once, when the session ends at either end. */
  onLost(callback: (error: Error) => void): void;

  /** The number of open channels, by the end that opened them: to find leaks. */
  stats(): { readonly here: number; readonly there: number };

  /**
   * Ends the session. Calls in flight fail, and the objects that this end offers are disposed.
   * Later calls fail with `reason`; the default is the error of calls in flight, with `retryable`
   * true.
   */
  close(reason?: string): void;
}

/**
 * Opens one end of a session. The other end must do the same on its endpoint; neither waits for the
 * other, so calls may be made at once.
 *
 * @param main this end's main object: an `RpcTarget`, or nothing if this end only calls. Its
 * `[Symbol.dispose]()` is called when the session ends.
 * @param open makes a new hook to the target at an address. @throws the error of all calls on it.
 */
export function openSession(
  endpoint: Endpoint,
  main?: object,
  open?: (address: HostAddress) => RpcHook,
): Session {
  const channels = new Channels(endpoint);
  const offered =
    main === undefined
      ? new BrokenHook(new Error("this end of the session has no main object"))
      : exportTarget(main, openContext);
  channels.join(
    0,
    new HookOffer(offered, channels, open as ((address: unknown) => RpcHook) | undefined),
  );
  const remote = RemoteHook.main(channels);
  return {
    main: makeStub(remote.dup()),
    open: (address) => remote.open(address),
    get lost() {
      return channels.lost;
    },
    onLost: (callback) => channels.onLost(callback),
    stats: () => channels.stats(),
    close: (reason) =>
      channels.end(
        reason === undefined ? new Error("the session was closed") : new SessionClosed(reason),
      ),
  };
}

type Received = [channel: number, kind: string, content: readonly unknown[]];

/** Whether a payload holds a request or a response. */
function hasMessage(content: unknown): boolean {
  const { externals } = (content ?? {}) as { readonly externals?: readonly WireExternal[] };
  return externals?.some(({ kind }) => kind === "request" || kind === "response") === true;
}

/** The channels of one end of a session, by their numbers here. */
class Channels implements Link {
  readonly #ends = new Map<number, ChannelEnd>();
  readonly #transport: Transport;
  readonly #callbacks: ((error: Error) => void)[] = [];
  #held: Received[] | undefined;
  #last = 0;

  constructor(endpoint: Endpoint) {
    this.#transport = new Transport(endpoint, {
      receive: ([channel, kind, ...content]) =>
        this.#receive(-(channel as number), kind as string, content),
      lost: (error) => this.#lose(error),
    });
  }

  get lost(): Error | undefined {
    return this.#transport.lost;
  }

  open(end: ChannelEnd): number {
    this.#ends.set(++this.#last, end);
    return this.#last;
  }

  join(number: number, end: ChannelEnd): number {
    this.#ends.set(-number, end);
    return -number;
  }

  send(channel: number, kind: string, ...content: readonly unknown[]): void {
    this.#transport.send([channel, kind, ...content]);
  }

  close(channel: number): void {
    if (this.#ends.delete(channel)) this.#transport.sendLater([channel, "close"]);
  }

  forget(channel: number): void {
    this.#ends.delete(channel);
  }

  exportHook(hook: RpcHook): number {
    return this.open(new HookOffer(hook, this));
  }

  importHook(number: number): RpcHook {
    return RemoteHook.join(number, this);
  }

  onLost(callback: (error: Error) => void): void {
    if (this.lost === undefined) this.#callbacks.push(callback);
    else callback(this.lost);
  }

  stats(): { readonly here: number; readonly there: number } {
    const here = [...this.#ends.keys()].filter((number) => number > 0).length;
    return { here, there: this.#ends.size - here };
  }

  end(reason: Error): void {
    this.#transport.close(reason);
  }

  #receive(channel: number, kind: string, content: readonly unknown[]): void {
    if (this.#held !== undefined) return void this.#held.push([channel, kind, content]);
    if (!hasHttpClasses() && content.some(hasMessage)) return this.#hold(channel, kind, content);
    const end = this.#ends.get(channel);
    if (kind !== "close") return end?.receive(channel, kind, content);
    this.#ends.delete(channel);
    end?.closed();
  }

  /** Later messages wait, in order, until requests and responses can be made. */
  #hold(...first: Received): void {
    this.#held = [first];
    loadHttpClasses().then(
      () => {
        const held = this.#held ?? [];
        this.#held = undefined;
        for (const one of held) this.#receive(...one);
      },
      (error: unknown) => this.end(error as Error),
    );
  }

  #lose(error: Error): void {
    const ends = [...this.#ends.values()];
    this.#ends.clear();
    for (const end of ends) end.closed(error);
    for (const callback of this.#callbacks.splice(0)) callback(error);
  }
}
