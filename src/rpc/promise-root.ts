import { references } from "./references.ts";
import { BrokenHook } from "./broken-hook.ts";
import { CallRoot } from "./call-root.ts";
import { disposeWhenCollected, forgetOwner } from "./collected.ts";
import { currentRpcContext, openContext, type RpcContext } from "./context.ts";
import { decodeValue, makeDisposable } from "./decode.ts";
import { decodeFailure } from "./failure.ts";
import type { Failed, RpcHook } from "./hook.ts";
import { stubState } from "./stub-state.ts";
import { dispose } from "./symbol-dispose.ts";

interface Pulled {
  readonly value: unknown;
  /** Disposes the stubs in the value. */
  readonly release: () => void;
  readonly disposer: Disposable | undefined;
}

/** Takes ownership of a result for the code that runs in `context`, and releases its hook. */
async function pull(hook: RpcHook, context: RpcContext): Promise<Pulled> {
  try {
    const settled = await context.arrive(hook.pull());
    if (!settled.ok) throw decodeFailure(calledBy(context, settled));
    const { disposer } = settled.payload;
    const decoded = decodeValue(settled.payload);
    return { value: decoded.value, release: makeDisposable(decoded, disposer), disposer };
  } finally {
    hook.dispose();
  }
}

/** A remote error gets the id of the calling object, if an object called. */
function calledBy({ durableObjectId }: RpcContext, failed: Failed): Failed {
  const { marks } = failed;
  if (durableObjectId === undefined || !marks.remote || marks.anonymous === true) return failed;
  return { ...failed, marks: { ...marks, durableObjectId } };
}

/** Reads a result once. */
export async function pullValue(hook: RpcHook): Promise<unknown> {
  return (await pull(hook, currentRpcContext())).value;
}

/** The start of calls on the result of a call, before and after it has arrived. */
export class PromiseRoot extends CallRoot {
  readonly #hook: RpcHook;
  #pulling: Promise<Pulled> | undefined;
  #pulled: Pulled | undefined;
  #disposed = false;

  /** Takes over the hook. */
  constructor(hook: RpcHook) {
    super();
    this.#hook = hook;
    disposeWhenCollected(this, hook);
  }

  /** The value. Every call returns the same one. */
  async value(): Promise<unknown> {
    const { value } = await this.#pull(currentRpcContext());
    return value;
  }

  /** Releases the result and the stubs in its value. The call itself continues. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (this.#pulled === undefined) void this.#pull(openContext).catch(() => undefined);
    else this.#pulled.release();
  }

  /**
   * Before the value has arrived, calls are pipelined to the result; after that, they go to the
   * value (`JsRpcPromise::getClientForOneCall`).
   */
  override hook(): RpcHook {
    // `worker-rpc.c++:407`
    if (this.#disposed) throw new Error("RPC promise used after being disposed.");
    if (this.#pulled === undefined) return this.#hook;
    const { value } = this.#pulled;
    const state = stubState(value);
    if (state?.kind === "stub") return state.root.hook();
    if (typeof value !== "object" || value === null) {
      return new BrokenHook(new TypeError("Can't pipeline on RPC that did not return an object."));
    }
    return references.exportTarget(value, openContext);
  }

  #pull(context: RpcContext): Promise<Pulled> {
    this.#pulling ??= (async () => {
      // From here on it is disposed in any case.
      forgetOwner(this);
      const pulled = await pull(this.#hook, context);
      this.#pulled = pulled;
      if (this.#disposed) {
        // Not yet the caller's: disposed from the outside in, as in workerd.
        pulled.disposer?.[dispose]();
        pulled.release();
      }
      return pulled;
    })();
    return this.#pulling;
  }
}
