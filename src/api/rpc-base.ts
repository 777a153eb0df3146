import { rpcSettings } from "../rpc/settings.ts";

/** Prototypes of the classes whose instances answer calls over RPC, those of their subclasses too. */
const bases = new WeakSet<object>();

/** To be called once by each such class. */
export function registerRpcBase(prototype: object): void {
  bases.add(prototype);
}

/**
 * @throws {TypeError} where an object's class does not take part in RPC (`worker-rpc.c++:2147`):
 *   with the compatibility flag `js_rpc`, every class does.
 */
export function requireRpcClass(instance: unknown): void {
  if (rpcSettings.everyClass || hasBase(instance)) return;
  throw new TypeError(
    "The receiving Durable Object does not support RPC, because its class was not declared with " +
      "`extends DurableObject`. In order to enable RPC, make sure your class extends the special " +
      'class `DurableObject`, which can be imported from the module "cloudflare:workers".',
  );
}

function hasBase(instance: unknown): boolean {
  if (typeof instance !== "object") return false;
  for (let at = instance; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (bases.has(at)) return true;
  }
  return false;
}
