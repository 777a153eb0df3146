import { markError } from "../../rpc/error-marks.ts";
import type { Served } from "./served.ts";

/** Whom calls go to, for as long as it is the same. */
export interface Route {
  readonly served: Served;
  /** Never resolves; rejects, `retryable` true, when calls go elsewhere. */
  readonly ended: Promise<never>;
}

type State =
  | { readonly kind: "open"; readonly route: Route; end(error: Error): void }
  | {
      readonly kind: "waiting";
      readonly route: Promise<Route>;
      open(route: Route): void;
      fail(error: unknown): void;
    }
  | { readonly kind: "failed"; readonly error: unknown };

/** Knows who runs the actors now. Calls ask it each time. */
export class Relay {
  #state: State;

  /** @param error what calls fail with until there is a route, or it is being waited for. */
  constructor(error: Error) {
    this.#state = { kind: "failed", error };
  }

  /** The present route, if there is one. @throws why there will be none. */
  get route(): Route | undefined {
    const state = this.#state;
    if (state.kind === "failed") throw state.error;
    return state.kind === "open" ? state.route : undefined;
  }

  /** The present route, or the next. @throws why there will be none. */
  async next(): Promise<Route> {
    const state = this.#state;
    if (state.kind === "failed") throw state.error;
    return state.route;
  }

  /** Calls go here from now on, those that wait first. */
  open(served: Served): void {
    this.#end();
    let end = (_error: Error): void => {};
    const ended = new Promise<never>((_, reject) => {
      end = reject;
    });
    ended.catch(() => undefined);
    const route = { served, ended };
    const before = this.#state;
    this.#state = { kind: "open", route, end };
    if (before.kind === "waiting") before.open(route);
  }

  /** Calls under way fail; new ones wait. */
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

  /** Calls fail, those that wait too, until there is a route again. */
  fail(error: unknown): void {
    this.#fail(error, error);
  }

  /**
   * There will be no route any more. Calls that wait fail as those under way do, `retryable` true;
   * new ones with `error`.
   */
  close(error: Error): void {
    this.#fail(error, connectionLost());
  }

  /** Asks whoever it is. @throws with `retryable` true when it is somebody else before the answer. */
  async ask<T>(question: (served: Served) => PromiseLike<T>): Promise<T> {
    const { served, ended } = await this.next();
    const answer = question(served);
    return Promise.race([answer, ended]);
  }

  #fail(error: unknown, whatWaits: unknown): void {
    this.#end();
    const before = this.#state;
    this.#state = { kind: "failed", error };
    if (before.kind === "waiting") before.fail(whatWaits);
  }

  #end(): void {
    if (this.#state.kind === "open") this.#state.end(connectionLost());
  }
}

function connectionLost(): Error {
  return markError(new Error("Network connection lost."), { retryable: true });
}
