/** An edge of a graph, from one node to another. */
export interface GraphEdge {
  readonly from: number;
  readonly end: number;
}

/** A cycle of a graph, as indexes of edges. */
export interface Loop {
  readonly inside: readonly number[];
  readonly entries: readonly number[];
}

/** The loops of a graph, including nested ones. */
export function loopsOf(edges: readonly GraphEdge[]): Loop[] {
  const loops: Loop[] = [];
  const look = (among: readonly number[]): void => {
    for (const nodes of componentsOf(edges, among)) {
      const within = (node: number): boolean => nodes.has(node);
      const inside = among.filter((index) => bothEnds(edges[index], within));
      if (inside.length === 0) continue;
      const entries = edges.flatMap(({ from, end }, index) =>
        within(end) && !inside.includes(index) && (!within(from) || !among.includes(index))
          ? [index]
          : [],
      );
      loops.push({ inside, entries });
      // A cycle that avoids the entry points is an inner loop.
      const heads = new Set(entries.map((index) => edges[index]?.end));
      const rest = inside.filter((index) => !heads.has(edges[index]?.end));
      if (rest.length < inside.length) look(rest);
    }
  };
  look(edges.map((_, index) => index));
  return loops;
}

function bothEnds(edge: GraphEdge | undefined, within: (node: number) => boolean): boolean {
  return edge !== undefined && within(edge.from) && within(edge.end);
}

/** The strongly connected components as sets of nodes, by Tarjan's algorithm. */
function componentsOf(edges: readonly GraphEdge[], among: readonly number[]): Set<number>[] {
  const next = new Map<number, number[]>();
  for (const index of among) {
    const { from, end } = edges[index] as GraphEdge;
    next.set(from, [...(next.get(from) ?? []), end]);
  }
  const components: Set<number>[] = [];
  const found = new Map<number, number>();
  const lowest = new Map<number, number>();
  const stack: number[] = [];
  const visit = (node: number): void => {
    found.set(node, found.size);
    lowest.set(node, found.get(node) ?? 0);
    stack.push(node);
    for (const to of next.get(node) ?? []) {
      if (!found.has(to)) visit(to);
      if (stack.includes(to)) {
        lowest.set(node, Math.min(lowest.get(node) ?? 0, lowest.get(to) ?? 0));
      }
    }
    if (lowest.get(node) !== found.get(node)) return;
    components.push(new Set(stack.splice(stack.indexOf(node))));
  };
  for (const node of next.keys()) if (!found.has(node)) visit(node);
  return components;
}
