import { outsideRpcContext } from "../rpc/context.ts";
import type { RpcHook } from "../rpc/hook.ts";
import { answerFetch } from "../rpc/http/answer-fetch.ts";
import { LocalHook } from "../rpc/local-hook.ts";

/**
 * A hook to an entrypoint of the worker that is not a Durable Object.
 *
 * @param makeInstance called for each event: a `WorkerEntrypoint` lives for one request. For a
 *   handler object (`export default { fetch }`) it returns a `HandlerTarget`. Its argument fails the
 *   event (`ctx.abort()`).
 */
export function serviceHook(makeInstance: (fail: (error: unknown) => void) => object): RpcHook {
  return new LocalHook({
    kind: "entrypoint",
    answer: answerFetch,
    deliver: (_event, callback) => {
      const context = outsideRpcContext();
      return new Promise((resolve, reject) => {
        context.deliver(() => callback(makeInstance(reject), context)).then(resolve, reject);
      });
    },
  });
}
