import { BrokenHook } from "../rpc/broken-hook.ts";
import { encodeFailure } from "../rpc/failure.ts";
import type {
  Failed,
  FailureMarks,
  FetchSettled,
  PropertyPath,
  RpcHook,
  Settled,
  Payload,
} from "../rpc/hook.ts";
import { discardMessage, type HttpRequest } from "../rpc/http/http-message.ts";
import { disposePayload } from "../rpc/payload.ts";
import { afterEnd, type ChannelEnd, connectionLost, type Link } from "./channel.ts";
import type { WirePayload, WireRequest, WireResponse } from "./wire.ts";
import {
  decodePayload,
  decodeRequest,
  decodeResponse,
  encodePayload,
  encodeRequest,
  encodeResponse,
} from "./wire-payload.ts";

/** Offers a hook of this realm to the other end. The channel owns it. */
export class HookOffer implements ChannelEnd {
  readonly #hook: RpcHook;
  readonly #link: Link;
  readonly #open: ((address: unknown) => RpcHook) | undefined;

  /** @param open opens addresses: for the main object. */
  constructor(hook: RpcHook, link: Link, open?: (address: unknown) => RpcHook) {
    this.#hook = hook;
    this.#link = link;
    this.#open = open;
  }

  receive(channel: number, kind: string, content: readonly unknown[]): void {
    const [first, second, third] = content;
    switch (kind) {
      case "call":
        return this.#offer(first, () =>
          this.#hook.call(second as PropertyPath, decodePayload(third as WirePayload, this.#link)),
        );
      case "get":
        return this.#offer(first, () => this.#hook.get(second as PropertyPath));
      case "open":
        return this.#offer(first, () => {
          if (this.#open === undefined) throw new Error("this end of the session has no addresses");
          return this.#open(second);
        });
      case "pull":
        return void this.#pull(channel);
      case "fetch":
        return void this.#fetch(first as number, second as WireRequest);
    }
  }

  closed(): void {
    this.#hook.dispose();
  }

  #offer(number: unknown, make: () => RpcHook): void {
    let hook: RpcHook;
    try {
      hook = make();
    } catch (error) {
      hook = new BrokenHook(error);
    }
    this.#link.join(number as number, new HookOffer(hook, this.#link));
  }

  async #pull(channel: number): Promise<void> {
    const settled = await this.#hook.pull().catch(notReached);
    if (this.#link.lost !== undefined) return disposePayload(settled.payload);
    if (settled.ok)
      this.#link.send(channel, "returned", encodePayload(settled.payload, this.#link));
    else this.#sendFailed(channel, settled);
  }

  async #fetch(number: number, request: WireRequest): Promise<void> {
    const channel = -number;
    const settled = await this.#answer(number, request).catch(notReached);
    if (this.#link.lost !== undefined) {
      if (settled.ok) discardMessage(settled.response);
    } else if (settled.ok) {
      this.#link.send(channel, "response", encodeResponse(settled.response, this.#link));
    } else {
      this.#sendFailed(channel, settled);
    }
  }

  async #answer(number: number, wire: WireRequest): Promise<FetchSettled> {
    const request = decodeRequest(wire, this.#link);
    if (wire.abandonable !== true) return this.#hook.fetch(request);
    const abandoned = new AbortController();
    const abandon = (): void => abandoned.abort();
    this.#link.join(number, { receive: abandon, closed: abandon });
    try {
      return await this.#hook.fetch({ ...request, abandoned: abandoned.signal });
    } finally {
      this.#link.forget(-number);
    }
  }

  #sendFailed(channel: number, { payload, marks }: Failed): void {
    this.#link.send(channel, "failed", encodePayload(payload, this.#link), marks);
  }
}

/**
 * The call reached no callee: the hook leads to a third realm, and the connection to it is lost.
 */
function notReached(error: unknown): Failed {
  return encodeFailure(error, { remote: false });
}

/** Waits for one answer on a channel. */
class Answer<T> implements ChannelEnd {
  readonly settled: Promise<T | Failed>;
  readonly #link: Link;
  readonly #decode: (value: never, link: Link) => T;
  #resolve!: (settled: T | Failed) => void;
  #reject!: (error: Error) => void;

