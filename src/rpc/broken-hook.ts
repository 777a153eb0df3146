import type { FetchSettled, PropertyPath, RpcHook, Settled, Payload } from "./hook.ts";
import { discardMessage, type HttpRequest } from "./http/http-message.ts";
import { disposePayload } from "./payload.ts";

/** A hook to nothing: every call fails with an error of this realm. */
export class BrokenHook implements RpcHook {
  readonly #error: unknown;

  constructor(error: unknown) {
    this.#error = error;
  }

  call(_path: PropertyPath, args: Payload): RpcHook {
    disposePayload(args);
    return this;
  }

  get(): RpcHook {
    return this;
  }

  pull(): Promise<Settled> {
    return Promise.reject(this.#error);
  }

  fetch(request: HttpRequest): Promise<FetchSettled> {
    discardMessage(request);
    return Promise.reject(this.#error);
  }

  dup(): RpcHook {
    return this;
  }

  dispose(): void {}
}
