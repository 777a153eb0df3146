import { type Found, LinearProgram } from "./linear-program.ts";
import type { Flow, FlowClaim } from "./program-flow.ts";
import type { Weights } from "./program-steps.ts";

/** Maximum number of systems of equations to try. */
const MAX_SYSTEMS = 60;

/** Tolerance for integers. */
const ROUNDING = 1e-4;

/** The coefficients of a sum and its value. */
interface Equation {
  readonly sum: ReadonlyMap<number, number>;
  readonly value: number;
}

/**
 * The unknowns of a run: how often each edge was taken, the slack of each limit, and the number of
 * rows that each Clear operation has deleted. All are integers.
 */
export class FlowUnknowns {
  readonly #flow: Flow;
  readonly #clears: readonly Weights[];
  readonly #width: number;
  readonly #known: readonly Equation[];
  /** The initial equations. */
  readonly #program: LinearProgram;
  #systems = 0;

  /**
   * @param clears what each Clear operation counts per row
   * @param measured the measured counts; undefined if unknown
   */
  constructor(
    flow: Flow,
    clears: readonly Weights[],
    measured: readonly (readonly [name: keyof Weights, value: number | undefined])[],
  ) {
    const { ways, slacks, zeros } = flow;
    this.#flow = flow;
    this.#clears = clears;
    this.#width = ways.length + slacks + clears.length;
    this.#known = [
      ...zeros.map((sum) => ({ sum, value: 0 })),
      { sum: new Map([[0, 1]]), value: 1 },
      ...measured.flatMap(([name, value]) =>
        value === undefined ? [] : [{ sum: this.#sumOf(name), value }],
      ),
    ];
    const rows = this.#known.map((equation) => dense(equation, this.#width));
    this.#program = new LinearProgram(rows, this.#width);
  }

  /** The total of a count over all edges; undefined if several answers fit. */
  count(name: keyof Weights): number | undefined {
    this.#systems = 0;
    const sum = this.#sumOf(name);
    if (sum.size === 0) return 0;
    const fixed = this.#program.fixed(dense({ sum, value: 0 }, this.#width));
    // Never minus zero.
    if (fixed !== undefined) return Math.round(fixed) + 0;
    const found = this.#find(sum, this.#known, this.#width);
    if (typeof found === "string") return undefined;
    const value = Math.round(valueOf(sum, found)) + 0;
    for (const times of [1, -1]) {
      // Is there a smaller or greater answer?
      const away = scaled(sum, times);
      const other = this.#bound(this.#known, away, times * value - 1, this.#width);
      if (this.#find(away, other, this.#width + 1) !== "none") return undefined;
    }
    return value;
  }

  /** Integers that minimise `sum` and enter no loop without its entry edge. */
  #find(sum: ReadonlyMap<number, number>, equations: readonly Equation[], width: number): Found {
    if (++this.#systems > MAX_SYSTEMS) return "unknown";
    const rows = equations.map((equation) => dense(equation, width));
    const values = new LinearProgram(rows, width).least(dense({ sum, value: 0 }, width));
    if (typeof values === "string") return values;
    const either = this.#either(values, equations, width);
    if (either === undefined) return values;
    for (const narrower of either) {
      const found = this.#find(sum, narrower, width + 1);
      if (found !== "none") return found;
    }
    return "none";
  }

  /** Branch and bound: two narrower systems, one of which every valid solution satisfies. */
  #either(
    values: readonly number[],
    equations: readonly Equation[],
    width: number,
  ): (readonly Equation[])[] | undefined {
    const { ways, alternatives } = this.#flow;
    const broken = alternatives.find((claims) => claims.every((claim) => !holds(claim, values)));
    if (broken !== undefined) {
      return broken.map(({ sum, least }) =>
        least === undefined
          ? equations.concat({ sum, value: 0 })
          : this.#bound(equations, scaled(sum, -1), -least, width),
      );
    }
    const index = ways.findIndex((_, way) => !isWhole(values[way] ?? 0));
    if (index < 0) return undefined;
    const value = values[index] ?? 0;
    return [
      this.#bound(equations, new Map([[index, 1]]), Math.floor(value), width),
      this.#bound(equations, new Map([[index, -1]]), -Math.ceil(value), width),
    ];
  }

  /** Adds the constraint that a sum is at most `most`, with the slack variable at `slack`. */
  #bound(
    equations: readonly Equation[],
    sum: ReadonlyMap<number, number>,
    most: number,
    slack: number,
  ): Equation[] {
    return [...equations, { sum: new Map([...sum, [slack, 1]]), value: most }];
  }

  #sumOf(name: keyof Weights): ReadonlyMap<number, number> {
    const { ways, slacks } = this.#flow;
    const sum = new Map<number, number>();
    const add = (index: number, weight: number): void => {
      if (weight !== 0) sum.set(index, weight);
    };
    ways.forEach(({ [name]: weight = 0 }, index) => add(index, weight));
    this.#clears.forEach(({ [name]: weight = 0 }, index) => {
      add(ways.length + slacks + index, weight);
    });
    return sum;
  }
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < ROUNDING;
}

function holds({ sum, least }: FlowClaim, values: readonly number[]): boolean {
  const value = valueOf(sum, values);
  return least === undefined ? Math.abs(value) < ROUNDING : value > least - ROUNDING;
}

function valueOf(sum: ReadonlyMap<number, number>, values: readonly number[]): number {
  let total = 0;
  for (const [index, times] of sum) total += times * (values[index] ?? 0);
  return total;
}

function scaled(sum: ReadonlyMap<number, number>, times: number): Map<number, number> {
  return new Map([...sum].map(([index, count]) => [index, times * count]));
}

function dense({ sum, value }: Equation, width: number): number[] {
  const row = Array.from({ length: width }, (_, index) => sum.get(index) ?? 0);
  return [...row, value];
}
