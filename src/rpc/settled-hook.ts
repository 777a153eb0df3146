import type { Failed, FetchSettled, PropertyPath, RpcHook, Settled, Payload } from "./hook.ts";
import { discardMessage, type HttpRequest } from "./http/http-message.ts";
import { disposePayload } from "./payload.ts";

/** The result of a call that has failed: so does all that was to be done with it. */
export class FailedHook implements RpcHook {
  readonly #failed: Failed;

  constructor(failed: Failed) {
    this.#failed = failed;
  }

  call(_path: PropertyPath, args: Payload): RpcHook {
    disposePayload(args);
    return this;
  }

  get(): RpcHook {
    return this;
  }

  pull(): Promise<Settled> {
    return Promise.resolve(this.#failed);
  }

  fetch(request: HttpRequest): Promise<FetchSettled> {
    discardMessage(request);
    return Promise.resolve(this.#failed);
  }

  dup(): RpcHook {
    return this;
  }

  dispose(): void {}
}

/**
 * The result of a call that has returned: a copy of the value for `pull()`, and the value itself
 * for calls on it.
 */
export class ReturnedHook implements RpcHook {
  readonly #value: RpcHook;
  readonly #result: { payload: Payload | undefined; holders: number };
  #disposed = false;

  /** @param value the value as a target of calls. The hook owns it. */
  constructor(value: RpcHook, result: Payload | ReturnedHook) {
    this.#value = value;
    this.#result =
      result instanceof ReturnedHook ? result.#result : { payload: result, holders: 0 };
    this.#result.holders++;
  }

  call(path: PropertyPath, args: Payload): RpcHook {
    return this.#value.call(path, args);
  }

  get(path: PropertyPath): RpcHook {
    return this.#value.get(path);
  }

  pull(): Promise<Settled> {
    const { payload } = this.#result;
    if (payload === undefined) return Promise.reject(new Error("the result was taken already"));
    this.#result.payload = undefined;
    return Promise.resolve({ ok: true, payload });
  }

  fetch(request: HttpRequest): Promise<FetchSettled> {
    return this.#value.fetch(request);
  }

  dup(): RpcHook {
    return new ReturnedHook(this.#value.dup(), this);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#value.dispose();
    if (--this.#result.holders > 0 || this.#result.payload === undefined) return;
    disposePayload(this.#result.payload);
    this.#result.payload = undefined;
  }
}
