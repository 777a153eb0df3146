import type { FetchSettled, PropertyPath, RpcHook, Settled, Payload } from "./hook.ts";
import type { HttpRequest } from "./http/http-message.ts";

/**
 * A service that a call has returned. Calls go straight to it, but for `fetch()`, which is no call
 * over RPC: that one is a method of the stub that the callee has.
 */
export class ServiceResultHook implements RpcHook {
  readonly #service: RpcHook;
  readonly #stub: RpcHook;

  /**
   * Takes over both hooks.
   *
   * @param service to the service itself.
   * @param stub to the stub of it, as an object of the callee's.
   */
  constructor(service: RpcHook, stub: RpcHook) {
    this.#service = service;
    this.#stub = stub;
  }

  call(path: PropertyPath, args: Payload): RpcHook {
    return path.length === 1 && path[0] === "fetch"
      ? this.#stub.call(path, args)
      : this.#service.call(path, args);
  }

  get(path: PropertyPath): RpcHook {
    return this.#service.get(path);
  }

  pull(): Promise<Settled> {
    return this.#service.pull();
  }

  fetch(request: HttpRequest): Promise<FetchSettled> {
    return this.#service.fetch(request);
  }

  dup(): RpcHook {
    return new ServiceResultHook(this.#service.dup(), this.#stub.dup());
  }

  dispose(): void {
    this.#service.dispose();
    this.#stub.dispose();
  }
}
