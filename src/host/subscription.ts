import type { HostEvent } from "../protocol/events.ts";
import { callFromOutside } from "../rpc/context.ts";
import type { RpcPromise } from "../rpc/rpc-promise.ts";
import type { RpcStub } from "../rpc/rpc-stub.ts";
import { RpcTarget } from "../rpc/rpc-target.ts";
import { dispose } from "../rpc/symbol-dispose.ts";
import type { EventBatch } from "./event-batch.ts";

/** The listener as it arrives: a stub, each call of which has a result to let go of. */
type RemoteListener = RpcStub & ((events: readonly HostEvent[]) => RpcPromise);

/** Tells a listener of the page what happens, until it is disposed or the page is gone. */
export class Subscription extends RpcTarget implements Disposable {
  readonly #end: () => void;
  readonly #listener: RemoteListener;

  constructor(events: EventBatch, listener: (events: readonly HostEvent[]) => void) {
    super();
    // An argument's stub ends with the call: this one is to stay.
    this.#listener = (listener as RemoteListener).dup() as RemoteListener;
    // News often come of an actor's task. Its output gate must not hold them back.
    this.#end = events.subscribe((news) => callFromOutside(() => this.#listener(news)[dispose]()));
  }

  [dispose](): void {
    this.#end();
    this.#listener[dispose]();
  }
}
