import { markError } from "../../rpc/error-marks.ts";
import type { Served, Until } from "./served.ts";

/** The target of calls, as long as it stays the same. */
export interface Route {
  readonly served: Served;
  readonly until: Until;
}

type State =
  | { readonly kind: "open"; readonly route: OpenRoute }
  | {
      readonly kind: "waiting";
      readonly route: Promise<Route>;
      open(route: Route): void;
      fail(error: unknown): void;
    }
  | { readonly kind: "failed"; readonly error: unknown };

/** Routes calls to the host that runs the actors. Each call asks for the current route. */
export class Relay {
  #state: State;

  /** @param error fails all calls until `open()` or `interrupt()`. */
  constructor(error: Error) {
    this.#state = { kind: "failed", error };
  }

  /** The present route, if there is one. @throws {Error} when the relay has failed. */
  get route(): Route | undefined {
    const state = this.#state;
    if (state.kind === "failed") throw state.error;
    return state.kind === "open" ? state.route : undefined;
  }

  /** The present route, or the next. @throws {Error} when the relay has failed. */
  async next(): Promise<Route> {
    const state = this.#state;
    if (state.kind === "failed") throw state.error;
    return state.route;
  }

  /** Sends calls to this host from now on, starting with the waiting ones. */
  open(served: Served): void {
    this.#end();
    const route = new OpenRoute(served);
    const before = this.#state;
    this.#state = { kind: "open", route };
    if (before.kind === "waiting") before.open(route);
  }

  /** Pending calls fail; new calls wait. */
  interrupt(): void {
    if (this.#state.kind === "waiting") return;
    this.#end();
    let open = (_route: Route): void => {};
    let fail = (_error: unknown): void => {};
    const route = new Promise<Route>((resolve, reject) => {
      open = resolve;
      fail = reject;
    });
    route.catch(() => undefined);
    this.#state = { kind: "waiting", route, open, fail };
  }

  /** All calls fail, waiting ones too, until there is a route again. */
  fail(error: unknown): void {
    this.#fail(error, error);
  }

  /**
   * There will be no route. Waiting calls fail like pending ones, with `retryable` true; new calls
   * fail with `error`.
   */
  close(error: Error): void {
    this.#fail(error, connectionLost());
  }

  #fail(error: unknown, ofWaiting: unknown): void {
    this.#end();
    const before = this.#state;
    this.#state = { kind: "failed", error };
    if (before.kind === "waiting") before.fail(ofWaiting);
  }

  #end(): void {
    if (this.#state.kind === "open") this.#state.route.end(connectionLost());
  }
}

class OpenRoute implements Route {
  readonly served: Served;
  /** Reject the answers that are waited for. */
  readonly #enders = new Set<(error: Error) => void>();

  constructor(served: Served) {
    this.served = served;
  }

  readonly until: Until = (answer) =>
    new Promise((resolve, reject) => {
      const settle = (): void => void this.#enders.delete(reject);
      this.#enders.add(reject);
      answer.finally(settle).then(resolve, reject);
    });

  end(error: Error): void {
    for (const reject of this.#enders) reject(error);
    this.#enders.clear();
  }
}

function connectionLost(): Error {
  return markError(new Error("Network connection lost."), { retryable: true });
}
