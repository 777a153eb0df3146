import type { ClockState, HostEvent } from "tabd";

/** Events of the page itself. */
export type PageEvent =
  /** The page was loaded or reloaded. */
  | { readonly type: "page-loaded" }
  /** A host is starting with this clock; real if absent. */
  | { readonly type: "host-starting"; readonly clock?: ClockState }
  | { readonly type: "host-started" }
  | { readonly type: "host-killed" }
  | { readonly type: "host-failed"; readonly problem: string };

export type HistoryEvent = HostEvent | PageEvent;

export interface HistoryEntry {
  /** Increases within one page load; numbered anew after a reload. */
  readonly seq: number;
  /** When it happened by the host's clock, in ms since the epoch; approximate for page events. */
  readonly time: number;
  /** The computer's time when the page heard of it, in ms since the epoch. */
  readonly realTime: number;
  /** The event's time by the host's clock, if `time` is another: see `EventHistory`. */
  readonly hostTime?: number;
  readonly event: HistoryEvent;
}

/** Page events carry no time of their own. */
export function isPageEvent(event: HistoryEvent): event is PageEvent {
  return !("time" in event);
}
