import { rpcSettings } from "../rpc/settings.ts";

/** Prototypes of the classes whose instances, and those of subclasses, are callable over RPC. */
const bases = new WeakSet<object>();

export function registerRpcBase(prototype: object): void {
  bases.add(prototype);
}

/**
 * @throws {TypeError} when an object's class is not callable over RPC (`worker-rpc.c++:2147`). With
 *   the compatibility flag `js_rpc`, every class is.
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
