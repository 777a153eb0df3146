import type { RpcContext } from "./context.ts";
import type { RpcHook } from "./hook.ts";

/**
 * Values hold stubs, and calls on stubs carry values: here this recursion closes. `rpc-stub.ts`
 * fills it in.
 */
export const references = {} as {
  /** A hook to a function, a plain object or an `RpcTarget` of this realm. */
  exportTarget(target: object, context: RpcContext): RpcHook;

  /** A stub for the user's code. Takes over the hook. */
  importStub(hook: RpcHook, kind: "stub" | "fetcher"): object;

  /** The caller's copy of a thrown value, marked `remote`. */
  copyFailure(thrown: unknown): unknown;
};
