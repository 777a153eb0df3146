import type { HostEvent } from "../protocol/events.ts";

type Listener = (events: readonly HostEvent[]) => void;

/**
 * Passes events on to those who listen, in their order and those of one turn together. Events of a
 * call are on their way before its answer.
 */
export class EventBatch {
  readonly #listeners = new Set<Listener>();
  #waiting: HostEvent[] = [];

  add(event: HostEvent): void {
    if (this.#listeners.size === 0) return;
    if (this.#waiting.push(event) === 1) queueMicrotask(() => this.#flush());
  }

  /** @returns what ends it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #flush(): void {
    const events = this.#waiting;
    this.#waiting = [];
    for (const listener of [...this.#listeners]) listener(events);
  }
}
