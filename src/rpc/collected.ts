import type { RpcHook } from "./hook.ts";

const registry = new FinalizationRegistry<RpcHook>((hook) => hook.dispose());

/**
 * Disposes `hook` once the garbage collector has taken `owner`: the stubs and results that nobody
 * disposes, which are most, are let go at the other end too. When that happens nobody knows, as in
 * workerd.
 */
export function disposeWhenCollected(owner: object, hook: RpcHook): void {
  registry.register(owner, hook, owner);
}

/** The owner has let go of its hook by itself. */
export function forgetOwner(owner: object): void {
  registry.unregister(owner);
}
