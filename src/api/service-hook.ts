import { outsideRpcContext } from "../rpc/context.ts";
import type { RpcHook } from "../rpc/hook.ts";
import { LocalHook } from "../rpc/local-hook.ts";
import { stubMaker } from "../rpc/rpc-stub.ts";

/**
 * A hook to an entrypoint of the worker that is no Durable Object.
 *
 * @param makeInstance called for each event: a `WorkerEntrypoint` lives for one request. For a
 *   handler object (`export default { fetch }`), what {@link handlerEntrypoint} makes of it.
 */
export function serviceHook(makeInstance: () => object): RpcHook {
  return new LocalHook(
    {
      kind: "entrypoint",
      deliver: (_event, callback) => {
        const context = outsideRpcContext();
        return context.deliver(() => callback(makeInstance(), context));
      },
    },
    stubMaker,
  );
}

/** A handler object as an entrypoint: its functions take `env` and `ctx` as arguments. */
export function handlerEntrypoint(
  handler: { fetch?: unknown },
  env: unknown,
  ctx: unknown,
): { fetch?: (request: Request) => unknown } {
  const { fetch } = handler;
  if (typeof fetch !== "function") return {};
  return { fetch: (request) => Reflect.apply(fetch, handler, [request, env, ctx]) };
}
