import type { HostEvent } from "../../protocol/events.ts";

type Listener = (events: readonly HostEvent[]) => void;

/**
 * Passes events to the listeners, in order and batched by turn. Events of a call are sent before its
 * result.
 */
export class EventBatch {
  readonly #listeners = new Set<Listener>();
  #waiting: HostEvent[] = [];

  add(event: HostEvent): void {
    if (this.#listeners.size === 0) return;
    if (this.#waiting.push(event) === 1) queueMicrotask(() => this.#flush());
  }

  /** @returns a function that ends the subscription. */
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
