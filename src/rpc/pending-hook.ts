import type { FetchSettled, PropertyPath, RpcHook, Settled, Payload } from "./hook.ts";
import { discardMessage, type HttpRequest } from "./http/http-message.ts";
import { disposePayload } from "./payload.ts";

/** A hook that does not exist yet. Calls wait for it, and then proceed in order. */
export class PendingHook implements RpcHook {
  readonly #hook: Promise<RpcHook>;

  /** @param hook rejects where there will never be one: every call then fails so. */
  constructor(hook: Promise<RpcHook>) {
    this.#hook = hook;
    // Not an unhandled rejection: calls on this hook report the failure.
    hook.catch(() => undefined);
  }

  call(path: PropertyPath, args: Payload): RpcHook {
    return new PendingHook(
      this.#hook.then(
        (hook) => hook.call(path, args),
        (error: unknown) => {
          disposePayload(args);
          throw error;
        },
      ),
    );
  }

  get(path: PropertyPath): RpcHook {
    return new PendingHook(this.#hook.then((hook) => hook.get(path)));
  }

  async pull(): Promise<Settled> {
    const hook = await this.#hook;
    return hook.pull();
  }

  fetch(request: HttpRequest): Promise<FetchSettled> {
    return this.#hook.then(
      (hook) => hook.fetch(request),
      (error: unknown) => {
        discardMessage(request);
        throw error;
      },
    );
  }

  dup(): RpcHook {
    return new PendingHook(this.#hook.then((hook) => hook.dup()));
  }

  dispose(): void {
    void this.#hook.then(
      (hook) => hook.dispose(),
      () => undefined,
    );
  }
}
