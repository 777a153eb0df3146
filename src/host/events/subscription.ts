import type { HostEvent } from "../../protocol/events.ts";
import { callFromOutside } from "../../rpc/context.ts";
import type { RpcPromise } from "../../rpc/rpc-promise.ts";
import type { RpcStub } from "../../rpc/rpc-stub.ts";
import { RpcTarget } from "../../rpc/rpc-target.ts";
import { dispose } from "../../rpc/symbol-dispose.ts";
import type { EventBatch } from "./event-batch.ts";

/** The listener arrives as a stub. The result of each call must be disposed. */
type RemoteListener = RpcStub & ((events: readonly HostEvent[]) => RpcPromise);

/** Passes events to a listener in the page, until either is disposed. */
export class Subscription extends RpcTarget implements Disposable {
  readonly #end: () => void;
  readonly #listener: RemoteListener;

  constructor(events: EventBatch, listener: (events: readonly HostEvent[]) => void) {
    super();
    // Stubs in arguments are disposed with the call.
    this.#listener = (listener as RemoteListener).dup() as RemoteListener;
    // An actor's task often causes events. Its output gate must not delay them.
    this.#end = events.subscribe((news) => callFromOutside(() => this.#listener(news)[dispose]()));
  }

  [dispose](): void {
    this.#end();
    this.#listener[dispose]();
  }
}
