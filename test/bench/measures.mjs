/** @typedef {{ name: string, unit: string, value: number, low: number, high: number }} Measured */

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/**
 * One row of a table: the median of the rounds, and the lowest and highest of them.
 *
 * @param {string} name
 * @param {string} unit
 * @param {readonly number[]} rounds one number for each round
 * @returns {Measured}
 */
export function measured(name, unit, rounds) {
  return { name, unit, value: median(rounds), low: Math.min(...rounds), high: Math.max(...rounds) };
}

/**
 * @param {readonly number[]} values
 * @param {number} share from 0 to 1
 */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** @param {number} value */
export function digits(value) {
  if (!Number.isFinite(value)) return "-";
  if (value >= 1000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}
