const registry = new FinalizationRegistry<{ dispose(): void }>((held) => held.dispose());

/**
 * Disposes `held` once the garbage collector has taken `owner`: the stubs and results that nobody
 * disposes, which are most, are let go at the other end too. When that happens nobody knows, as in
 * workerd.
 *
 * @param held must not lead to the owner, which would then live for ever. No closure of a scope
 *   that has the owner in it, therefore.
 */
export function disposeWhenCollected(owner: object, held: { dispose(): void }): void {
  registry.register(owner, held, owner);
}

/** The owner was disposed. */
export function forgetOwner(owner: object): void {
  registry.unregister(owner);
}
