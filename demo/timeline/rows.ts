import { type Cluster, clustersOf, clusterWith } from "./clusters.ts";
import type { Lane, Mark, TimelineModel } from "./marks.ts";

/** A row of the timeline: the page row, or an object's. */
export interface Row {
  readonly key: string;
  readonly title: string;
  /** Undefined for the page row. */
  readonly lane: Lane | undefined;
  readonly clusters: readonly Cluster[];
}

/** The key of the first row, with the events of page and host. */
const PAGE_ROW = "page";

/**
 * @param reach marks within this many ms form a cluster.
 * @param filter part of the object's name, id or class; empty for all.
 */
export function rowsOf({ page, lanes }: TimelineModel, reach: number, filter: string): Row[] {
  const wanted = filter.trim().toLowerCase();
  const seen = wanted === "" ? lanes : lanes.filter((lane) => matches(lane, wanted));
  return [
    { key: PAGE_ROW, title: "Page and host", lane: undefined, clusters: clustersOf(page, reach) },
    ...seen.map((lane) => ({
      key: lane.key,
      title: lane.title,
      lane,
      clusters: clustersOf(lane.marks, reach),
    })),
  ];
}

function matches({ actor }: Lane, wanted: string): boolean {
  return [actor.name, actor.id, actor.className].some((text) =>
    text?.toLowerCase().includes(wanted),
  );
}

/** A cluster and its row. */
export interface Place {
  readonly row: Row;
  readonly cluster: Cluster;
}

/** Finds a mark among the rows. */
export function placeOf(rows: readonly Row[], rowKey: string, markKey: string): Place | undefined {
  const row = rows.find(({ key }) => key === rowKey);
  const cluster = row && clusterWith(row.clusters, markKey);
  return row !== undefined && cluster !== undefined ? { row, cluster } : undefined;
}

/** The mark of a history event, or of the run it belongs to. */
export function markOfEntry(rows: readonly Row[], seq: number, rowKey?: string): Place | undefined {
  for (const row of rows) {
    if (rowKey !== undefined && row.key !== rowKey) continue;
    for (const cluster of row.clusters) {
      if (cluster.marks.some((mark) => holds(mark, seq))) return { row, cluster };
    }
  }
  return undefined;
}

/** Whether a mark represents a history event or contains it in its run. */
export function holds(mark: Mark, seq: number): boolean {
  if (mark.entry?.seq === seq) return mark.kind !== "coming";
  if (mark.kind !== "run" || mark.entry === undefined) return false;
  return mark.entry.seq <= seq && seq <= mark.last.seq;
}

export type Direction = "left" | "right" | "up" | "down" | "first" | "last";

/** The target of an arrow key; undefined at the end. */
export function neighbour(
  rows: readonly Row[],
  { row, cluster }: Place,
  direction: Direction,
): Place | undefined {
  const at = row.clusters.indexOf(cluster);
  const inRow = (index: number): Place | undefined => {
    const found = row.clusters[index];
    return found && { row, cluster: found };
  };
  switch (direction) {
    case "left":
      return inRow(at - 1);
    case "right":
      return inRow(at + 1);
    case "first":
      return inRow(0);
    case "last":
      return inRow(row.clusters.length - 1);
    case "up":
    case "down": {
      const step = direction === "up" ? -1 : 1;
      let index = rows.findIndex(({ key }) => key === row.key) + step;
      for (; index >= 0 && index < rows.length; index += step) {
        const next = rows[index];
        const nearest = next && nearestTo(next.clusters, cluster.from);
        if (next !== undefined && nearest !== undefined) return { row: next, cluster: nearest };
      }
      return undefined;
    }
  }
}

function nearestTo(clusters: readonly Cluster[], time: number): Cluster | undefined {
  let nearest: Cluster | undefined;
  for (const cluster of clusters) {
    const distance = Math.abs(cluster.from - time);
    if (nearest === undefined || distance < Math.abs(nearest.from - time)) nearest = cluster;
  }
  return nearest;
}
