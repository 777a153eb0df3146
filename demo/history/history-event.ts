import type { ClockState, HostEvent } from "tabd";

/** What the page itself does, among the events of the host. */
export type PageEvent =
  /** The page was loaded, for the first time or again. */
  | { readonly type: "page-loaded" }
  /** A host is being started, with this clock; real if none is given. */
  | { readonly type: "host-starting"; readonly clock?: ClockState }
  /** It runs the project's code. */
  | { readonly type: "host-started" }
  | { readonly type: "host-killed" }
  | { readonly type: "host-failed"; readonly problem: string };

export type HistoryEvent = HostEvent | PageEvent;

/** One thing that happened. */
export interface HistoryEntry {
  /** Counts up within one visit of the page; another one after a reload. */
  readonly seq: number;
  /** When it happened by the host's clock, in ms since the epoch; near enough for page events. */
  readonly time: number;
  /** The computer's time when the page heard of it, in ms since the epoch. */
  readonly realTime: number;
  readonly event: HistoryEvent;
}

/** Whether it comes from the page, and has no time of its own. */
export function isPageEvent(event: HistoryEvent): event is PageEvent {
  return !("time" in event);
}
