import { StubRoot } from "./call-root.ts";
import { nameClass } from "./class-name.ts";
import { currentRpcContext } from "./context.ts";
import { decodeFailure, encodeFailure } from "./failure.ts";
import { makeFetcher } from "./bindings/fetcher.ts";
import type { RpcHook } from "./hook.ts";
import { exportTarget } from "./local-hook.ts";
import { makeCallable } from "./rpc-promise.ts";
import { references } from "./references.ts";
import { RpcTarget } from "./rpc-target.ts";
import { stubRoot, stubState } from "./stub-state.ts";
import { dispose } from "./symbol-dispose.ts";

/**
 * A reference to a function or an object that may be elsewhere: calling it, or any of its members,
 * is a call over RPC. The stub of a function can be called itself.
 */
export class RpcStub {
  /**
   * A stub of an object in this realm, which can be sent, duplicated and disposed like any other
   * stub.
   *
   * @throws {TypeError} for a value that is neither a function, a plain object nor an `RpcTarget`.
   */
  constructor(target: object) {
    if ((typeof target !== "object" && typeof target !== "function") || target === null) {
      throw new TypeError(
        "Failed to construct 'JsRpcStub': constructor parameter 1 is not of type 'Object'.",
      );
    }
    // oxlint-disable-next-line no-constructor-return -- returns a Proxy that has every name
    return makeStub(hookOf(target));
  }

  /** Another stub of the same, disposed apart. */
  dup(): RpcStub {
    const root = stubRoot(this);
    return makeStub(root.dup());
  }

  /**
   * Disposes the stub. When the last stub is gone, the target's own `[Symbol.dispose]()` is called.
   */
  [dispose](): void {
    stubRoot(this).dispose();
  }
}
nameClass(RpcStub, "RpcStub", "JsRpcStub");

/** The user's view of a hook. Takes it over. */
export function makeStub(hook: RpcHook): RpcStub {
  const root = new StubRoot(hook);
  currentRpcContext().own?.(root);
  return makeCallable(RpcStub.prototype, { kind: "stub", root }) as RpcStub;
}

/** A new hook to the target of a stub. */
export function hookOfStub(stub: object): RpcHook {
  return stubRoot(stub).dup();
}

Object.assign(references, {
  exportTarget,
  importStub: (hook, kind) => (kind === "stub" ? makeStub(hook) : makeFetcher(hook)),
  copyFailure: (thrown) => decodeFailure(encodeFailure(thrown, { remote: true })),
} satisfies typeof references);

/** `worker-rpc.c++:1904` */
function hookOf(target: object): RpcHook {
  const state = stubState(target);
  if (state?.kind === "stub") return state.root.dup();
  const wraps =
    state === undefined &&
    (typeof target === "function" ||
      target instanceof RpcTarget ||
      Object.getPrototypeOf(target) === Object.prototype);
  if (!wraps) {
    throw new TypeError(
      "RpcStubs can only wrap plain objects, functions, and RpcTarget derivatives.",
    );
  }
  return exportTarget(target, currentRpcContext());
}
