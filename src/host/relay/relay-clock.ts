import type { ClockState } from "../../protocol/events.ts";
import type { HostClock } from "../../protocol/host-interface.ts";
import { RpcTarget } from "../../rpc/rpc-target.ts";
import type { Relay } from "./relay.ts";

/** The clock is that of whoever runs the actors. */
export class RelayClock extends RpcTarget implements HostClock {
  readonly #relay: Relay;

  constructor(relay: Relay) {
    super();
    this.#relay = relay;
  }

  async state(): Promise<ClockState & { readonly now: number }> {
    // A copy: the answer of another tab comes as something to be disposed.
    return { ...(await this.#relay.ask(({ clock }) => clock.state())) };
  }

  setMode(...args: Parameters<HostClock["setMode"]>): Promise<void> {
    return this.#relay.ask(({ clock }) => clock.setMode(...args));
  }

  set(time: number): Promise<void> {
    return this.#relay.ask(({ clock }) => clock.set(time));
  }

  advance(ms: number): Promise<void> {
    return this.#relay.ask(({ clock }) => clock.advance(ms));
  }

  runNextAlarm(): Promise<boolean> {
    return this.#relay.ask(({ clock }) => clock.runNextAlarm());
  }

  runUntilIdle(...args: Parameters<HostClock["runUntilIdle"]>): Promise<number> {
    return this.#relay.ask(({ clock }) => clock.runUntilIdle(...args));
  }
}
