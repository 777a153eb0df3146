import type { HostEvent } from "../protocol/events.ts";

/** How many past events a server remembers. */
const MEMORY = 1000;

export type HostEventType = HostEvent["type"];

/** The events of one type. */
export type EventOf<Type extends HostEventType> = Extract<HostEvent, { readonly type: Type }>;

/** A listener for {@link EventStream.on}: of one type, or of all. */
export type EventListenerOf<Type extends HostEventType | "*"> = (
  event: Type extends HostEventType ? EventOf<Type> : HostEvent,
) => void;

/**
 * The live events of a host: alarms, objects, commits, console lines, the clock.
 *
 * ```ts
 * const stop = server.events.on("alarm-fired", (event) => console.log(event.actorName));
 * for await (const event of server.events) console.log(event.type, event.time);
 * ```
 */
export interface EventStream extends AsyncIterable<HostEvent> {
  /**
   * Calls `listener` with each event of `type` from now on; `"*"` means all.
   *
   * @returns a function that removes the listener.
   */
  on<Type extends HostEventType | "*">(type: Type, listener: EventListenerOf<Type>): () => void;

  /** The last thousand events since the server was started, oldest first. */
  readonly past: readonly HostEvent[];
}

/** The page's end of the stream: `push()` receives the host's events. */
export class HostEvents implements EventStream {
  readonly #past: HostEvent[] = [];
  readonly #listeners = new Set<(event: HostEvent) => void>();
  readonly #ends = new Set<() => void>();
  #ended = false;

  get past(): readonly HostEvent[] {
    return [...this.#past];
  }

  on<Type extends HostEventType | "*">(type: Type, listener: EventListenerOf<Type>): () => void {
    const hear = (event: HostEvent): void => {
      if (type !== "*" && event.type !== type) return;
      try {
        (listener as (event: HostEvent) => void)(event);
      } catch (error) {
        // An error in one listener must not keep the event from the others.
        reportError(error);
      }
    };
    this.#listeners.add(hear);
    return () => void this.#listeners.delete(hear);
  }

  /** Each loop gets every event from its beginning on, and ends when the server does. */
  [Symbol.asyncIterator](): AsyncIterator<HostEvent> {
    const waiting: HostEvent[] = [];
    let wake: (() => void) | undefined;
    let done = this.#ended;
    const hear = (event: HostEvent): void => {
      waiting.push(event);
      wake?.();
    };
    const end = (): void => {
      done = true;
      this.#listeners.delete(hear);
      this.#ends.delete(end);
      wake?.();
    };
    if (!done) {
      this.#listeners.add(hear);
      this.#ends.add(end);
    }
    const next = async (): Promise<IteratorResult<HostEvent>> => {
      for (;;) {
        const event = waiting.shift();
        if (event !== undefined) return { done: false, value: event };
        if (done) return { done: true, value: undefined };
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    return {
      next,
      return: async () => {
        waiting.length = 0;
        end();
        return { done: true, value: undefined };
      },
    };
  }

  push(events: readonly HostEvent[]): void {
    for (const event of events) {
      this.#past.push(event);
      if (this.#past.length > MEMORY) this.#past.shift();
      for (const hear of [...this.#listeners]) hear(event);
    }
  }

  /** The host is gone: no more events will arrive. */
  end(): void {
    this.#ended = true;
    for (const end of [...this.#ends]) end();
    this.#listeners.clear();
  }
}
