import type { RpcContext } from "./context.ts";
import type { RpcHook } from "./hook.ts";

/**
 * Values contain stubs, and calls on stubs send values. `rpc-stub.ts` closes this recursion here.
 */
export const references = {} as {
  /** A hook to a function, a plain object or an `RpcTarget` of this realm. */
  exportTarget(target: object, context: RpcContext): RpcHook;

  /** A stub for the user's code. Takes over the hook. */
  importStub(hook: RpcHook, kind: "stub" | "fetcher"): object;

  /** The caller's copy of a thrown value, marked `remote`. */
  copyFailure(thrown: unknown): unknown;
};
