import { RpcTarget } from "capnweb";
import { encodeFailure } from "../rpc/failure.ts";
import type { Failed, RpcHook } from "../rpc/hook.ts";
import { stubMaker } from "../rpc/rpc-stub.ts";
import type {
  WireFetchSettled,
  WirePayload,
  WireRequest,
  WireSettled,
  WireTarget,
} from "./wire.ts";
import {
  decodePayload,
  decodeRequest,
  encodeFetchSettled,
  encodeSettled,
  type Link,
} from "./wire-payload.ts";

/** Offers a hook of this realm to the other end of a session. Takes it over. */
export class HookTarget extends RpcTarget implements WireTarget {
  readonly #hook: RpcHook;
  readonly #link: Link;

  constructor(hook: RpcHook, link: Link) {
    super();
    this.#hook = hook;
    this.#link = link;
  }

  call(path: readonly string[], args: WirePayload): WireTarget {
    return new HookTarget(
      this.#hook.call(path, decodePayload(args, this.#link, "argument")),
      this.#link,
    );
  }

  get(path: readonly string[]): WireTarget {
    return new HookTarget(this.#hook.get(path), this.#link);
  }

  async pull(): Promise<WireSettled> {
    return encodeSettled(await this.#hook.pull().catch(notReached), this.#link);
  }

  async fetch(request: WireRequest): Promise<WireFetchSettled> {
    const settled = await this.#hook.fetch(decodeRequest(request)).catch(notReached);
    return encodeFetchSettled(settled, this.#link);
  }

  [Symbol.dispose](): void {
    this.#hook.dispose();
  }
}

/**
 * No callee was reached: the hook leads on to another realm, and the way there is gone. Rejections
 * do not cross a session with all their marks; what was thrown does.
 */
function notReached(error: unknown): Failed {
  return encodeFailure(error, { remote: false }, stubMaker);
}

/** Offers something that can only be disposed. */
export class DisposerTarget extends RpcTarget implements Disposable {
  readonly #disposer: Disposable;

  constructor(disposer: Disposable) {
    super();
    this.#disposer = disposer;
  }

  [Symbol.dispose](): void {
    this.#disposer[Symbol.dispose]();
  }
}
