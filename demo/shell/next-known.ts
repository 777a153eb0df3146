import type { HistoryEntry } from "../history/history-event.ts";
import { timelineModel } from "../timeline/timeline-model.ts";

/** The next alarm, from the host or, while it does not answer, from the stored history. */
export interface Next {
  readonly who: string;
  /** In ms since the epoch. */
  readonly time: number;
  readonly running: boolean;
  readonly retryCount: number;
  readonly source: "host" | "history";
}

/** The earliest pending alarm in the events. */
export function nextInHistory(entries: readonly HistoryEntry[]): Next | undefined {
  const coming = timelineModel(entries, undefined).lanes.flatMap(({ coming: mark, title }) =>
    mark === undefined ? [] : { who: title, time: mark.time, retryCount: mark.retryCount },
  );
  const [next] = coming.toSorted((a, b) => a.time - b.time);
  return next && { ...next, running: false, source: "history" };
}
