import { BrokenHook } from "../rpc/broken-hook.ts";
import type { FetchSettled, PropertyPath, RpcHook, Settled } from "../rpc/hook.ts";
import { discardMessage, type HttpRequest } from "../rpc/http/http-message.ts";
import { disposePayload, type Payload } from "../rpc/payload.ts";
import type { WireStub } from "./wire.ts";
import {
  decodeFetchSettled,
  decodeSettled,
  encodePayload,
  encodeRequest,
  type Link,
} from "./wire-payload.ts";

/** A link that can break. */
export interface BreakableLink extends Link {
  /** What a call fails with that capnweb has refused: the session's end, if that is why. */
  failure(error: unknown): unknown;
}

/** A hook to what the other end of a session offers. */
export class RemoteHook implements RpcHook {
  readonly #stub: WireStub;
  readonly #link: BreakableLink;
  #disposed = false;

  /** Takes over the stub. */
  constructor(stub: WireStub, link: BreakableLink) {
    this.#stub = stub;
    this.#link = link;
  }

  call(path: PropertyPath, args: Payload): RpcHook {
    try {
      const result = this.#stub.call(path, encodePayload(args, this.#link));
      return new RemoteHook(result, this.#link);
    } catch (error) {
      disposePayload(args);
      return new BrokenHook(this.#link.failure(error));
    }
  }

  get(path: PropertyPath): RpcHook {
    try {
      return new RemoteHook(this.#stub.get(path), this.#link);
    } catch (error) {
      return new BrokenHook(this.#link.failure(error));
    }
  }

  async pull(): Promise<Settled> {
    try {
      return decodeSettled(await this.#stub.pull(), this.#link);
    } catch (error) {
      throw this.#link.failure(error);
    }
  }

  async fetch(request: HttpRequest): Promise<FetchSettled> {
    try {
      const wire = await this.#stub.fetch(encodeRequest(request));
      return decodeFetchSettled(wire, this.#link);
    } catch (error) {
      discardMessage(request);
      throw this.#link.failure(error);
    }
  }

  dup(): RpcHook {
    try {
      return new RemoteHook(this.#stub.dup(), this.#link);
    } catch (error) {
      return new BrokenHook(this.#link.failure(error));
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    try {
      this.#stub[Symbol.dispose]();
    } catch {
      // The session is gone, and the stub with it.
    }
  }
}
