import { type HistoryEntry, isPageEvent } from "./history-event.ts";

/** A stored entry. `seq` is assigned again at each page load. */
export type Recorded = Omit<HistoryEntry, "seq" | "hostTime">;

/** Two tabs record the same event within this time of each other, in ms. */
const SAME_MOMENT = 60_000;

/**
 * Merges the histories of several tabs, oldest first. All tabs on a disk record the same host events;
 * these duplicates are removed. An event that one tab recorded twice happened twice and stays.
 */
export function merged(tabs: readonly (readonly Recorded[])[]): Recorded[] {
  const kept: Recorded[] = [];
  /** Per event: the kept entries, and how many of them the current tab has matched. */
  const known = new Map<string, { readonly all: Recorded[]; found: number }>();
  for (const tab of tabs) {
    for (const same of known.values()) same.found = 0;
    for (const recorded of tab) {
      if (tabs.length > 1 && !isPageEvent(recorded.event)) {
        const name = JSON.stringify(recorded.event);
        const same = known.get(name) ?? { all: [], found: 0 };
        known.set(name, same);
        if (findSame(same, recorded.realTime)) continue;
        same.all.push(recorded);
        same.found = same.all.length;
      }
      kept.push(recorded);
    }
  }
  // Stable: events within one ms keep their order.
  return kept.toSorted((a, b) => a.realTime - b.realTime);
}

function findSame(same: { readonly all: readonly Recorded[]; found: number }, at: number): boolean {
  while (same.found < same.all.length) {
    const other = same.all[same.found++];
    if (other !== undefined && Math.abs(other.realTime - at) < SAME_MOMENT) return true;
  }
  return false;
}
