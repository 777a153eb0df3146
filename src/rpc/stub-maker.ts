import type { RpcContext } from "./context.ts";
import type { RpcHook } from "./hook.ts";

/** Makes hooks of what is sent and stubs of what arrives. There is one: `rpc-stub.ts`. */
export interface StubMaker {
  /** A hook to a function, a plain object or an `RpcTarget` of this realm. */
  exportTarget(target: object, context: RpcContext): RpcHook;

  /** A stub for the user's code. Takes over the hook. */
  importStub(hook: RpcHook, kind: "stub" | "fetcher"): object;

  /** The caller's copy of what was thrown, marked `remote`. */
  copyFailure(thrown: unknown): unknown;
}
