import type { HostEvent } from "../../protocol/events.ts";
import type { LeaderInterface, LeaderIntroduction } from "../../protocol/host-interface.ts";
import { RpcTarget } from "../../rpc/rpc-target.ts";
import type { ClockTarget } from "../clock/clock-target.ts";
import type { EventBatch } from "../events/event-batch.ts";
import type { ControlTarget } from "../control/control-target.ts";
import type { InspectTarget } from "../inspect/inspect-target.ts";
import type { ServedHere } from "../relay/served.ts";
import { Subscription } from "../events/subscription.ts";

export interface LeaderTargetOptions {
  readonly served: ServedHere;
  readonly events: EventBatch;
  readonly introduction: LeaderIntroduction;
}

/** What a disk's leader offers to the hosts of other tabs: all that it does, but not its end. */
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

  get inspect(): InspectTarget {
    return this.#options.served.inspect;
  }

  get control(): ControlTarget {
    return this.#options.served.control;
  }

  get clock(): ClockTarget {
    return this.#options.served.clock;
  }

  async wake(): Promise<void> {
    await this.#options.served.wake();
  }
}
