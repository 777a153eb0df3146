import { type HistoryEntry, isPageEvent } from "./history-event.ts";

/** What is kept of an entry: its number is given anew at each visit. */
export type Recorded = Omit<HistoryEntry, "seq">;

/** Two tabs hear of the same thing within this time of each other, in ms. */
const SAME_MOMENT = 60_000;

/**
 * One history out of those that several tabs have recorded, each in its order; oldest first. Each
 * tab on a disk hears the same events of the host and records them: those appear once. What one tab
 * recorded twice has happened twice, and stays so.
 */
export function merged(tabs: readonly (readonly Recorded[])[]): Recorded[] {
  const kept: Recorded[] = [];
  /** For each event, those that are kept, and up to where the present tab has found its own. */
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
  // Stable: what happened within one ms stays in its order.
  return kept.toSorted((a, b) => a.realTime - b.realTime);
}

function findSame(same: { readonly all: readonly Recorded[]; found: number }, at: number): boolean {
  while (same.found < same.all.length) {
    const other = same.all[same.found++];
    if (other !== undefined && Math.abs(other.realTime - at) < SAME_MOMENT) return true;
  }
  return false;
}
