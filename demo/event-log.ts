import type { HostEvent } from "tabd";

/** What the page itself does, among the events of the host. */
export interface PageEvent {
  readonly type: "page-loaded" | "host-started" | "host-killed";
  readonly time: number;
}

export type LoggedEvent = HostEvent | PageEvent;

const storageKey = "tabd demo: events";
const limit = 200;

/** The past events, oldest first, kept across reloads. */
export class EventLog {
  #events: readonly LoggedEvent[] = read();

  get events(): readonly LoggedEvent[] {
    return this.#events;
  }

  add(event: LoggedEvent): void {
    this.#events = [...this.#events, event].slice(-limit);
    localStorage.setItem(storageKey, JSON.stringify(this.#events));
  }

  clear(): void {
    this.#events = [];
    localStorage.removeItem(storageKey);
  }
}

function read(): readonly LoggedEvent[] {
  try {
    const events: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "[]");
    return Array.isArray(events) ? (events as LoggedEvent[]) : [];
  } catch {
    // Somebody else's text, or an older form of the log: it is only for looking at.
    return [];
  }
}
