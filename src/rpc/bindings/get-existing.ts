import { wrongType } from "../arguments.ts";
import { BrokenHook } from "../broken-hook.ts";
import type { RpcHook } from "../hook.ts";
import { actorIdOf, type DurableObjectId } from "./durable-object-id.ts";
import {
  bindingOf,
  checkOptions,
  DurableObjectNamespace,
  type DurableObjectStub,
  makeStub,
  parameterOf,
} from "./durable-object-namespace.ts";

/**
 * `getExisting()`, with the flag `durable_object_get_existing`. workerd does not know whether an
 * object exists, so all calls on the stub fail.
 */
export function installGetExisting(): void {
  Object.defineProperty(DurableObjectNamespace.prototype, "getExisting", {
    value: function getExisting(this: object, ...args: unknown[]): DurableObjectStub {
      bindingOf(this);
      const [id, options] = args;
      const known = actorIdOf(id);
      if (known === undefined) throw wrongType(parameterOf("getExisting", 1), "DurableObjectId");
      checkOptions("getExisting", options);
      const hook = (): RpcHook =>
        new BrokenHook(
          new Error("workerd only supports GET_OR_CREATE mode for getting actor stubs"),
        );
      return makeStub({ hook }, known, id as DurableObjectId);
    },
    enumerable: true,
    writable: true,
    configurable: true,
  });
}