  constructor(link: Link, decode: (value: never, link: Link) => T) {
    this.#link = link;
    this.#decode = decode;
    this.settled = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  receive(_channel: number, kind: string, [value, marks]: readonly unknown[]): void {
    if (kind === "failed") {
      const payload = decodePayload(value as WirePayload, this.#link);
      this.#resolve({ ok: false, payload, marks: marks as FailureMarks });
    } else {
      this.#resolve(this.#decode(value as never, this.#link));
    }
  }

  closed(lost?: Error): void {
    if (lost !== undefined) this.#reject(connectionLost(lost));
  }
}

/** What all hooks to one channel share. */
class Import implements ChannelEnd {
  readonly link: Link;
  readonly channel: number;
  holders = 0;
  #answer: Answer<Settled> | undefined;
  #released = false;

  constructor(link: Link, channel: number | undefined) {
    this.link = link;
    this.channel = channel ?? link.open(this);
  }

  pull(): Promise<Settled> {
    this.#answer = new Answer<Settled>(this.link, (value, link) => ({
      ok: true,
      payload: decodePayload(value, link),
    }));
    this.link.send(this.channel, "pull");
    return this.#answer.settled;
  }

  /** Releases the other end's object after its result has arrived. */
  release(): void {
    if (this.#answer === undefined) this.link.close(this.channel);
    else this.#released = true;
  }

  receive(channel: number, kind: string, content: readonly unknown[]): void {
    const answer = this.#answer;
    this.#answer = undefined;
    answer?.receive(channel, kind, content);
    if (this.#released) this.link.close(this.channel);
  }

  closed(lost?: Error): void {
    this.#answer?.closed(lost);
    this.#answer = undefined;
  }
}

/** A hook to something at the other end of a session. */
export class RemoteHook implements RpcHook {
  readonly #import: Import;
  #disposed = false;

  private constructor(to: Import) {
    this.#import = to;
    to.holders++;
  }

  /** A hook to the other end's main object, which lives as long as the session. */
  static main(link: Link): RemoteHook {
    const main = new Import(link, 0);
    main.holders = 1;
    return new RemoteHook(main);
  }

  /** A hook to the target that the other end offers on a channel that it opened. */
  static join(number: number, link: Link): RpcHook {
    const joined = new Import(link, -number);
    link.join(number, joined);
    return new RemoteHook(joined);
  }

  /** Opens the other end's target at `address`. Starts nothing there, and doesn't wait. */
  open(address: object): RpcHook {
    return this.#send("open", address);
  }

  call(path: PropertyPath, args: Payload): RpcHook {
    const { link } = this.#import;
    if (link.lost === undefined) return this.#send("call", path, encodePayload(args, link));
    disposePayload(args);
    return new BrokenHook(afterEnd(link.lost));
  }

  get(path: PropertyPath): RpcHook {
    return this.#send("get", path);
  }

  async pull(): Promise<Settled> {
    const { link } = this.#import;
    if (link.lost !== undefined) throw afterEnd(link.lost);
    return this.#import.pull();
  }

  async fetch(request: HttpRequest): Promise<FetchSettled> {
    const { link, channel } = this.#import;
    if (link.lost !== undefined) {
      discardMessage(request);
      throw afterEnd(link.lost);
    }
    const answer = new Answer<FetchSettled>(link, (value: WireResponse) => ({
      ok: true,
      response: decodeResponse(value, link),
    }));
    const number = link.open(answer);
    const { abandoned } = request;
    const abandon = (): void => link.send(number, "abandon");
    link.send(channel, "fetch", number, encodeRequest(request, link));
    if (abandoned?.aborted === true) abandon();
    else abandoned?.addEventListener("abort", abandon);
    try {
      return await answer.settled;
    } finally {
      abandoned?.removeEventListener("abort", abandon);
      link.forget(number);
    }
  }

  dup(): RpcHook {
    const { link } = this.#import;
    return link.lost === undefined
      ? new RemoteHook(this.#import)
      : new BrokenHook(afterEnd(link.lost));
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (--this.#import.holders === 0) this.#import.release();
  }

  #send(kind: string, ...content: readonly unknown[]): RpcHook {
    const { link, channel } = this.#import;
    if (link.lost !== undefined) return new BrokenHook(afterEnd(link.lost));
    const result = new Import(link, undefined);
    link.send(channel, kind, result.channel, ...content);
    return new RemoteHook(result);
  }
}
