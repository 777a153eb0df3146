import { type Found, LinearProgram } from "./linear-program.ts";
import type { Flow, FlowClaim } from "./program-flow.ts";
import type { Weights } from "./program-steps.ts";

/** How many systems of equations are looked at before one gives up. */
const MAX_SYSTEMS = 60;

/** As near to a whole number as that is one. */
const ROUNDING = 1e-4;

/** A sum of unknowns, and what it comes to. */
interface Equation {
  readonly sum: ReadonlyMap<number, number>;
  readonly value: number;
}

/**
 * What is not known of a run: how often each way was taken, how much each limit leaves, and how many
 * rows each operation has cleared away at once. All of these are whole numbers.
 */
export class FlowUnknowns {
  readonly #flow: Flow;
  readonly #clears: readonly Weights[];
  readonly #width: number;
  readonly #known: readonly Equation[];
  /** All that is known at first. */
  readonly #program: LinearProgram;
  #systems = 0;

  /**
   * @param clears what each operation that clears a table counts, for one row of it
   * @param measured what is known of the counts; what is undefined is not
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

  /** What all ways together have counted under a name, if there is only one answer. */
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
      // Is there an answer that is less, or more?
      const away = scaled(sum, times);
      const other = this.#bound(this.#known, away, times * value - 1, this.#width);
      if (this.#find(away, other, this.#width + 1) !== "none") return undefined;
    }
    return value;
  }

  /** Values that are whole and go round in no loop that was not come into; `sum` as low as may be. */
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

  /** Two narrower systems, if these values will not do: what does fulfils one of them. */
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

  /** Also, a sum is at most `most`; the variable at `slack` is what is left. */
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
