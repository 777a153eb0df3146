import { type Mark, type Tone, toneOf } from "./marks.ts";

/** Marks too close together to draw separately: drawn and selected as one. */
export interface Cluster {
  /** The key of its first mark. */
  readonly key: string;
  /** The times of its first and last mark. */
  readonly from: number;
  readonly to: number;
  /** At least one, in order of time. */
  readonly marks: readonly Mark[];
  /** The most important mark; gives the shape. */
  readonly face: Mark;
  /** The number of marks, without those that only lead up to others. */
  readonly count: number;
}

/** Importance: failures before successes, deliveries before the rest. */
function weight(mark: Mark): number {
  if (mark.kind === "abandoned" || mark.kind === "broken") return 6;
  // More than the start or eviction of the object.
  if (mark.kind === "set") return 1;
  const tones: Readonly<Record<Tone, number>> = { bad: 5, warn: 4, good: 3, plain: 2, quiet: 0 };
  return tones[toneOf(mark)];
}

/** The maximum length of a cluster, in reaches. */
const LONGEST = 3;

/**
 * Groups the marks of a lane that are within `reach` ms of each other. Pending alarms are never grouped.
 * The result does not depend on the visible range, so clusters are stable while panning.
 *
 * @param marks in order of time.
 */
export function clustersOf(marks: readonly Mark[], reach: number): Cluster[] {
  const clusters: Cluster[] = [];
  let open: Mark[] = [];
  const close = (): void => {
    if (open.length > 0) clusters.push(clusterOf(open));
    open = [];
  };
  for (const mark of marks) {
    if (mark.kind === "coming") continue;
    const [first] = open;
    const last = open.at(-1);
    if (first !== undefined && last !== undefined) {
      const apart = mark.time - last.time > reach;
      if (apart || mark.time - first.time > reach * LONGEST) close();
    }
    open.push(mark);
  }
  close();
  for (const mark of marks) if (mark.kind === "coming") clusters.push(clusterOf([mark]));
  return clusters.toSorted((a, b) => a.from - b.from);
}

function clusterOf(marks: readonly Mark[]): Cluster {
  const [first, ...others] = marks;
  if (first === undefined) throw new Error("A cluster needs a mark.");
  let face = first;
  // Among equals the last, because it shows the current state.
  for (const mark of others) if (weight(mark) >= weight(face)) face = mark;
  const counted = marks.filter((mark) => weight(mark) > 1).length;
  const to = marks.at(-1)?.time ?? first.time;
  return { key: first.key, from: first.time, to, marks, face, count: Math.max(1, counted) };
}

/** The index of the first cluster that starts at or after `time`. */
export function firstFrom(clusters: readonly Cluster[], time: number): number {
  let low = 0;
  let high = clusters.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((clusters[middle]?.from ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The cluster that contains this mark. */
export function clusterWith(clusters: readonly Cluster[], key: string): Cluster | undefined {
  return clusters.find((cluster) => cluster.marks.some((mark) => mark.key === key));
}
