import { BrokenHook } from "./broken-hook.ts";
import { disposeWhenCollected, forgetOwner } from "./collected.ts";
import { currentRpcContext, type RpcContext } from "./context.ts";
import { encodeValue } from "./encode.ts";
import type { FetchSettled, PropertyPath, RpcHook } from "./hook.ts";
import { discardMessage, type HttpRequest } from "./http/http-message.ts";
import { disposePayload } from "./payload.ts";
import { PendingHook } from "./pending-hook.ts";
import { rpcSettings } from "./settings.ts";

import type { OwningRoot, Root } from "./stub-state.ts";

/** A call that is ready to leave. */
interface Departure<T> {
  readonly go: (hook: RpcHook) => T | Promise<T>;
  /** Called instead, when it cannot leave. */
  readonly drop: () => void;
}

/**
 * The start of all calls of a stub or a promise, including calls on its properties. Calls leave in
 * order, each when the caller's output gate opens.
 */
export abstract class CallRoot implements Root {
  #turn: Promise<void> | undefined;

  /** The target of the calls. @throws the error with which the call then fails. */
  abstract hook(): RpcHook;

  /**
   * Calls the member at `path`. Copies the arguments now; an error in them, or in this root,
   * rejects the result.
   */
  call(path: PropertyPath, args: readonly unknown[]): RpcHook {
    return this.#send((context) => {
      const payload = encodeValue([...args], {
        context,
        stubs: rpcSettings.paramsTransferStubs ? "transfer" : "dup",
      });
      return {
        go: (hook) => hook.call(path, payload),
        drop: () => disposePayload(payload),
      };
    });
  }

  /** Reads the member at `path`. */
  get(path: PropertyPath): RpcHook {
    return this.#send(() => ({ go: (hook) => hook.get(path), drop: () => undefined }));
  }

  /** Sends a request. Rejects if it reached no callee. */
  async fetch(request: HttpRequest): Promise<FetchSettled> {
    const context = currentRpcContext();
    const answer = this.#leave(context, {
      go: (hook) => hook.fetch(request),
      drop: () => discardMessage(request),
    });
    return context.arrive(Promise.resolve(answer));
  }

  /** Makes later calls wait. @returns lets them continue. */
  hold(): () => void {
    const before = this.#turn;
    let leave = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      leave = resolve;
    });
    this.#wait(Promise.all([before, held]).then(() => undefined));
    return leave;
  }

  #send(prepare: (context: RpcContext) => Departure<RpcHook>): RpcHook {
    const context = currentRpcContext();
    try {
      const sent = this.#leave(context, prepare(context));
      return sent instanceof Promise ? new PendingHook(sent) : sent;
    } catch (error) {
      return new BrokenHook(error);
    }
  }

  /** The calls that follow wait until `turn` is settled. */
  #wait(turn: Promise<void>): void {
    const passed = turn.then(
      () => undefined,
      () => undefined,
    );
    this.#turn = passed;
    void passed.then(() => {
      if (this.#turn === passed) this.#turn = undefined;
    });
  }

  /** Sends a call when its turn comes and its context permits it. */
  #leave<T>(context: RpcContext, { go, drop }: Departure<T>): T | Promise<T> {
    let hook: RpcHook;
    try {
      hook = this.hook();
    } catch (error) {
      drop();
      throw error;
    }
    const gate = context.leave();
    if (gate === undefined && this.#turn === undefined) return go(hook);

    const before = this.#turn;
    const turn = (async () => {
      await before;
      await gate;
    })();
    this.#wait(turn);
    // The stub may be disposed before the call has left: that must not stop it.
    const held = hook.dup();
    return (async () => {
      try {
        await turn;
      } catch (error) {
        drop();
        held.dispose();
        throw error;
      }
      try {
        return await go(held);
      } finally {
        held.dispose();
      }
    })();
  }
}

/** Where the calls of a stub set out from. */
export class StubRoot extends CallRoot implements OwningRoot {
  #hook: RpcHook | undefined;

  /** Takes over the hook. */
  constructor(hook: RpcHook) {
    super();
    this.#hook = hook;
    disposeWhenCollected(this, hook);
  }

  override hook(): RpcHook {
    if (this.#hook === undefined) throw disposedError();
    return this.#hook;
  }

  /** Another hook to the same; one to nothing when the stub was disposed. */
  dup(): RpcHook {
    return this.#hook?.dup() ?? new BrokenHook(disposedError());
  }

  /** Takes the hook out, which disposes the stub. */
  take(): RpcHook {
    const hook = this.#hook ?? new BrokenHook(disposedError());
    forgetOwner(this);
    this.#hook = undefined;
    return hook;
  }

  dispose(): void {
    forgetOwner(this);
    this.#hook?.dispose();
    this.#hook = undefined;
  }
}

/** `worker-rpc.c++:799` */
function disposedError(): Error {
  return new Error("RPC stub used after being disposed.");
}
