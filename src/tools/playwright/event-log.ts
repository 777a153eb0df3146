import type { ClockState, HostEvent } from "../../protocol/events.ts";
import { ClockMemory } from "./clock-memory.ts";

/** An object as events name it. */
export interface EventSubject {
  readonly className: string;
  readonly id: string;
}

/** The events of a test, over reloads and crashes. */
export class EventLog {
  readonly clock: ClockMemory;
  #events: HostEvent[] = [];

  constructor(clock: ClockState | undefined) {
    this.clock = new ClockMemory(clock);
  }

  get all(): readonly HostEvent[] {
    return this.#events;
  }

  add(events: readonly HostEvent[]): void {
    for (const event of events) {
      this.#events.push(event);
      if (event.type === "clock-changed") this.clock.note(event.clock);
    }
  }

  clear(): void {
    this.#events = [];
  }

  /** The events about one object, its console lines included. */
  of(subject: EventSubject): HostEvent[] {
    return this.#events.filter((event) => isAbout(event, subject));
  }
}

/** The object that an event is about, if any. */
export function subjectOf(event: HostEvent): (EventSubject & { name: string | null }) | undefined {
  const ref = event.type === "console" ? event.actor : "actorId" in event ? event : null;
  if (ref === null) return undefined;
  return { className: ref.className, id: ref.actorId, name: ref.actorName };
}

function isAbout(event: HostEvent, { className, id }: EventSubject): boolean {
  const subject = subjectOf(event);
  return subject?.id === id && subject.className === className;
}
