import { encodeFailure } from "../../rpc/failure.ts";
import type { FetchSettled, PropertyPath, RpcHook, Settled, Payload } from "../../rpc/hook.ts";
import type { HttpRequest } from "../../rpc/http/http-message.ts";
import { PendingHook } from "../../rpc/pending-hook.ts";
import { FailedHook } from "../../rpc/settled-hook.ts";
import type { Relay, Route } from "./relay.ts";

/** The shared state of all hooks of one stub. */
interface Destination {
  readonly relay: Relay;
  /** Makes a new hook to the same thing on another route. */
  readonly reach: (route: Route) => RpcHook;
  holders: number;
  present: { readonly route: Route; readonly hook: RpcHook } | undefined;
  /** Queues calls until the next route. */
  waiting: RpcHook | undefined;
}

/**
 * A hook to an actor or target of the disk's leader. Each call uses the present route. A pending call
 * fails with `retryable` true when the route changes.
 */
export class RelayHook implements RpcHook {
  readonly #to: Destination;
  #disposed = false;

  private constructor(to: Destination) {
    this.#to = to;
    to.holders++;
  }

  static to(relay: Relay, reach: (route: Route) => RpcHook): RelayHook {
    return new RelayHook({ relay, reach, holders: 0, present: undefined, waiting: undefined });
  }

  call(path: PropertyPath, args: Payload): RpcHook {
    return this.#present().call(path, args);
  }

  get(path: PropertyPath): RpcHook {
    return this.#present().get(path);
  }

  pull(): Promise<Settled> {
    return this.#present().pull();
  }

  fetch(request: HttpRequest): Promise<FetchSettled> {
    return this.#present().fetch(request);
  }

  dup(): RpcHook {
    return new RelayHook(this.#to);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (--this.#to.holders > 0) return;
    this.#to.present?.hook.dispose();
    this.#to.present = undefined;
  }

  #present(): RpcHook {
    const to = this.#to;
    // Calls that wait go first.
    if (to.waiting !== undefined) return to.waiting;
    try {
      const { route } = to.relay;
      if (route !== undefined) return follow(to, route);
    } catch (error) {
      return new FailedHook(encodeFailure(error, { remote: false }));
    }
    const waiting = new PendingHook(
      to.relay
        .next()
        .finally(() => {
          to.waiting = undefined;
        })
        .then((route) => follow(to, route)),
    );
    to.waiting = waiting;
    return waiting;
  }
}

/** The hook for this route. */
function follow(to: Destination, route: Route): RpcHook {
  if (to.present?.route === route) return to.present.hook;
  to.present?.hook.dispose();
  to.present = undefined;
  let hook: RpcHook;
  try {
    hook = to.reach(route);
  } catch (error) {
    return new FailedHook(encodeFailure(error, { remote: true }));
  }
  // Without holders only the last call has it, and it is collected with that call.
  if (to.holders > 0) to.present = { route, hook };
  return hook;
}
