import type { SqlValue } from "../database.ts";
import { edgesOf, movesOf } from "./program-edges.ts";
import { END, graphOf } from "./program-graph.ts";
import { loopsOf } from "./program-loops.ts";
import type { Claim } from "./program-rules.ts";
import type { Weights } from "./program-steps.ts";
import type { Operation } from "../policy/sql-program.ts";

/** Coefficients of a sum over edges. */
type Sum = ReadonlyMap<number, number>;

/** The constraints on how often each edge of a program was taken. */
export interface Flow {
  /** What each edge counts. The first is the entry, taken once. */
  readonly ways: readonly Weights[];
  /** Sums that are zero: a variable for each edge, then for each slack. */
  readonly zeros: readonly Sum[];
  readonly slacks: number;
  /** At least one of each two claims holds: for example, a loop runs only if it was entered. */
  readonly alternatives: readonly (readonly [FlowClaim, FlowClaim])[];
}

/** A sum that is zero; with `least`, at least that. */
export interface FlowClaim {
  readonly sum: Sum;
  readonly least?: number;
}

/** Maximum number of edges; more would take too long. */
const MAX_WAYS = 250;

/**
 * The control flow of a program: each operation is left as often as it is entered.
 *
 * @param operations of `EXPLAIN`: the statement's, then those of its triggers
 * @param standing whether the statement is on a row; otherwise it has ended
 * @returns undefined for programs with unknown operations or forms
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
    // The lesser side plus the slack equals the greater side.
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
