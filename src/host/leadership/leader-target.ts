import type { HostEvent } from "../../protocol/events.ts";
import type { LeaderInterface, LeaderIntroduction } from "../../protocol/host-interface.ts";
import { RpcTarget } from "../../rpc/rpc-target.ts";
import type { EventBatch } from "../events/event-batch.ts";
import type { ServedHere } from "../relay/served.ts";
import { Subscription } from "../events/subscription.ts";

export interface LeaderTargetOptions {
  readonly served: ServedHere;
  readonly events: EventBatch;
  readonly introduction: LeaderIntroduction;
}

/** The leader's target for the hosts of other tabs: everything except ending the leader. */
export class LeaderTarget extends RpcTarget implements LeaderInterface {
  readonly #options: LeaderTargetOptions;

  constructor(options: LeaderTargetOptions) {
    super();
    this.#options = options;
  }

  async introduce(): Promise<LeaderIntroduction> {
    return this.#options.introduction;
  }

  async ping(): Promise<void> {}

  async subscribe(listener: (events: readonly HostEvent[]) => void): Promise<Disposable> {
    return new Subscription(this.#options.events, listener);
  }

  async wake(): Promise<void> {
    await this.#options.served.wake();
  }
}
