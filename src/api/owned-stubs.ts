/** The live stubs of one actor. Holds them weakly, so that unused ones can be garbage-collected. */
export class OwnedStubs {
  #stubs: WeakRef<{ dispose(): void }>[] = [];
  #sweepAt = 64;

  add(stub: { dispose(): void }): void {
    this.#stubs.push(new WeakRef(stub));
    if (this.#stubs.length < this.#sweepAt) return;
    this.#stubs = this.#stubs.filter((ref) => ref.deref() !== undefined);
    this.#sweepAt = Math.max(64, this.#stubs.length * 2);
  }

  dispose(): void {
    for (const ref of this.#stubs.splice(0).toReversed()) ref.deref()?.dispose();
  }
}
