import { isDeepStrictEqual } from "node:util";

/** Whether a value equals what a test expects, which may contain `expect.any(…)` and its kin. */
export function matchesValue(value: unknown, expected: unknown): boolean {
  if (isAsymmetric(expected)) return expected.asymmetricMatch(value);
  if (Array.isArray(expected)) {
    return (
      Array.isArray(value) &&
      value.length === expected.length &&
      expected.every((one, index) => matchesValue(value[index], one))
    );
  }
  if (!isPlain(expected) || !isPlain(value)) return isDeepStrictEqual(value, expected);
  const keys = new Set([...Object.keys(value), ...Object.keys(expected)]);
  return [...keys].every((key) => matchesValue(value[key], expected[key]));
}

function isAsymmetric(value: unknown): value is { asymmetricMatch(other: unknown): boolean } {
  return (
    typeof value === "object" &&
    value !== null &&
    "asymmetricMatch" in value &&
    typeof value.asymmetricMatch === "function"
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === "[object Object]";
}
