import type { PlaygroundSession } from "../session/session.ts";

/**
 * Panel state that cannot be stored in the settings. Kept while other panels are shown and as long as the
 * project is open.
 */
export class PerDisk<Value> {
  readonly #values = new WeakMap<PlaygroundSession, { readonly disk: string; value: Value }>();
  readonly #drop: (value: Value) => void;

  /** @param drop called with a value that was replaced or whose project was closed. */
  constructor(drop: (value: Value) => void = () => undefined) {
    this.#drop = drop;
  }

  get(session: PlaygroundSession | undefined): Value | undefined {
    const kept = session && this.#values.get(session);
    if (session === undefined || kept === undefined) return undefined;
    if (kept.disk === session.disk) return kept.value;
    this.#values.delete(session);
    this.#drop(kept.value);
    return undefined;
  }

  set(session: PlaygroundSession | undefined, value: Value): void {
    if (session === undefined) return;
    const before = this.get(session);
    this.#values.set(session, { disk: session.disk, value });
    if (before !== undefined) this.#drop(before);
  }

  clear(session: PlaygroundSession | undefined): void {
    const before = this.get(session);
    if (session !== undefined) this.#values.delete(session);
    if (before !== undefined) this.#drop(before);
  }
}
