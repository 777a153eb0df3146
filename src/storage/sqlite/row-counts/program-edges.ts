import { END, type ProgramGraph } from "./program-graph.ts";
import type { Move } from "./program-rules.ts";
import type { Way, Weights } from "./program-steps.ts";

/** The entry node, before the first operation. */
const START = -2;

/** A path from one branching operation to the next, or to the end. */
export interface Edge extends Weights {
  readonly steps: number;
  readonly from: number;
  readonly end: number;
  /** The operations on the path, including its start. */
  readonly passed: readonly number[];
}

/** The edges of a program's graph, the entry first; without edges to errors. */
export function edgesOf({ weights, ways }: ProgramGraph): Edge[] {
  const open = openWays(ways);
  const branches = (at: number): boolean => (open[at]?.length ?? 0) > 1;
  const edges: Edge[] = [];
  const follow = (from: number, first: Way): void => {
    const total: Record<string, number> = {};
    const passed: number[] = [];
    const add = (counts: object): void => {
      for (const [name, count] of Object.entries(counts) as [string, number][]) {
        if (name !== "to") total[name] = (total[name] ?? 0) + count;
      }
    };
    const run = (at: number): void => {
      passed.push(at);
      add(weights[at] ?? {});
    };
    if (from !== START) run(from);
    let way = first;
    for (;;) {
      add(way);
      // A cycle without an exit never reaches the end.
      if (way.to === END || branches(way.to) || passed.length > ways.length) break;
      run(way.to);
      const [only] = open[way.to] ?? [];
      if (only === undefined) break;
      way = only;
    }
    edges.push({ ...total, steps: passed.length, from, end: way.to, passed });
  };
  follow(START, { to: 0 });
  open.forEach((list, at) => {
    if (branches(at)) for (const way of list) follow(at, way);
  });
  return edges;
}

/** How often each edge contains one of these moves, times `times`. */
export function movesOf(
  edges: readonly Edge[],
  moves: readonly Move[],
  times = 1,
): Map<number, number> {
  const sum = new Map<number, number>();
  edges.forEach(({ passed, end }, index) => {
    let count = 0;
    passed.forEach((at, n) => {
      const next = passed[n + 1] ?? end;
      for (const { from, to } of moves) {
        if (at === from && (to === undefined || to === next)) count += times;
      }
    });
    if (count !== 0) sum.set(index, count);
  });
  return sum;
}

/** The ways that can reach the end without an error. */
function openWays(ways: readonly (readonly Way[])[]): Way[][] {
  const alive = new Set([END]);
  for (let size = 0; size < alive.size;) {
    size = alive.size;
    for (let at = ways.length - 1; at >= 0; at--) {
      if (ways[at]?.some(({ to }) => alive.has(to)) === true) alive.add(at);
    }
  }
  return ways.map((list) => list.filter(({ to }) => alive.has(to)));
}
