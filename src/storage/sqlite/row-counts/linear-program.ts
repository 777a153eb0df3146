/** Smaller numbers are rounding errors. */
const EPSILON = 1e-7;

/** More pivots than any program's flow needs: the method is cycling. */
const MAX_PIVOTS = 2000;

/** A solution; "none" if there is none; "unknown" if it took too long. */
export type Found = readonly number[] | "none" | "unknown";

/**
 * A linear program over non-negative numbers with known sums, solved by the simplex method on a small
 * dense tableau.
 */
export class LinearProgram {
  /** One row per basic variable: coefficients and constant. */
  readonly #rows: number[][];
  readonly #basic: number[];
  readonly #width: number;
  readonly #problem: "none" | "unknown" | undefined;

  /**
   * @param equations the coefficients of each variable, then the sum
   * @param width number of variables
   */
  constructor(equations: readonly (readonly number[])[], width: number) {
    this.#width = width;
    const { rows, basic, contradiction } = reduced(equations, width);
    this.#rows = rows;
    this.#basic = basic;
    this.#problem = contradiction ? "none" : this.#findFeasible();
  }

  /**
   * The value of a sum if the equations alone determine it.
   *
   * @param sum the coefficients of each variable, and at the end 0
   */
  fixed(sum: readonly number[]): number | undefined {
    const cost = this.#costOf(sum);
    const free = cost.some((value, index) => index < this.#width && Math.abs(value) > EPSILON);
    return this.#problem !== undefined || free ? undefined : -(cost[this.#width] ?? 0);
  }

  /**
   * A solution that minimises a sum; any solution if the sum has no minimum.
   *
   * @param sum the coefficients of each variable, and at the end 0
   */
  least(sum: readonly number[]): Found {
    if (this.#problem !== undefined) return this.#problem;
    this.#descend(this.#costOf(sum));
    const values = Array.from({ length: this.#width }, () => 0);
    this.#rows.forEach((row, index) => {
      values[this.#basic[index] ?? 0] = row[this.#width] ?? 0;
    });
    return values;
  }

  /** A sum in terms of the free variables. */
  #costOf(sum: readonly number[]): number[] {
    const cost = [...sum];
    this.#rows.forEach((row, index) => {
      subtract(cost, row, cost[this.#basic[index] ?? 0] ?? 0);
    });
    return cost;
  }

  /** Phase 1: makes all constants non-negative, if possible. */
  #findFeasible(): "none" | "unknown" | undefined {
    const negative = this.#rows.filter((row) => (row[this.#width] ?? 0) < -EPSILON);
    if (negative.length === 0) return undefined;
    // An artificial variable makes all rows non-negative; then it is minimised to zero.
    const extra = this.#width;
    for (const row of this.#rows) row.splice(extra, 0, -1);
    const width = extra + 1;
    let worst = 0;
    this.#rows.forEach((row, index) => {
      if ((row[width] ?? 0) < (this.#rows[worst]?.[width] ?? 0)) worst = index;
    });
    const cost = Array.from({ length: width + 1 }, (_, column) => (column === extra ? 1 : 0));
    this.#pivot(worst, extra, cost);
    if (!this.#descend(cost, width)) return "unknown";
    if (-(cost[width] ?? 0) > 0.001) return "none";
    const index = this.#basic.indexOf(extra);
    if (index >= 0) this.#leave(index, extra, cost);
    for (const row of this.#rows) row.splice(extra, 1);
    return undefined;
  }

  /** Removes a variable with value zero from the basis. */
  #leave(index: number, extra: number, cost: number[]): void {
    const row = this.#rows[index] ?? [];
    const entering = row.findIndex(
      (coefficient, column) => column < extra && Math.abs(coefficient) > EPSILON,
    );
    if (entering >= 0) {
      this.#pivot(index, entering, cost);
      return;
    }
    this.#rows.splice(index, 1);
    this.#basic.splice(index, 1);
  }

  /** Minimises by Bland's rule. @returns false if it did not end */
  #descend(cost: number[], width = this.#width): boolean {
    for (let pivots = 0; pivots < MAX_PIVOTS; pivots++) {
      let entering = 0;
      while (entering < width && (cost[entering] ?? 0) >= -EPSILON) entering++;
      if (entering === width) return true;
      let leaving = -1;
      let step = Infinity;
      this.#rows.forEach((row, index) => {
        const coefficient = row[entering] ?? 0;
        if (coefficient <= EPSILON) return;
        const ratio = (row[width] ?? 0) / coefficient;
        const first = (this.#basic[index] ?? 0) < (this.#basic[leaving] ?? Infinity);
        if (ratio < step - EPSILON || (ratio < step + EPSILON && first)) {
          leaving = index;
          step = Math.min(ratio, step);
        }
      });
      if (leaving < 0) return false;
      this.#pivot(leaving, entering, cost);
    }
    return false;
  }

  #pivot(index: number, entering: number, cost: number[]): void {
    const row = this.#rows[index] ?? [];
    const by = row[entering] ?? 1;
    for (let column = 0; column < row.length; column++) row[column] = (row[column] ?? 0) / by;
    for (const other of this.#rows) {
      if (other !== row) subtract(other, row, other[entering] ?? 0);
    }
    subtract(cost, row, cost[entering] ?? 0);
    this.#basic[index] = entering;
  }
}

/** Gauss-Jordan elimination: independent rows, each with its own basic variable. */
function reduced(
  equations: readonly (readonly number[])[],
  width: number,
): { rows: number[][]; basic: number[]; contradiction: boolean } {
  const left = equations.map((equation) => [...equation]);
  const rows: number[][] = [];
  const basic: number[] = [];
  for (let column = 0; column < width; column++) {
    const size = (row: number[] | undefined): number => Math.abs(row?.[column] ?? 0);
    let best = 0;
    left.forEach((row, index) => {
      if (size(row) > size(left[best])) best = index;
    });
    if (size(left[best]) <= EPSILON) continue;
    const [row = []] = left.splice(best, 1);
    const by = row[column] ?? 1;
    for (let at = 0; at <= width; at++) row[at] = (row[at] ?? 0) / by;
    for (const other of [...left, ...rows]) subtract(other, row, other[column] ?? 0);
    rows.push(row);
    basic.push(column);
  }
  return { rows, basic, contradiction: left.some((row) => Math.abs(row[width] ?? 0) > 0.01) };
}

function subtract(from: number[], row: readonly number[], times: number): void {
  if (times === 0) return;
  for (let column = 0; column < from.length; column++) {
    from[column] = (from[column] ?? 0) - times * (row[column] ?? 0);
  }
}
