import type { SqlValue } from "../database.ts";
import { edgesOf, movesOf } from "./program-edges.ts";
import { END, graphOf } from "./program-graph.ts";
import { loopsOf } from "./program-loops.ts";
import type { Claim } from "./program-rules.ts";
import type { Weights } from "./program-steps.ts";
import type { Operation } from "../policy/sql-program.ts";

/** A sum of ways, each taken so many times. */
type Sum = ReadonlyMap<number, number>;

/** What is known of the numbers of times that a program's ways were taken. */
export interface Flow {
  /** What each way counts. The first is that from the beginning on, which is taken once. */
  readonly ways: readonly Weights[];
  /** Sums that are zero, a variable for each way and for each `slack` behind them. */
  readonly zeros: readonly Sum[];
  readonly slacks: number;
  /** Of each two claims one holds: nobody goes round in a loop, say, who has not come in. */
  readonly alternatives: readonly (readonly [FlowClaim, FlowClaim])[];
}

/** A sum that is zero; or, with `least`, is that or more. */
export interface FlowClaim {
  readonly sum: Sum;
  readonly least?: number;
}

/** More ways than that, and it would take long to find out what they come to. */
const MAX_WAYS = 250;

/**
 * How the operations of a program follow on each other: each is left as often as it is come to.
 *
 * @param operations of `EXPLAIN`: the statement's own, and behind them those of its triggers
 * @param standing whether it stands on a row; it has come to its end otherwise
 * @returns undefined for programs with anything that is not known here
 */
export function flowOf(
  operations: readonly Operation[],
  standing: boolean,
  bindings: readonly SqlValue[],
): Flow | undefined {
  const graph = graphOf(operations, standing, bindings);
  if (graph === undefined) return undefined;
  const edges = edgesOf(graph);
  if (edges.length > MAX_WAYS) return undefined;
  const left = new Map<number, Map<number, number>>();
  edges.forEach(({ from, end }, index) => {
    if (end !== END) addTo(sumAt(left, end), index, -1);
    if (index > 0) addTo(sumAt(left, from), index, 1);
  });
  const zeros = [...left.values()];
  graph.limits.forEach(({ less, more, times }, index) => {
    // What is less, and how much it is less, come to what is more.
    const sum = movesOf(edges, less);
    for (const [edge, count] of movesOf(edges, more, times)) addTo(sum, edge, -count);
    zeros.push(sum.set(edges.length + index, 1));
  });
  const once = (indexes: readonly number[]): Sum => new Map(indexes.map((index) => [index, 1]));
  const claim = ({ moves, least }: Claim): FlowClaim => ({
    sum: movesOf(edges, moves),
    ...(least !== undefined && { least }),
  });
  const alternatives = [
    ...loopsOf(edges).map(({ inside, entries }): [FlowClaim, FlowClaim] => [
      { sum: once(inside) },
      { sum: once(entries), least: 1 },
    ]),
    ...graph.alternatives.map(([one, other]): [FlowClaim, FlowClaim] => [claim(one), claim(other)]),
  ];
  return { ways: edges, zeros, slacks: graph.limits.length, alternatives };
}

function sumAt(sums: Map<number, Map<number, number>>, at: number): Map<number, number> {
  const sum = sums.get(at) ?? new Map<number, number>();
  sums.set(at, sum);
  return sum;
}

function addTo(sum: Map<number, number>, index: number, count: number): void {
  sum.set(index, (sum.get(index) ?? 0) + count);
}
