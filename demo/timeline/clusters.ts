import { type Mark, type Tone, toneOf } from "./marks.ts";

/** Marks that are too close to each other to stand apart: one to look at, one to press. */
export interface Cluster {
  /** That of its first mark. */
  readonly key: string;
  /** The times of its first and its last mark. */
  readonly from: number;
  readonly to: number;
  /** In the order of their times; at least one. */
  readonly marks: readonly Mark[];
  /** The one that matters most: it gives the shape. */
  readonly face: Mark;
  /** How many matter as much as to be counted: what only leads up to others does not. */
  readonly count: number;
}

/** How much a mark matters: what went wrong before what went well, deliveries before the rest. */
function weight(mark: Mark): number {
  if (mark.kind === "abandoned" || mark.kind === "broken") return 6;
  // That it was set says more than that its object was started or evicted.
  if (mark.kind === "set") return 1;
  const tones: Readonly<Record<Tone, number>> = { bad: 5, warn: 4, good: 3, plain: 2, quiet: 0 };
  return tones[toneOf(mark)];
}

/** A cluster ends when it is so many times as long as the reach. */
const LONGEST = 3;

/**
 * The marks of a lane, those within `reach` ms of one another as one. What has yet to come stands
 * for itself. They depend on the marks and on `reach` alone, not on where the view is: they
 * stay as they are while it is moved.
 *
 * @param marks in the order of their times.
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
  // Of equals the last: it tells how it stands.
  for (const mark of others) if (weight(mark) >= weight(face)) face = mark;
  const counted = marks.filter((mark) => weight(mark) > 1).length;
  const to = marks.at(-1)?.time ?? first.time;
  return { key: first.key, from: first.time, to, marks, face, count: Math.max(1, counted) };
}

/** The index of the first cluster that does not end before `time`. */
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

/** The cluster that has this mark. */
export function clusterWith(clusters: readonly Cluster[], key: string): Cluster | undefined {
  return clusters.find((cluster) => cluster.marks.some((mark) => mark.key === key));
}
