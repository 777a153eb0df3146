const registry = new FinalizationRegistry<{ dispose(): void }>((held) => held.dispose());

/**
 * Disposes `held` after `owner` was garbage-collected, so that the other end releases stubs and
 * results that were not disposed. The time is unspecified, as in workerd.
 *
 * @param held must not reference the owner, which would then never be collected. So it must not be
 * a closure from a scope that contains the owner.
 */
export function disposeWhenCollected(owner: object, held: { dispose(): void }): void {
  registry.register(owner, held, owner);
}

/** The owner was disposed. */
export function forgetOwner(owner: object): void {
  registry.unregister(owner);
}
